"""A chapter of a petition's life: what those who handle it note for each other."""
