"""The real servers that the tests talk to, each started and stopped by one function or class."""
