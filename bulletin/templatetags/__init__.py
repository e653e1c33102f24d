"""The template tags that belong to no app."""
