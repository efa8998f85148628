"""A chapter of a petition's life: urging, missed limits, supervision, false replies, corrections."""
