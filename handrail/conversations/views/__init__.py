"""The settings pages of this room; for owners and leads."""
