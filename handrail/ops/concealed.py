"""Held mails that belong to restricted conversations: an admin who is not named must not read them."""

from __future__ import annotations

import re

from handrail.accounts.models import Agent
from handrail.channels.email.models import IncomingMail
from handrail.conversations.models import Conversation, Message

_LOOKED_AT = 200_000  # bytes: the head, and what a bounce returns
_MOST_IDS = 300
_ID = re.compile(rb"<([^<>\s@]{1,500}@[^<>\s@]{1,250})>")


def is_concealed(agent: Agent, mail: IncomingMail, raw: bytes) -> bool:
    """Whether a mail names a message of a restricted conversation that this admin does not see.

    A mail that could not be read has no conversation yet: the Message-IDs in it tell which it would have.
    """
    hidden = Conversation.objects.filter(restricted=True).exclude(
        pk__in=Conversation.objects.visible_to(agent).filter(restricted=True).values("pk")
    )
    if mail.conversation_id and hidden.filter(pk=mail.conversation_id).exists():
        return True
    found = dict.fromkeys(one.decode("utf-8", "replace") for one in _ID.findall(raw[:_LOOKED_AT]))
    ids = [one.replace("\x00", "") for one in found][:_MOST_IDS]
    return Message.objects.filter(message_id__in=ids, conversation__in=hidden.values("pk")).exists()
