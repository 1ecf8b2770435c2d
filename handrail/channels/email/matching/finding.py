"""To which conversation a mail belongs: our signed signs first, then the Message-IDs it names.

The subject is never asked. A sign alone opens no conversation: its writer must have a place there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from handrail.accounts.models import Mailbox
from handrail.channels.email.matching.candidates import find_candidates, find_siblings, keys_of_esp_ids
from handrail.channels.email.matching.means import Means, means_of
from handrail.channels.email.matching.places import Place, Writer, named_in, place_of
from handrail.channels.email.reading.letters import Letter
from handrail.conversations.models import Category, Conversation, Direction, LinkReason, Message
from handrail.conversations.queries.recipients import is_own
from handrail.conversations.verbs import is_untouched

_MOST_LINKS = 5


@dataclass(frozen=True)
class Match:
    """What a mail has to do with the conversations that are there.

    It continues `conversation` (none: it begins one). Those in `same` belong to that one too,
    now that this mail is here; `links` are conversations that it refers to without being part of them.
    """

    conversation: Conversation | None = None
    same: tuple[Conversation, ...] = ()
    links: tuple[tuple[Conversation, LinkReason], ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """A message to whose conversation a sign leads; `waiting` is one that names our mail instead."""

    message: Message
    valid: bool | None = None
    waiting: bool = False

    @property
    def conversation(self) -> Conversation:
        return self.message.conversation


@dataclass
class _Finding:
    """What was found: what the mail may continue, what waits for it and may join it, what it refers to."""

    continued: list[_Candidate] = field(default_factory=list)
    joining: list[_Candidate] = field(default_factory=list)
    strangers: list[_Candidate] = field(default_factory=list)  # they wait for it, and it is not for them
    links: dict[int, tuple[Conversation, LinkReason]] = field(default_factory=dict)

    def link(self, conversation: Conversation, reason: LinkReason) -> None:
        conversation = conversation.parent or conversation  # what lies beside it is linked to nothing
        if len(self.links) < _MOST_LINKS:
            self.links.setdefault(conversation.pk, (conversation, reason))


def find_match(letter: Letter, mailbox: Mailbox, writer: Writer, at: datetime) -> Match:
    """What the mail continues and refers to; `at` is when it arrived (aware)."""
    finding = _Finding()
    known: dict[tuple[object, ...], LinkReason | None] = {}
    for candidate in _candidates(letter, mailbox, writer):
        conversation = candidate.conversation
        message = candidate.message
        same = (conversation.pk, candidate.valid, _same_id(message, letter), candidate.waiting)
        if same not in known:
            known[same] = _refused(candidate, letter, mailbox, writer, at)
        reason, began_late = known[same], _began_with_answer(candidate, writer)
        if reason is None and not began_late:
            finding.continued.append(candidate)
        elif began_late or _waits_for_it(candidate, letter, mailbox, writer):
            finding.joining.append(candidate)
        elif _is_strangers(candidate, writer, reason):
            finding.strangers.append(candidate)
        elif reason is not None:
            finding.link(conversation, reason)
    return _match(finding, letter, writer)


def _candidates(letter: Letter, mailbox: Mailbox, writer: Writer) -> Iterator[_Candidate]:
    """Every message that a sign leads to, the surest sign first; then those that name this mail."""
    means = means_of(letter, settings.SECRET_KEY)
    keys = [int(one.key) for one in means if one.key.isdecimal() and len(one.key) < 10]
    ids = [one.text for one in means if one.way == "References"]
    own = [letter.message_id] if letter.message_id else []
    found = find_candidates(keys, [*ids, *own], letter.message_id, mailbox.pk)
    if foreign := set(ids) - {message.message_id for message in found}:
        means, found = _renamed(means, found, foreign, mailbox)
    seen: set[int] = set()
    for sign in sorted(means, key=lambda one: one.valid is False):
        yield from _led_to(sign, found, seen)
    if not seen and writer.proven:
        for message in find_siblings(ids, writer.customer.pk, mailbox.pk):
            yield _Candidate(message)
    for message in found:
        if message.pk not in seen and (not _same_id(message, letter) or _is_copy(message, letter, mailbox)):
            yield _Candidate(message, waiting=not _same_id(message, letter))


def _renamed(
    means: list[Means], found: list[Message], foreign: set[str], mailbox: Mailbox
) -> tuple[list[Means], list[Message]]:
    """Message-IDs that an e-mail service gave mails of ours lead to these, as our own would."""
    keys = keys_of_esp_ids(foreign)
    if not keys:
        return means, found
    known = {message.pk for message in found}
    more = find_candidates(sorted(set(keys.values()) - known), [], "", mailbox.pk)
    named = [replace(one, key=str(keys[one.text])) if one.text in keys else one for one in means]
    return named, [*found, *more]


def _led_to(sign: Means, found: Sequence[Message], seen: set[int]) -> Iterator[_Candidate]:
    for message in found:
        fits = str(message.pk) == sign.key if sign.key else message.message_id == sign.text
        if fits and message.pk not in seen:
            seen.add(message.pk)
            yield _Candidate(message, sign.valid)


def _same_id(message: Message, letter: Letter) -> bool:
    return bool(letter.message_id) and message.message_id == letter.message_id


def _is_copy(message: Message, letter: Letter, mailbox: Mailbox) -> bool:
    """Whether the same mail came to another mailbox; in the same one it is another mail with a worn id."""
    same_sender = message.sender.get("address") == letter.sender.address
    return same_sender and message.conversation.mailbox_id != mailbox.pk


def _refused(
    candidate: _Candidate, letter: Letter, mailbox: Mailbox, writer: Writer, at: datetime
) -> LinkReason | None:
    """Why the mail is no part of the candidate's conversation; None when it is."""
    conversation = candidate.conversation
    if candidate.valid is False:
        return LinkReason.FORGED
    if conversation.mailbox_id != mailbox.pk and (reason := _elsewhere(candidate, letter)):
        return reason
    if letter.kind == "bounce" and candidate.valid:
        return None  # the addressee's server writes; that it returns our mail is proof enough
    reason = _unwelcome(candidate, writer)
    # An answer to what we asked beside another is never a new conversation, however late.
    if reason is not None or conversation.parent_id is not None:
        return reason
    if writer.ours or (writer.imported and is_untouched(conversation)):
        return None  # our own word opens nothing; and among old mails "long ago" would depend on their order
    return LinkReason.CLOSED if _closed_long_ago(conversation, mailbox, letter, at) else None


