"""A side conversation as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.models import Conversation, Direction, Draft, Message
from handrail.conversations.queries.reading import Timeline
from handrail.conversations.queries.recipients import Recipients, answer_to
from handrail.conversations.verbs.outsiders import addresses_of_customer, is_customer
from handrail.core.statements import Statement

MOST_BESIDE = 6  # messages of the parent that stand beside a side conversation
_RIGHTS = frozenset({May.READ, May.NOTE, May.REPLY, May.SOURCE})  # nothing there is taken apart or passed on


def find_side(agent: Agent, number: int) -> Any:
    """The side conversation of that number, with whom it is; raises DoesNotExist."""
    visible = Conversation.objects.visible_to(agent).filter(parent__isnull=False, number=number)
    found = visible.select_related("customer", "mailbox", "status", "parent").first()
    if found is None:
        raise Conversation.DoesNotExist
    return found


def with_rights_beside(timeline: Timeline) -> Timeline:
    """The timeline of a side conversation: its entries are answered and read, no more."""
    return replace(timeline, items=[replace(one, may=one.may & _RIGHTS) for one in timeline.items])


@dataclass(frozen=True)
class Beside:
    """What is needed to answer in a side conversation."""

    recipients: Recipients
    draft: Draft | None


def read_beside(agent: Agent, side: Any) -> Beside:
    """It in two statements, and one more for the files of a draft."""
    draft = Draft.objects.filter(agent=agent, conversation=side).prefetch_related("attachments").first()
    return Beside(recipients_beside(side), draft)


def said_there(parent: int) -> list[Any]:
    """The newest messages of the customer's conversation, oldest first, to be read beside; one statement."""
    return _PARENTS.objects(parent)[::-1]


def recipients_beside(side: Any) -> Recipients:
    """Whom the next mail reaches: who wrote last, or once more whom we asked. Never the parent's customer."""
    said = Message.objects.filter(
        conversation=side.pk, direction__in=[Direction.IN, Direction.OUT], automatic=False
    )
    newest = said.order_by("-pk").first()
    if newest is None:
        return Recipients()
    found = answer_to(newest, [], side.mailbox.own_addresses)
    theirs = addresses_of_customer(side.parent)
    return Recipients(
        [one for one in found.to if not is_customer(one["address"], theirs)],
        [one for one in found.cc if not is_customer(one["address"], theirs)],
    )


def _parents(parent: int) -> QuerySet[Message]:
    said = Message.objects.filter(
        conversation=parent, direction__in=[Direction.IN, Direction.OUT], automatic=False
    )
    return said.select_related("entry__agent", "entry__customer").order_by("-entry__at", "-pk")[:MOST_BESIDE]


_PARENTS = Statement(_parents)
