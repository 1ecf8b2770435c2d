"""Whose words a mail holds, and which conversation they belong to."""
