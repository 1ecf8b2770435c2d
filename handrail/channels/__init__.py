"""The doors through which people reach us, one folder each, all alike; this list is their registry."""

CHANNELS = ("email", "call", "chat", "form", "portal", "article")
