"""The floor: a bare Django view with session and user that draws the same fifty rows from one query."""