def _unwelcome(candidate: _Candidate, writer: Writer) -> LinkReason | None:
    """Why the writer may not write there; None when they may. Beside a conversation its customer never may,
    whoever has shown them the third party's mail.
    """
    conversation = candidate.conversation
    if conversation.parent is not None and conversation.parent.customer_id == writer.customer.pk:
        return LinkReason.STRANGER
    if writer.ours:
        place = _place_of_ours(candidate, writer)
    else:
        place = place_of(writer, conversation, signed=bool(candidate.valid))
    if place is None:
        return LinkReason.STRANGER
    if not writer.proven and not (candidate.valid and place == "customer"):
        return LinkReason.UNPROVEN
    return None


def _place_of_ours(candidate: _Candidate, writer: Writer) -> Place | None:
    """We may write into each conversation; who answers us before our mail is here begins none of ours."""
    is_theirs = candidate.conversation.customer_id == writer.customer.pk
    return "participant" if is_theirs or not candidate.waiting else None


def _began_with_answer(candidate: _Candidate, writer: Writer) -> bool:
    """Whether an answer of ours was imported before what it answers: the conversation is theirs who asked.

    Until then whom we wrote to was the best guess. Only an import may bring the question, never a stranger.
    """
    if not (writer.imported and candidate.waiting and candidate.message.direction == Direction.OUT):
        return False
    conversation = candidate.conversation
    if conversation.customer_id == writer.customer.pk or not is_untouched(conversation):
        return False
    said = Message.objects.filter(conversation=conversation).order_by("entry__at", "pk")
    return said.values_list("direction", flat=True).first() == Direction.OUT


