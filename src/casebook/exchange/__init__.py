"""Bringing other systems' files in: a mapping says what each column means, the importer appends what is new."""
