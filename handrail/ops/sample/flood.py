"""Bulk conversations for measuring: the same number and seed give the same words, every time.

What is counted by the bench is exact, not drawn: `invoice` stands in 126 of 1,000 messages and
`flumberghast` in one of 5,000, in a hundred at most: a rare word stays rare in a large place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Literal

from handrail.ops.sample.flood_words import FAMILY_NAMES, GIVEN_NAMES, SENTENCES, SUBJECTS, ZONES
from handrail.ops.sample.story import Colleague, Person, Post

CUSTOMERS, AGENTS, MAILBOXES = 2_000, 20, 5
MESSAGES_EACH, LONG = 4, 100
COMMON, RARE = "invoice", "flumberghast"
COMMON_PER_THOUSAND, RARE_EVERY, RARE_UNTIL = 126, 5_000, 500_000
SHARES = {"en": 50, "de": 15, "fr": 12, "es": 10, "pl": 8, "ja": 5}
DAYS = 730

BulkStatus = Literal["open", "waiting", "closed"]

_BLOCKS = 600  # per language; a message is two of them, so 360,000 different texts
_BLOCK_LENGTH = 260  # characters, at least
_STATUSES: tuple[BulkStatus, ...] = ("closed",) * 70 + ("open",) * 20 + ("waiting",) * 10
_LANGUAGES = tuple(language for language, share in SHARES.items() for _ in range(share))


@dataclass(frozen=True, slots=True)
class BulkMessage:
    """One message: its paragraphs (the first two come from a small pool), and when, in minutes ago."""

    incoming: bool
    parts: tuple[str, str, str]
    minutes_ago: int

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n\n".join(self.parts)


@dataclass(frozen=True, slots=True)
class BulkConversation:
    """One conversation; people and mailboxes are positions in `customers()`, `agents()`, `mailboxes()`."""

    position: int
    subject: str
    language: str
    customer: int
    agent: int | None
    mailbox: int
    status: BulkStatus
    messages: tuple[BulkMessage, ...]


def bulk(n: int, seed: int = 0) -> Iterator[BulkConversation]:
    """Yield one conversation of 100 messages and then `n` of four, oldest first."""
    rng = Random(seed)  # noqa: S311  sample words, not secrets
    pools = {language: _blocks(rng, sentences) for language, sentences in SENTENCES.items()}
    numbers = count()
    for position in range(n + 1):
        age = DAYS * 24 * 60 * (n + 1 - position) // (n + 1) + LONG * 60
        yield _conversation(rng, pools, numbers, position, age)


def customers() -> list[Person]:
    """The 2,000 customers; the language of number k is that of its share."""
    return [_customer(position) for position in range(CUSTOMERS)]


def agents() -> list[Colleague]:
    """The 20 agents."""
    return [
        Colleague(
            f"agent-{k:02}", f"Agent {k:02}", f"agent-{k:02}@lamp.example", "agent", "en", "Europe/Paris"
        )
        for k in range(1, AGENTS + 1)
    ]


def mailboxes() -> list[Post]:
    """The 5 mailboxes."""
    return [
        Post(f"desk-{k}", f"Lamp desk {k}", f"desk-{k}@lamp.example", "en", "Europe/Paris")
        for k in range(1, MAILBOXES + 1)
    ]


def _customer(position: int) -> Person:
    language = _LANGUAGES[position % 100]
    given, family = GIVEN_NAMES[language], FAMILY_NAMES[language]
    names = (given[position % len(given)], family[position // 3 % len(family)])
    name = " ".join(reversed(names) if language == "ja" else names)
    organisation = f"{family[position // 5 % len(family)]} {position // 5 + 1}"
    address = f"customer-{position:04}@shop-{position // 5}.example"
    return Person(f"customer-{position}", name, address, organisation, language, ZONES[language])


def _blocks(rng: Random, sentences: tuple[str, ...]) -> list[str]:
    return [_block(rng, sentences) for _ in range(_BLOCKS)]


def _block(rng: Random, sentences: tuple[str, ...]) -> str:
    chosen: list[str] = []
    rest = rng.sample(sentences, len(sentences))
    while rest and sum(map(len, chosen)) < _BLOCK_LENGTH:
        chosen.append(rest.pop())
    return " ".join(chosen)


def _conversation(
    rng: Random, pools: dict[str, list[str]], numbers: Iterator[int], position: int, age: int
) -> BulkConversation:
    customer = int(rng.random() * CUSTOMERS)
    language = _LANGUAGES[customer % 100]
    status = _STATUSES[int(rng.random() * 100)]
    agent = None if rng.random() < 0.15 else int(rng.random() * AGENTS)
    length = MESSAGES_EACH if position else LONG
    messages = _messages(rng, pools[language], numbers, length, status == "open", age)
    subjects = SUBJECTS[language]
    subject = f"{subjects[position % len(subjects)]} ({position + 1})"
    mailbox = int(rng.random() * MAILBOXES)
    return BulkConversation(position, subject, language, customer, agent, mailbox, status, messages)


def _messages(
    rng: Random, pool: list[str], numbers: Iterator[int], length: int, ours: bool, age: int
) -> tuple[BulkMessage, ...]:
    """An open conversation ends with the customer, any other one with us."""
    messages = []
    for at in range(length):
        number = next(numbers)
        incoming = at == 0 or (length - at) % 2 == (1 if ours else 0)
        parts = (pool[int(rng.random() * _BLOCKS)], pool[int(rng.random() * _BLOCKS)], _tail(number))
        messages.append(BulkMessage(incoming, parts, age))
        age -= int(rng.random() * 59) + 1
    return tuple(messages)


def _tail(number: int) -> str:
    is_rare = number < RARE_UNTIL and number % RARE_EVERY == RARE_EVERY - 1
    rare = f" {RARE}" if is_rare else ""
    common = f" {COMMON}" if number * COMMON_PER_THOUSAND % 1000 < COMMON_PER_THOUSAND else ""
    return f"Lamp {number + 100_000}{common}{rare}"
