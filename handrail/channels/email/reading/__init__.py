"""From raw bytes to a letter: what a mail is, without a database."""
