"""A chapter of a petition's life: what the newspaper and the register tell everybody."""
