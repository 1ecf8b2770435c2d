"""What the mail door erases: mails as they came, read or held, and the names that services gave ours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from handrail.channels.email.forgetting import forget_practised_in
from handrail.channels.email.models import AutomaticMail, Connection, IncomingMail, PractisedMail, SentByEsp
from handrail.channels.email.practice.transport import forget_practised
from handrail.conversations.models import Conversation
from handrail.conversations.verbs.erasing import erase_beside, forget_all
from handrail.core import blobs
from handrail.core.erasing import Person, join, strike, strike_all
from handrail.core.erasing_own import naming

_AT_ONCE = 100  # mails whose bytes are looked through together


@erase_beside
def erase_mails_of(conversation: int) -> None:
    """The mails of one conversation, those that one practised, and what services call our own."""
    _remove(IncomingMail.objects.filter(conversation=conversation))
    SentByEsp.objects.filter(message__conversation=conversation).delete()
    forget_practised_in([conversation])


def _remove(mails: QuerySet[IncomingMail]) -> int:
    kept: list[str] = []
    for mail in mails.select_for_update(of=("self",)).order_by("pk"):
        kept += [mail.raw_id, *([mail.posted_id] if mail.posted_id else [])]
    removed = mails.delete()[0]
    forget_all(kept)
    return removed


def _theirs(person: Person) -> QuerySet[IncomingMail]:
    """Read, and part of a conversation: their own, or their mail in one of somebody else."""
    own = Conversation.objects.of_people(person.customers)
    return IncomingMail.objects.filter(Q(conversation__in=own) | Q(entry__customer__in=person.customers))


def _count(person: Person) -> dict[str, int]:
    return {"mails": _theirs(person).count()}


@join("email", order=20, count=_count)
def erase_mails(person: Person) -> Iterator[int]:
    """Mails of theirs, mails that name them and were read into nothing, and what tells of their address."""
    with transaction.atomic():
        yield _remove(_theirs(person))
        yield AutomaticMail.objects.filter(address__in=person.addresses).delete()[0]
        yield SentByEsp.objects.filter(naming("esp_id", person.addresses)).delete()[0]
        yield forget_practised(_practised(person))
    yield from _naming_mails(person)
    _strike_connections(person)


def _practised(person: Person) -> QuerySet[PractisedMail]:
    """Mails where one practises that name them: there are few, so all are looked through."""
    found = dict(PractisedMail.objects.values_list("pk", "raw"))
    raws = blobs.open_many(list(found.values()))
    return PractisedMail.objects.filter(pk__in=[pk for pk, raw in found.items() if _names(raws[raw], person)])


def _naming_mails(person: Person) -> Iterator[int]:
    """Every other mail that came: what could not be read has no sender, so its bytes are looked through.

    One that was read into a conversation of somebody else stays on its timeline, without its source.
    """
    last = 0
    while keys := list(
        IncomingMail.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "raw", "posted")[:_AT_ONCE]
    ):
        last = keys[-1][0]
        found = blobs.open_many([key for _pk, *both in keys for key in both if key])
        named = [pk for pk, *both in keys if any(_names(found.get(key, b""), person) for key in both if key)]
        if named:
            with transaction.atomic():
                yield _remove(IncomingMail.objects.filter(pk__in=named))
    about = reduce(or_, (naming(name, person.addresses) for name in ("reason", "path", "message_id")))
    for mail in IncomingMail.objects.filter(about):
        mail.reason, mail.path = strike(mail.reason, person.addresses), strike(mail.path, person.addresses)
        mail.message_id = "" if _names(mail.message_id.encode(), person) else mail.message_id
        mail.save(update_fields=["reason", "path", "message_id"])
        yield 1


def _names(data: bytes, person: Person) -> bool:
    lower = data.lower()
    return any(address.encode() in lower for address in person.addresses)


def _strike_connections(person: Person) -> None:
    """Servers repeat addresses in what they say went wrong."""
    rows = Connection.objects.annotate(trial_told=Cast("trial", TextField()))
    about = reduce(or_, (naming(name, person.addresses) for name in ("in_error", "out_error", "trial_told")))
    for row in rows.filter(about):
        Connection.objects.filter(pk=row.pk).update(
            in_error=strike(row.in_error, person.addresses),
            out_error=strike(row.out_error, person.addresses),
            trial=strike_all(row.trial, person.addresses),
        )
