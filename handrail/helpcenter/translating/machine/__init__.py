"""Drafts by a machine: texts in pieces so that Markdown survives, the services, what is kept of them."""
