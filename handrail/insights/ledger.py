"""Where contacts are settled: what the page, its files and programs ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Sum

from handrail.accounts.models import Agent, Mailbox, mailbox_ids
from handrail.conversations.models import Product
from handrail.insights.asked import NONE, Asked
from handrail.insights.models import ReadingTally, Renewal
from handrail.insights.outcomes import Outcome
from handrail.insights.reading import Estimate, Readings, estimate
from handrail.insights.shares import Share
from handrail.insights.words import NUMBERS, Number

KINDS = ("channel", "language", "mailbox", "product")
_SETS = ("week", *KINDS)  # the order of the bits of grouping()
_SEEN = "(mailbox_id = ANY(%(mailboxes)s) OR mailbox_id IS NULL)"
_CHOSEN = f"""
    FROM insights_tally WHERE {_SEEN}
    AND (%(channel)s = '' OR channel = %(channel)s) AND (%(language)s IN ('', language)
        OR %(language)s = '{NONE}' AND language = '')
    AND (%(mailbox)s = '' OR mailbox_id = nullif(%(mailbox)s, '')::bigint)
    AND (%(product)s IN ('', product) OR %(product)s = '{NONE}' AND product = '' AND mailbox_id IS NOT NULL)
"""
_COUNTS = f"""
    WITH chosen AS (
        SELECT day >= %(first)s AS is_now, date_trunc('week', day)::date AS week, channel, language,
            mailbox_id AS mailbox, product, outcome, contacts {_CHOSEN}
        AND (day BETWEEN %(first)s AND %(last)s OR day BETWEEN %(first_before)s AND %(last_before)s)
    )
    SELECT is_now, grouping(week, channel, language, mailbox, product), week, channel, language,
    mailbox::text, product, outcome, sum(contacts)::bigint
    FROM chosen GROUP BY GROUPING SETS ((is_now, outcome, week), (is_now, outcome, channel),
        (is_now, outcome, language), (is_now, outcome, mailbox), (is_now, outcome, product))
"""  # noqa: S608
_CHOICES = f"""
    SELECT grouping(channel, language, mailbox_id, product), channel, language, mailbox_id::text, product
    FROM insights_tally WHERE {_SEEN} AND day BETWEEN %(first)s AND %(last)s
    GROUP BY GROUPING SETS ((channel), (language), (mailbox_id), (product))
"""  # noqa: S608
_ROWS = f"""
    SELECT day, channel, language, mailbox_id, product, outcome, contacts {_CHOSEN}
    AND day BETWEEN %(first)s AND %(last)s ORDER BY day, outcome, channel, language, mailbox_id, product
