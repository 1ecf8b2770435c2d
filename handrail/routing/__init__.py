"""Whose work it is and when: so far only the hours in which a mailbox is looked after."""
