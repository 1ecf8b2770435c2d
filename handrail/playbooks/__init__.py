"""What the team says and does again and again: saved replies, and macros that do several things at once."""
