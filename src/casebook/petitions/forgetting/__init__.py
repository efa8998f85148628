"""A chapter of a petition's life: what it holds about people is put right, put aside or erased."""
