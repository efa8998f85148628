"""A chapter of a petition's life: what the citizen says of it, by themselves or when called."""
