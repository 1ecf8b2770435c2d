"""Calls: what was said by phone, written down; who called is answered by mail."""
