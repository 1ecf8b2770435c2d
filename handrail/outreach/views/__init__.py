"""The page for readers, and the pages on which leads write it."""
