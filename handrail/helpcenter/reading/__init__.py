"""What the public pages show, in a fixed number of statements; every question begins with who reads."""
