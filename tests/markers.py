"""Where a marker stands in the whole database: for tests that nothing of what was taken away is left."""

from __future__ import annotations

from django.db import connection

_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'
AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea', 'tsvector', 'ARRAY')
"""


def places_of(marker: str) -> list[str]:
    """Every table and column that holds the marker in any case: words, JSON, lists, search, bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            asked = f'SELECT 1 FROM "{table}" WHERE {text} ILIKE %s LIMIT 1'  # noqa: S608 - the catalogue's names
            cursor.execute(asked, [f"%{marker}%"])
            found += [f"{table}.{column}"] if cursor.fetchone() else []
    return found
