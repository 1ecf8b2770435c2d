"""Tags with how often they are used: for the menu of a conversation, and for the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from django.db import connection

from handrail.core.statements import prepared_cursor

MOST_COUNTED = 1000  # index rows that are counted of one tag
MOST_SUGGESTED = 8
MOST_LISTED = 300

_USED: LiteralString = """
    SELECT tag.id, tag.name, tag.leaving, (
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_conversation_tags WHERE tag_id = tag.id LIMIT 1000
        ) AS counted
    ) AS uses
    FROM conversations_tag tag
"""
_SUGGESTED: LiteralString = (
    _USED  # noqa: S608 - constants
    + """
    WHERE NOT tag.leaving AND tag.name ILIKE %s AND NOT tag.id IN (
        SELECT tag_id FROM conversations_conversation_tags WHERE conversation_id = %s
    )
    ORDER BY tag.name NOT ILIKE %s, uses DESC, lower(tag.name) LIMIT 8
"""
)
_LISTED: LiteralString = _USED + "WHERE tag.name ILIKE %s ORDER BY lower(tag.name), tag.id LIMIT 301"


@dataclass(frozen=True)
class UsedTag:
    """A tag and on how many conversations it is."""

    pk: int
    name: str
    leaving: bool
    uses: int

    @property
    def shown(self) -> str:
        """The number as it is drawn."""
        return str(self.uses) if self.uses < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def suggested_tags(conversation: int | None, typed: str) -> list[UsedTag]:
    """Up to 8 tags that the conversation, if any, has not, with the typed letters in them; most used first.

    Those that begin with the letters come before those that only hold them. In one statement.
    """
    letters = _literally(typed)
    with prepared_cursor() as cursor:
        cursor.execute(_SUGGESTED, [f"%{letters}%", conversation, f"{letters}%"])
        return [UsedTag(*row) for row in cursor.fetchall()]


def listed_tags(typed: str = "") -> tuple[list[UsedTag], bool]:
    """Up to 300 tags by name, and whether there are more."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, [f"%{_literally(typed)}%"])
        found = [UsedTag(*row) for row in cursor.fetchall()]
    return found[:MOST_LISTED], len(found) > MOST_LISTED


def _literally(typed: str) -> str:
    """What was typed as ILIKE's pattern of itself."""
    text = " ".join(typed.replace("\x00", "").split())[:60]
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
