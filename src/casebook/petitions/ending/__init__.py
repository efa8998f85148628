"""A chapter of a petition's life: closing, what the citizen thinks of it, and working on it again."""
