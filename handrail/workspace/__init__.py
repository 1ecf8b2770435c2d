"""What agents see: the inbox, one conversation, search, settings."""
