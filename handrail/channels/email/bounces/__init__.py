"""Mails that say that a mail of ours did not arrive."""
