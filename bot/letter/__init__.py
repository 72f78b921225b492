"""A letter: its words, and its way onto paper."""
