"""Whose words a mail holds: its sender's, or those of somebody whose mail was forwarded to us."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.reading.letters import Forward, Letter, Person, Unreadable
from handrail.channels.email.reading.reader import read_mail
from handrail.conversations.queries.recipients import is_own
from handrail.core.actors import Actor, ActorKind
from handrail.customers.verbs import normalise_address


@dataclass(frozen=True)
class Origin:
    """The mail as its writer wrote it; `note` is what `forwarder` wrote above it.

    `vouched` says that the sender's authentication speaks for the writer too.
    """

    letter: Letter
    writer: Person
    vouched: bool = True
    note: str = ""
    forwarder: Actor | None = None


def origin_of(letter: Letter, mailbox: Mailbox, *, dmarc: str) -> Origin:
    """Who wrote it. A forward by hand counts when an agent, or whom the mailbox trusts, has sent it.

    `dmarc` is what our own server found out about the sender, or empty (RFC 8601).
    """
    sender, own = letter.sender, mailbox.own_addresses
    if letter.forward and dmarc != "fail" and (forwarder := _forwarder(sender, mailbox, dmarc == "pass")):
        return _forwarded(letter, letter.forward, forwarder, mailbox)
    by_hand = letter.forward.sender if letter.forward else None
    behind = letter.original_sender if letter.original_sender != by_hand else None
    if behind is None and is_own(sender.address, own) and len(letter.reply_to) == 1:
        behind = letter.reply_to[0]  # a form on our own web site, a group of our own
    if behind and behind.address and not is_own(behind.address, own):
        return Origin(letter, behind, vouched=is_own(sender.address, own))
    return Origin(letter, sender)


def _forwarder(sender: Person, mailbox: Mailbox, certain: bool) -> Actor | None:
    """Who forwarded, if they may. Only whom DMARC proves acts as an agent: anybody can write a From."""
    address = normalise_address(sender.address)
    if not address:
        return None
    if agent := Agent.objects.filter(email__iexact=address, is_active=True).first():
        return agent.as_actor() if certain else Actor(ActorKind.SYSTEM, agent.name)
    trusted = {normalise_address(one).removeprefix("@") for one in mailbox.forwarders}
    if {address, address.rpartition("@")[2]} & trusted or is_own(address, mailbox.own_addresses):
        return Actor(ActorKind.SYSTEM, sender.name or sender.address)
    return None


def _forwarded(letter: Letter, forward: Forward, forwarder: Actor, mailbox: Mailbox) -> Origin:
    to = (Person(mailbox.name, mailbox.address),)
    bare = replace(letter, sender=forward.sender, reply_to=(), to=to, cc=(), forward=None)
    if forward.attached and (inner := _inner(forward.attached)):
        bare = replace(
            bare,
            subject=inner.subject or letter.subject,
            text=inner.text,
            html=inner.html,
            attachments=(*inner.attachments, *letter.attachments),
            references=(*inner.references, *((inner.message_id,) if inner.message_id else ())),
        )
        return Origin(bare, forward.sender, True, letter.text.strip(), forwarder)
    html = letter.html if not forward.note else ""  # the note stands in it too, and is none of the writer's
    return Origin(replace(bare, text=forward.text, html=html), forward.sender, True, forward.note, forwarder)


def _inner(raw: bytes) -> Letter | None:
    try:
        return read_mail(raw)
    except Unreadable:
        return None