"""


@dataclass
class Counts:
    """How many contacts have each outcome; one that is missing has none."""

    by_outcome: dict[Outcome, int] = field(default_factory=dict)

    def of(self, outcomes: Iterable[Outcome]) -> int:
        """How many have one of these."""
        return sum(self.by_outcome.get(outcome, 0) for outcome in outcomes)

    @property
    def total(self) -> int:
        """All of them: each contact has one outcome."""
        return sum(self.by_outcome.values())

    def share(self, number: Number) -> Share:
        """One of the three numbers."""
        return Share(self.of(number.part), self.of(number.whole))

    def add(self, outcome: Outcome, contacts: int) -> None:
        """So many more."""
        self.by_outcome[outcome] = self.by_outcome.get(outcome, 0) + contacts


@dataclass
class Ledger:
    """What was asked, and its answer.

    `weeks` has every week of the stretch by its Monday; `parts` the same contacts by channel, language,
    mailbox (key as text) and product, "" where none is known. `choices` are the values there are to narrow
    by, `names` what mailboxes and products are called. `readings` is None where readers cannot be told apart.
    `fresh` is when it was counted last, None if never.
    """

    asked: Asked
    now: Counts = field(default_factory=Counts)
    before: Counts = field(default_factory=Counts)
    weeks: dict[date, Counts] = field(default_factory=dict)
    parts: dict[str, dict[str, Counts]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    readings: Readings | None = None
    fresh: datetime | None = None

    @property
    def estimate(self) -> Estimate | None:
        """How many found their answer by reading and never wrote: beside the sum, not in it."""
        return estimate(self.readings) if self.readings else None

    @property
    def numbers(self) -> list[tuple[Number, Share, Share]]:
        """The three numbers: each with its share now and before."""
        return [(number, self.now.share(number), self.before.share(number)) for number in NUMBERS]


def ledger(agent: Agent, asked: Asked) -> Ledger:
    """The contacts of the mailboxes that this agent may see; six statements, however many contacts there
    are.
    """
    found = Ledger(asked, weeks={week: Counts() for week in _weeks(asked)})
    found.parts = {kind: defaultdict(Counts) for kind in KINDS}
    values = _values(agent, asked)
    for is_now, bits, *keys, outcome, contacts in _all(_COUNTS, values):
        _add(found, is_now, _SETS[_kept(bits, len(_SETS))], keys, Outcome(outcome), contacts)
    found.choices = _choices(values)
    found.names = names_for(agent)
    found.readings = _readings(asked) if asked.knows_readers else None
    renewed = Renewal.objects.filter(pk=1).first()
    found.fresh = renewed.at if renewed else None
    return found


def rows(agent: Agent, asked: Asked) -> Iterator[tuple[Any, ...]]:
    """The same contacts as lines: day, channel, language, mailbox (key), product, outcome, how many.

    A statement for each week.
    """
    values = _values(agent, asked)
    for week in _weeks(asked):
        yield from _all(_ROWS, values | {"first": week, "last": min(week + timedelta(days=6), asked.today)})


def _add(
    found: Ledger, is_now: bool, kind: str, keys: Sequence[Any], outcome: Outcome, contacts: int
) -> None:
    key = keys[_SETS.index(kind)]
    if kind != "week":
        if is_now:
            found.parts[kind][key or ""].add(outcome, contacts)
    elif is_now:
        found.weeks[key].add(outcome, contacts)
        found.now.add(outcome, contacts)
    else:
        found.before.add(outcome, contacts)


def _kept(bits: int, count: int) -> int:
    """Which column a row is grouped by: the one whose bit is 0 (PostgreSQL's grouping())."""
    return next(place for place in range(count) if not bits >> (count - 1 - place) & 1)


def _weeks(asked: Asked) -> list[date]:
    return [asked.first + timedelta(weeks=number) for number in range(asked.weeks)]


def _values(agent: Agent, asked: Asked) -> dict[str, Any]:
    before = asked.before()
    return {
        "mailboxes": mailbox_ids(agent),
        "first": asked.first,
        "last": asked.today,
        "first_before": before.first,
        "last_before": before.today,
        **{name: getattr(asked, name) for name in ("channel", "language", "mailbox", "product")},
    }


def _choices(values: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for bits, *keys in _all(_CHOICES, values):
        place = _kept(bits, len(KINDS))
        found[KINDS[place]] |= {keys[place] or ""}
    return {kind: sorted(values - {""}) for kind, values in found.items()}


def names_for(agent: Agent) -> dict[str, dict[str, str]]:
    """What mailboxes (by key, as text) and products are called; two statements."""
    mailboxes = Mailbox.objects.visible_to(agent).order_by("name").values_list("pk", "name")
    products = Product.objects.filter(above=None).order_by("position", "pk").values_list("key", "name")
    return {"mailbox": {str(key): name for key, name in mailboxes}, "product": dict(products)}


def _readings(asked: Asked) -> Readings:
    chosen = ReadingTally.objects.filter(day__gte=asked.first, day__lte=asked.today)
    chosen = chosen.filter(channel=asked.channel) if asked.channel else chosen
    if asked.language:
        chosen = chosen.filter(language="" if asked.language == NONE else asked.language)
    names = ("helped", "not_helped", "sent", "silent")
    sums = chosen.aggregate(**{f"all_{name}": Sum(name) for name in names})
    return Readings(**{name: sums[f"all_{name}"] or 0 for name in names})


def _all(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