def _elsewhere(candidate: _Candidate, letter: Letter) -> LinkReason | None:
    """Of another mailbox only what we signed is continued, and only if that one gets no copy of its own."""
    if _same_id(candidate.message, letter):
        return LinkReason.COPY
    if not candidate.valid:
        return LinkReason.STRANGER
    own = candidate.conversation.mailbox.own_addresses
    both = any(is_own(person.address, own) for person in (*letter.to, *letter.cc))
    return LinkReason.COPY if both else None


def _closed_long_ago(conversation: Conversation, mailbox: Mailbox, letter: Letter, at: datetime) -> bool:
    """A machine's mail opens nothing again, so it may always be kept where it belongs."""
    days = mailbox.reopen_days
    if conversation.category != Category.CLOSED or days is None or letter.kind in ("auto_reply", "bounce"):
        return False
    return (at - conversation.last_activity_at).days >= days


def _waits_for_it(candidate: _Candidate, letter: Letter, mailbox: Mailbox, writer: Writer) -> bool:
    """Whether the candidate answers this mail, was answered by somebody it is addressed to, and came first.

    In the right order that one would have joined the conversation of this mail.
    """
    if not candidate.waiting or not writer.proven or candidate.conversation.mailbox_id != mailbox.pk:
        return False
    if candidate.message.direction == Direction.OUT:
        return False
    return named_in(letter, candidate.message) and is_untouched(candidate.conversation)


def _is_strangers(candidate: _Candidate, writer: Writer, reason: LinkReason | None) -> bool:
    """Whether it answers this mail though it was not for its writer. A side conversation joins nothing."""
    is_side = candidate.conversation.parent_id is not None
    return candidate.waiting and writer.proven and reason == LinkReason.STRANGER and not is_side


def _match(finding: _Finding, letter: Letter, writer: Writer) -> Match:
    """One conversation for the mail; what else fits becomes part of it, unless an agent was there already."""
    beside = next((one.conversation for one in finding.continued if one.conversation.parent_id), None)
    if beside is not None:  # of what else it names nothing becomes one with it: only the team sees it there
        return Match(beside)
    goal = finding.continued[0].conversation if finding.continued else None
    same: dict[int, Conversation] = {}
    _sort_strangers(finding, goal)
    for one in (*finding.continued[1:], *finding.joining):
        other = one.conversation
        if goal is None:
            same[other.pk] = other
        elif other.pk in same or other.pk == goal.pk:
            continue
        elif not _one_thread(one, goal, letter, writer):
            finding.link(other, LinkReason.BOTH)
        elif is_untouched(other):
            same[other.pk] = other
        elif is_untouched(goal):
            same[goal.pk], goal = goal, other
        else:
            finding.link(other, LinkReason.BOTH)
    gone = {*same, goal.pk if goal else 0}
    links = tuple(link for pk, link in finding.links.items() if pk not in gone)
    return Match(goal, tuple(same.values()), links)


def _sort_strangers(finding: _Finding, goal: Conversation | None) -> None:
    """Who answered a mail that was not for them belongs here if it is the customer; the others are linked."""
    for one in finding.strangers:
        if goal and one.conversation.customer_id == goal.customer_id:
            finding.joining.append(one)
        else:
            finding.link(one.conversation, LinkReason.STRANGER)


def _one_thread(candidate: _Candidate, goal: Conversation, letter: Letter, writer: Writer) -> bool:
    """Nobody may bring the conversations of two other customers together by naming both."""
    if candidate.conversation.mailbox_id != goal.mailbox_id:
        return False
    if candidate.conversation.customer_id in (goal.customer_id, writer.customer.pk):
        return True
    message = candidate.message
    return candidate.waiting and (message.direction == Direction.OUT or named_in(letter, message))
