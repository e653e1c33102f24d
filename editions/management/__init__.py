"""The commands of manage.py for the list and for mailing an edition."""
