"""The demo: invented people and articles that show every state of the product."""
