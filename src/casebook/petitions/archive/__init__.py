"""A chapter of a petition's life: its record is put away, and looked at again when its time is over."""
