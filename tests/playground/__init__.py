"""The playground as strict as Telegram."""
