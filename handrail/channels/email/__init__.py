"""The mail door: fetch, keep, read, match, send."""
