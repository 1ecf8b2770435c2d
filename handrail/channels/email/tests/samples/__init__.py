"""Tables of invented samples after public documentation; each file says at its head how it is read."""
