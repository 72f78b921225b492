"""What is stored, and how it is read and sealed; knows nothing of Telegram."""
