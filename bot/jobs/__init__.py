"""What runs beside the updates: reminders, retention, reloading, the alarm."""
