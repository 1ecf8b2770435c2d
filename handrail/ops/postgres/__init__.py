"""The embedded PostgreSQL: the wheel's programs, run as our own child."""

from handrail.ops.postgres.server import AlreadyRunningError, Postgres, PostgresError

__all__ = ["AlreadyRunningError", "Postgres", "PostgresError"]
