"""The drop: who routes mail themselves delivers it to us by LMTP (RFC 2033) or SMTP (RFC 5321)."""
