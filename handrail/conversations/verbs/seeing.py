"""Remember up to where an agent has read."""

from __future__ import annotations

from django.db import connection, transaction

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation

_FORWARD = """
INSERT INTO conversations_seen (agent_id, conversation_id, entry) VALUES (%s, %s, %s)
ON CONFLICT (agent_id, conversation_id) DO UPDATE SET entry = EXCLUDED.entry
WHERE conversations_seen.entry < EXCLUDED.entry
"""


def see(conversation: Conversation, *, agent: Agent, entry: int) -> None:
    """The agent has read up to `entry`; never goes back. Losing it in a crash would do no harm."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_FORWARD, [agent.pk, conversation.pk, entry])
