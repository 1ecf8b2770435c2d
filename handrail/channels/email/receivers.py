"""What this room does when it hears an event."""
