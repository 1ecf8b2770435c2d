"""What pages ask about conversations: tables in, dataclasses out, a fixed number of statements."""
