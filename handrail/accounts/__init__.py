"""The people who answer: agents, teams, and the mailboxes they may see."""
