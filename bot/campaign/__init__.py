"""The campaign: its file, its own texts, and every mistake in them."""
