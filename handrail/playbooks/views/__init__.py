"""The pages of this room, and what the composer asks it."""
