"""A chapter of a petition's life: filing, accepting, declining, withdrawing."""
