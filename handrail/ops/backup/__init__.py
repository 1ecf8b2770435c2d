"""The whole of Handrail in one file, and back: `handrail backup FILE` and `handrail restore FILE`."""
