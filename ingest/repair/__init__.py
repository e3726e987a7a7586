"""Health and repair of a text layer: is a text what its page shows, and if not, what can be read back with certainty. Pure functions on strings."""
