"""How messages are shown: one printer a file."""
