"""Forms out of command classes: one way from a command to a page and back, for every command there is."""
