"""Mektüp: a Telegram bot for letters to Crimean political prisoners."""
