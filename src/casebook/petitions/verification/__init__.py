"""A chapter of a petition's life: the reporter goes and looks, or need not go."""
