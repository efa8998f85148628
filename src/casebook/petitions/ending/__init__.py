"""A chapter of a petition's life: closing, working on it again, and ending without a solution."""
