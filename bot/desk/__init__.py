"""An organizer's work: receiving, counting, handing over, releasing, the journal."""
