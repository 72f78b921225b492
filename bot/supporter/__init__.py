"""What a supporter sees and does: questions, screens, the letter, its card."""
