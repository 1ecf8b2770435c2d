"""One act on many conversations: chosen, begun, stopped, gone on with, taken back."""
