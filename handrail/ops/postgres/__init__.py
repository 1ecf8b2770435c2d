"""The embedded PostgreSQL: the wheel's programs, run as our own child."""

from handrail.ops.postgres.server import EXTENSIONS, AlreadyRunningError, Postgres, PostgresError

__all__ = ["EXTENSIONS", "AlreadyRunningError", "Postgres", "PostgresError"]
