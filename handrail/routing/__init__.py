"""Whose work it is and when: the hours of a mailbox, what it promises, when a conversation is due."""
