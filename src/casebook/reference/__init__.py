"""What a city adopts and dates: its calendar, limits, places and units. Data in files, and their readers."""
