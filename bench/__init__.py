"""Measurements: `python -m bench` for the running product, `mail_reading` and `mail_replies` for mail, `language`."""
