"""Moments are read in C: a list of conversations holds 150 of them, and Django's own loader is Python."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.abc import AdaptContext
from psycopg.adapt import Loader
from psycopg.pq import Format

_TYPE = "timestamptz"


class MomentLoader(Loader):
    """Psycopg's own loader, with the zone that Django expects: a third of the time of Django's."""

    timezone = UTC  # Django looks for it, and puts its own loader in our place where it is another

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        adapters = psycopg.adapters
        self._loaded = adapters.get_loader(oid, Format.TEXT)(oid, context).load  # type: ignore[misc]

    def load(self, data: Any) -> datetime:
        """Raises psycopg.DataError for what Python has no moment for."""
        found: datetime = self._loaded(data)
        return found.replace(tzinfo=UTC)


def load_moments_quickly(*, connection: Any, **_signal: Any) -> None:
    """Whenever Django has connected."""
    connection.connection.adapters.register_loader(_TYPE, MomentLoader)
