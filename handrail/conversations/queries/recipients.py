"""Whom a reply goes to: who wrote last, and who was in Cc."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import getaddresses
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.conversations.models import Direction, Message
from handrail.core.statements import Statement
from handrail.customers.verbs import normalise_address, without_detail

Person = dict[str, str]
MOST_RECIPIENTS = 50
MOST_ANSWERED = 5


@dataclass(frozen=True)
class Recipients:
    """The people a reply would reach."""

    to: list[Person] = field(default_factory=list)
    cc: list[Person] = field(default_factory=list)

    @property
    def cc_text(self) -> str:
        """The Cc line as one types it."""
        return people_text(self.cc)

    @property
    def to_text(self) -> str:
        """The To line as one types it."""
        return people_text(self.to)


def people_text(people: Iterable[Person]) -> str:
    """People as one types them into a line; names stay readable in every script."""
    return ", ".join(_person_text(person.get("name", ""), person["address"]) for person in people)


def _person_text(name: str, address: str) -> str:
    name = " ".join(name.replace('"', "'").split())
    if not name:
        return address
    return f"{name} <{address}>" if name.replace(" ", "").isalnum() else f'"{name}" <{address}>'


def recipients_of(messages: Iterable[Message], addresses: list[str], own: list[str]) -> Recipients:
    """Answer a person's newest message, Reply-To first (RFC 5322 §3.6.2); else the customer's address."""
    incoming = [message for message in messages if message.direction == Direction.IN and message.sender]
    incoming = [message for message in incoming if not message.automatic] or incoming
    if not incoming:
        return Recipients([{"name": "", "address": address} for address in addresses[:1]])
    return answer_to(incoming[-1], addresses, own)


def answer_to(newest: Message, addresses: list[str], own: list[str]) -> Recipients:
    """Whom an answer to this message of a person reaches, or once more whom a message of ours reached."""
    if newest.direction == Direction.OUT:
        told = newest.recipients
        return Recipients(_without(told.get("to", []), [], own), _without(told.get("cc", []), [], own))
    reply_to = newest.recipients.get("reply_to") or []
    # A mail that wants its answer sent to a crowd is answered to whoever wrote it.
    to = _without(reply_to if 0 < len(reply_to) <= MOST_ANSWERED else [newest.sender], [], own)
    to = (
        to
        or _without([newest.sender], [], own)
        or [{"name": "", "address": address} for address in addresses[:1]]
    )
    others = newest.recipients.get("to", []) + newest.recipients.get("cc", [])
    cc = _without(others, [person["address"] for person in to], own) if own_was_named(newest, own) else []
    return Recipients(to, cc)


def read_recipients(conversation: Any) -> Recipients:
    """Whom an answer to this conversation (as `find` gives it) reaches, however long it is."""
    newest = _NEWEST.objects(conversation.pk)
    return recipients_of(newest, conversation.address_values or [], conversation.mailbox.own_addresses)


def _newest(conversation: int) -> QuerySet[Message]:
    incoming = Message.objects.filter(conversation=conversation, direction=Direction.IN).exclude(sender={})
    wanted = ("direction", "sender", "recipients", "automatic")
    return incoming.order_by("automatic", "-entry__at", "-pk").only(*wanted)[:1]


_NEWEST = Statement(_newest)


def own_was_named(message: Message, own: list[str]) -> bool:
    """Whether we were written to openly; if not (a list, a forward), the others are not our business."""
    named = message.recipients.get("to", []) + message.recipients.get("cc", [])
    return any(is_own(person["address"], own) for person in named)


def read_people(text: str) -> list[Person]:
    """The people typed into a Cc or Bcc line; raises ValidationError that names what is no address."""
    people: list[Person] = []
    if not text.strip():
        return people
    for name, address in _parsed(" ".join(text.replace(";", ",").split())):
        try:
            validate_email(address)
        except ValidationError:
            raise _no_address(address or name or text.strip()) from None
        people.append({"name": name, "address": address})
    if len(people) > MOST_RECIPIENTS:
        raise ValidationError(_("That is more than %(most)d people.") % {"most": MOST_RECIPIENTS})
    return people


def _parsed(line: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([line])
    except RecursionError:  # parentheses in parentheses in …
        raise _no_address(line) from None


def _no_address(text: str) -> ValidationError:
    return ValidationError(_("“%(text)s” is no e-mail address.") % {"text": text[:200]})


def is_own(address: str, own: list[str]) -> bool:
    """Whether this is one of our own addresses, maybe with a detail after a plus: we never write to it."""
    ours = {normalise_address(one) for one in own}
    return normalise_address(address) in ours or without_detail(address) in ours


def _without(people: list[Person], addresses: list[str], own: list[str]) -> list[Person]:
    unwanted = {normalise_address(address) for address in addresses}
    kept: dict[str, Person] = {}
    for person in people:
        key = normalise_address(person.get("address", ""))
        if key and key not in unwanted and not is_own(key, own):
            kept.setdefault(key, {"name": person.get("name", ""), "address": person["address"]})
    return list(kept.values())
