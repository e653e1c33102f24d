"""Articles offered by contributors, and what editors decide about them."""
