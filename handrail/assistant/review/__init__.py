"""Leads look at what the assistant said, mend it, and try what other settings would have said."""
