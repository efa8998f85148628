"""A chapter of a petition's life: the unit's work, its reply, and the desk's review."""
