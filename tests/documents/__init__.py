"""Word documents: the form that contributors download, and odd ones to read."""
