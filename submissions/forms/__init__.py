"""What contributors and editors fill in, and how it is checked."""
