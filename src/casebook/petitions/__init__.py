"""What a petition is. Pure: no input or output, no clock, no library but pydantic."""
