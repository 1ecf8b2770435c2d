"""Running Handrail: up, migrate, sample, mail, doctor, and one page of its health."""
