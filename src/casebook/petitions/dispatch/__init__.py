"""A chapter of a petition's life: assigning a petition to a unit, and the unit taking it."""
