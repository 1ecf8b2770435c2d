"""The servers of a mailbox: how to reach them, sign in, and find out what is wrong."""
