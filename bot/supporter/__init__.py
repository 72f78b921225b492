"""The conversation with a supporter: its state, its questions, its screens."""
