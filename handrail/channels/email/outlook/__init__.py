"""Outlook's own formats: TNEF, MAPI properties, rich text."""
