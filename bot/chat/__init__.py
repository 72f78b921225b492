"""What every conversation is made of: events, screens, buttons, the stored state, one turn."""
