"""What a value can be: quantities with units, flags, choices, dates; intervals of numbers."""
