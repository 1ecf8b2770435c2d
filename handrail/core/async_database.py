"""Connections for coroutines, to the same database that Django's settings name."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection


def plain_parameters(**more: Any) -> dict[str, Any]:
    """What a connection beside Django's needs to reach the same database, in autocommit."""
    parameters = connection.get_connection_params() | {"autocommit": True} | more
    for made_for_django in ("cursor_factory", "context"):
        parameters.pop(made_for_django, None)
    return parameters


async def connect(**more: Any) -> psycopg.AsyncConnection[tuple[Any, ...]]:
    """A new connection in autocommit; raises psycopg.OperationalError where Django would raise its own."""
    return await psycopg.AsyncConnection.connect(**plain_parameters(**more))
