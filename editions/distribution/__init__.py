"""The distribution list, and the mailings that go out to it."""
