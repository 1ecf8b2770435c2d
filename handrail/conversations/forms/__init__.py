"""Forms of what teams name: statuses, tags, fields and their choices."""
