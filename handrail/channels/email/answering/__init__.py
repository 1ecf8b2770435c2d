"""Answering a notification by mail: a note, if everything is in order."""
