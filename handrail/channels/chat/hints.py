"""Hints to the team's open pages about a chat, of which nothing is kept."""

from __future__ import annotations

import json

from django.db import connection

from handrail.conversations.models import Conversation
from handrail.core.verbs import CHANNEL


def tell_pages(conversation: Conversation, **news: object) -> None:
    """Let open pages know once this is committed; what the names mean say the streams that hear it."""
    hint = {
        "conversation": conversation.pk,
        "number": conversation.number,
        "mailbox": conversation.mailbox_id,
        "entries": [],
        "teams": [],
        "restricted": conversation.restricted,
        **news,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(hint, separators=(",", ":"))])
