"""Mails that leave: replies, mails to agents, and what keeps machines from answering each other."""
