"""The desk, where an organizer works: receive, count, hand over, release, keep the journal."""
