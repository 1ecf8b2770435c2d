"""What the team's pages ask: tables in, dataclasses out, a fixed number of statements."""
