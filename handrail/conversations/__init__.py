"""What was said: conversations and the one timeline of each."""
