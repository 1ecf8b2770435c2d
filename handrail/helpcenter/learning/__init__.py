"""What the team learns from readers: what they look for and do not find, and which articles do not help."""
