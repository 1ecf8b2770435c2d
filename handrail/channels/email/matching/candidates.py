"""The messages that a mail may belong to: what it names, and what names it. One statement for each mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Func, Q, QuerySet, TextField, Value

from handrail.channels.email.models import SentByEsp
from handrail.conversations.models import Direction, Message
from handrail.conversations.models.message import mentions
from handrail.core.statements import Statement, padded

_MOST = 200
_NOBODY, _NOTHING = 0, "no id"
_NAMING = (Direction.IN, Direction.OUT)  # as in the condition of the index on what a message names


def find_candidates(keys: Sequence[int], ids: Sequence[str], own_id: str, mailbox: int) -> list[Message]:
    """Messages with one of these keys or Message-IDs anywhere, and those in the mailbox that name `own_id`.

    With their conversation and its customer, without their words.
    """
    if not keys and not ids and not own_id:
        return []
    found: list[Message] = _CANDIDATES.objects(
        padded(keys or [_NOBODY]), padded(ids or [_NOTHING]), own_id or _NOTHING, mailbox
    )
    return sorted(found, key=lambda message: message.pk)


def find_siblings(ids: Sequence[str], customer: int, mailbox: int) -> list[Message]:
    """Earlier mails of the customer in the mailbox, or to them, that name one of the same Message-IDs."""
    return _SIBLINGS.objects(padded(ids), customer, mailbox) if ids and customer else []


def keys_of_esp_ids(ids: Iterable[str]) -> dict[str, int]:
    """Of Message-IDs given by an e-mail service: our message's key; by the whole, or what is before @."""
    names = {name: one for one in ids for name in (one.partition("@")[0], one)}
    known = SentByEsp.objects.filter(esp_id__in=names).values_list("esp_id", "message_id")
    return {names[esp_id]: message for esp_id, message in known}


def _candidates(keys: list[int], ids: list[str], own_id: str, mailbox: int) -> QuerySet[Message]:
    by_id = Q(message_id__in=ids) & ~Q(message_id="")
    waiting = Q(_names([own_id]), direction__in=_NAMING, conversation__mailbox_id=mailbox)
    return _light(Message.objects.filter(Q(pk__in=keys) | by_id | waiting))[:_MOST]


def _siblings(ids: list[str], customer: int, mailbox: int) -> QuerySet[Message]:
    theirs = Q(direction=Direction.IN, entry__customer_id=customer)
    to_them = Q(direction=Direction.OUT, conversation__customer_id=customer)
    naming = Message.objects.filter(_names(ids), direction__in=_NAMING, conversation__mailbox_id=mailbox)
    return _light(naming.filter(theirs | to_them).order_by("-pk"))[:1]


def _light(messages: QuerySet[Message]) -> QuerySet[Message]:
    where = ("conversation__customer", "conversation__mailbox", "conversation__parent")
    return messages.select_related(*where).defer("text", "quoted", "html")


def _names(ids: list[str]) -> Func:
    """Whether a message names one of these ids, asked so that its index is used."""
    wanted = Func(
        *[Value(one, output_field=TextField()) for one in ids],
        template="ARRAY[%(expressions)s]",
        output_field=ArrayField(TextField()),
    )
    return Func(
        mentions(), wanted, arg_joiner=" ?| ", template="(%(expressions)s)", output_field=BooleanField()
    )


_CANDIDATES, _SIBLINGS = Statement(_candidates), Statement(_siblings)
