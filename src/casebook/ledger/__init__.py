"""Where events are kept: one door to write, reads that verify, words sealed in the vault."""
