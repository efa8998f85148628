"""A chapter of a petition's life: petitions that ask the same are merged, and the children follow their master."""
