"""What became of a contact: the one definition, as a pure function of facts.

A contact is a customer who turned to us: a conversation that they began, or a question that was answered
before it was sent. Each has one outcome at a time. It moves when the conversation does; it is never in two
places.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handrail.assistant.models import State
from handrail.conversations.models import Place


class Outcome(StrEnum):
    """Where a contact was settled, or where it stands; in the order in which a contact goes on."""

    READING = "reading"  # nothing was sent: the asker said that the answer, or an article of it, helped
    CONFIRMED = "confirmed"  # by the assistant, and the customer said so
    UNKNOWN = "unknown"  # the assistant answered, the customer fell silent: nobody knows
    HANDED = "handed"  # the assistant handed it over, and a person has not settled it yet
    AFTER = "after"  # by a person, after the assistant had it
    PERSON = "person"  # by a person, who had it from the start
    OPEN = "open"  # not settled: a person's from the start, or still the assistant's


COUNTED_PLACES = frozenset({Place.INBOX, Place.ASSISTANT})
ASSISTED = (Outcome.CONFIRMED, Outcome.UNKNOWN, Outcome.HANDED, Outcome.AFTER)
CONTAINED = (Outcome.CONFIRMED, Outcome.UNKNOWN)
RESOLVED = (Outcome.CONFIRMED,)
DEFLECTED = (Outcome.READING,)


@dataclass(frozen=True)
class Facts:
    """What the outcome of one conversation depends on.

    `by_customer`: the first words in it are the customer's (a call counts, a mail that we began with does
    not). `imported`: it was brought from elsewhere. `practised`: one practises in its mailbox, and
    others are in earnest. `person_spoke`: somebody of the team answered the customer. `erased`: its words
    were, which closes it.
    """

    place: str = Place.INBOX
    closed: bool = False
    exchange: State | None = None
    person_spoke: bool = False
    by_customer: bool = True
    imported: bool = False
    practised: bool = False
    restricted: bool = False
    erased: bool = False


def is_contact(facts: Facts) -> bool:
    """Whether it counts. What was merged counts as what it became part of, what lies beside another not at
    all; restricted conversations are not even counted; what is in the spam or the trash comes back when that
    does.
    """
    is_test = facts.imported or facts.practised
    return facts.place in COUNTED_PLACES and facts.by_customer and not is_test and not facts.restricted


def outcome_of(facts: Facts) -> Outcome | None:
    """Its outcome, None of what is no contact.

    The customer's yes makes it CONFIRMED for as long as it stays closed and no person answers in it; silence
    makes it UNKNOWN, and nothing but a person's answer makes it settled after that.
    """
    if not is_contact(facts):
        return None
    if facts.exchange is None:
        return Outcome.PERSON if _settled_by_person(facts) else Outcome.OPEN
    if facts.person_spoke or facts.exchange is State.HANDED:
        return Outcome.AFTER if _settled_by_person(facts) else Outcome.HANDED
    if facts.exchange is State.CONFIRMED:
        return Outcome.CONFIRMED if facts.closed else Outcome.HANDED
    silent = facts.exchange is State.PARKED or facts.closed
    return Outcome.UNKNOWN if silent else Outcome.OPEN


def _settled_by_person(facts: Facts) -> bool:
    """Closed by a person, or by a mailbox's time-out; not because its customer was erased while they
    waited.
    """
    return facts.closed and (facts.person_spoke or not facts.erased)
