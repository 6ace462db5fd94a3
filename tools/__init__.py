"""What keeps the repository itself in order; no part of the package."""
