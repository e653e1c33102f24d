"""One command of manage.py in each module."""
