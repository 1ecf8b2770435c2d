"""The extension of PostgreSQL that compares meanings (pgvector)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import NotSupportedError, OperationalError, ProgrammingError


class CreateVectors(CreateExtension):
    """Make the extension `vector`, or say in a sentence who has to."""

    def __init__(self) -> None:
        super().__init__("vector")

    def database_forwards(self, *given: Any, **named: Any) -> None:
        """Called by a migration; raises ImproperlyConfigured where this role may not make it."""
        try:
            super().database_forwards(*given, **named)
        except (NotSupportedError, OperationalError, ProgrammingError) as error:
            raise ImproperlyConfigured(
                "Handrail needs the extension pgvector (0.8 or newer): install its package on the database "
                "server, then let a superuser say in Handrail's database: CREATE EXTENSION vector;"
            ) from error
