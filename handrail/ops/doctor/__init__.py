"""What `handrail doctor` and the health page look at; the checks are in `examining`."""
