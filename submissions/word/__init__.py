"""An article that comes as a Word document: checked, read, and said what was understood."""
