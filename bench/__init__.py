"""Measurements: `python -m bench` for the running product, `python -m bench.mail` for how mails are read."""
