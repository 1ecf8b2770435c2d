"""Whether what was sent comes from a person, and its words without secrets: what `core` knows of both."""
