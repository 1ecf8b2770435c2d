"""Web Push: messages to a browser that need not be open (RFC 8030, 8291, 8292)."""
