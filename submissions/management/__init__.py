"""What operators and programs do from the command line."""
