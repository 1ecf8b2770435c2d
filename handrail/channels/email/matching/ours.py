"""What the team itself has written with another program: a mail from the mailbox's address or an agent's."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.reading.letters import Letter, Person
from handrail.channels.email.reading.sent_folders import is_labelled_sent, is_sent_folder
from handrail.conversations.queries.recipients import is_own
from handrail.core.actors import Actor, ActorKind

NOBODY = Person("", "")


@dataclass(frozen=True)
class Sent:
    """Who of us wrote it, and to whom: the customer of a conversation that begins with it."""

    author: Actor
    customer: Person


def sent_by_us(
    letter: Letter, mailbox: Mailbox, *, dmarc: str, imported: bool, path: str = ""
) -> Sent | None:
    """What the letter is if one of us wrote it to somebody else; None for all others.

    From decides. In an import it is believed unless DMARC (RFC 7489) failed: an admin chose the files, and a
    copy among the sent ones has met no server that checks. What arrives must have passed, and name the
    mailbox besides somebody else. `path` is where an imported mail lay: a hint where From leaves it open.
    """
    if letter.bounce or dmarc == "fail" or not (imported or dmarc == "pass"):
        return None
    own = mailbox.own_addresses
    others = [one for one in (*letter.to, *letter.cc) if one.address and not is_own(one.address, own)]
    lay_among_sent = imported and (
        is_sent_folder(path) or is_labelled_sent(letter.headers_seen.get("x-gmail-labels", ()))
    )
    kind = ActorKind.IMPORT if imported else ActorKind.SYSTEM
    if is_own(letter.sender.address, own):
        is_sent = bool(others) or lay_among_sent or not (letter.to or letter.cc)
        if not is_sent or _somebody_is_behind(letter, own):
            return None
        return Sent(_named(letter.sender, mailbox) or Actor(kind, mailbox.name), _first(others))
    if not _may_be_an_agents(letter, own, others, lay_among_sent, imported=imported):
        return None
    agent = Agent.objects.filter(email__iexact=letter.sender.address.strip()).first()
    return Sent(agent.as_actor(), _first(others)) if agent else None


def _first(others: list[Person]) -> Person:
    return others[0] if others else NOBODY


def _somebody_is_behind(letter: Letter, own: list[str]) -> bool:
    """A form on our own web site, a group of our own, a forward to ourselves: our address, others' words."""
    if letter.forward:
        return any(is_own(one.address, own) for one in letter.to)
    behind = letter.original_sender or (letter.reply_to[0] if len(letter.reply_to) == 1 else None)
    return behind is not None and bool(behind.address) and not is_own(behind.address, own)


def _may_be_an_agents(
    letter: Letter, own: list[str], others: list[Person], lay_among_sent: bool, *, imported: bool
) -> bool:
    """Whether an agent with this address would have answered: written to somebody else, and in this mailbox's
    name: it is in copy, or (of an import) the mail answers something or lay among those that were sent.
    """
    if not others or not letter.to or is_own(letter.to[0].address, own):
        return False
    in_copy = any(is_own(one.address, own) for one in (*letter.to, *letter.cc))
    return in_copy or lay_among_sent or (imported and bool(letter.references or letter.in_reply_to))


def _named(sender: Person, mailbox: Mailbox) -> Actor | None:
    """The one agent of that name; our own mails call them `Ada (Lamp support)`."""
    name = sender.name.removesuffix(f"({mailbox.name})").strip()
    found = list(Agent.objects.filter(name__iexact=name)[:2]) if name else []
    return found[0].as_actor() if len(found) == 1 else None
