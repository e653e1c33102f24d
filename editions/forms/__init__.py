"""What people type about editions and the distribution list, checked."""
