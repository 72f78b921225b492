"""The letter: its words, and its way onto paper."""
