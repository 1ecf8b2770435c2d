"""Replies that could not be sent, or not to all: what, to whom, why in plain words, since when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.channels.email.bounces.reasons import group_of_reply, group_of_status, group_of_words
from handrail.conversations.events import Bounced, SendFailed, bounce_causes
from handrail.conversations.models import Entry, Message, SendState
from handrail.core.plain_text import preview

ON_A_PAGE = 50
AT_ONCE = 200  # that one press sends again or dismisses
_ANSWER = re.compile(r"(?:smtp;\s*)?([245]\d\d)[\s-]+(?:#?([245]\.\d{1,3}\.\d{1,3})\s)?", re.IGNORECASE)


@dataclass(frozen=True)
class Unsent:
    """A reply as the page tells it; `words` are the server's own, where there are any."""

    pk: int
    number: int
    subject: str
    preview: str
    people: str
    author: str
    mailbox: str
    is_unknown: bool
    missed: str  # whom it does not reach, where it has reached others
    why: str
    words: str
    since: datetime


@dataclass(frozen=True)
class Pile:
    """How many there are of one mailbox."""

    pk: int
    name: str
    count: int


def unsent_of(agent: Agent) -> QuerySet[Message]:
    """Those of the mailboxes this admin may see, the newest first."""
    return Message.objects.visible_to(agent).unsent().order_by("-pk")


def count_unsent(agent: Agent) -> int:
    """How many there are."""
    return unsent_of(agent).order_by().count()


def piles(agent: Agent) -> list[Pile]:
    """The mailboxes that have any, by name."""
    rows = unsent_of(agent).order_by("conversation__mailbox__name")
    counted = rows.values_list("conversation__mailbox", "conversation__mailbox__name").annotate(Count("pk"))
    return [Pile(*values) for values in counted]


def page_of(agent: Agent, *, mailbox: int = 0, before: int = 0) -> tuple[list[Unsent], int]:
    """The next ones (of one mailbox, older than `before`), and where the page after them begins, or 0."""
    rows = unsent_of(agent)
    rows = rows.filter(conversation__mailbox=mailbox) if mailbox else rows
    rows = rows.filter(pk__lt=before) if before else rows
    found = list(rows.select_related("conversation__mailbox", "entry__agent")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    return told(shown), shown[-1].pk if len(found) > ON_A_PAGE else 0


def told(messages: Sequence[Message]) -> list[Unsent]:
    """In words, with one statement more."""
    said = Entry.objects.filter(
        conversation__in={message.conversation_id for message in messages},
        kind__in=[SendFailed.kind, Bounced.kind],
        data__entry__in=[message.pk for message in messages],
    )
    newest = {entry.data["entry"]: entry for entry in said.order_by("pk")}
    return [_told(message, newest.get(message.pk)) for message in messages]


def _told(message: Any, said: Entry | None) -> Unsent:
    why, words = why_not(message.send_error, str(said.data.get("group", "")) if said else "")
    conversation, agent = message.conversation, message.entry.agent
    return Unsent(
        pk=message.pk,
        number=conversation.number,
        subject=message.subject or conversation.subject,
        preview=preview(message.text),
        people=", ".join(message.recipient_addresses),
        author=agent.name if agent else message.entry.actor_label,
        mailbox=conversation.mailbox.name,
        is_unknown=message.send_state == SendState.UNKNOWN,
        missed=", ".join(said.data["addresses"]) if said and message.send_state == SendState.PARTLY else "",
        why=why,
        words=words,
        since=said.at if said else message.entry.at,
    )


def why_not(error: str, group: str = "") -> tuple[str, str]:
    """A sentence for what a server answered, and its own words; what we said ourselves is one already."""
    answer = _ANSWER.match(error)
    if not answer and not group:
        return error or _("It was not sent."), ""
    known = group or group_of_words(error)
    if not known and answer:
        known = group_of_status(answer[2] or "") or group_of_reply(answer[1])
    cause = str(bounce_causes().get(known or "", ""))
    if not cause:
        return _("The server refused it."), error
    return _("The server refused it: %(cause)s.") % {"cause": cause}, error
