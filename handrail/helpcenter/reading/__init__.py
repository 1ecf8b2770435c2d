"""What the public pages show, asked for in a fixed number of statements; every question begins with who reads."""
