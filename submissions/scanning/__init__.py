"""What the scanner knows by heart: words and numbers that should not be printed by accident."""
