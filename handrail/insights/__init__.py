"""Where contacts are settled, each counted once."""
