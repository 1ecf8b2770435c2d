"""What admins name and arrange about conversations; each change leaves an audit entry."""
