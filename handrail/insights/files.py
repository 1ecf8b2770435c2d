"""The ledger as files: lines for a spreadsheet, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handrail.accounts.models import Agent
from handrail.customers.importing.tables import write_line
from handrail.insights.asked import Asked
from handrail.insights.ledger import Counts, Ledger, rows
from handrail.insights.outcomes import Outcome
from handrail.insights.shares import Share
from handrail.insights.words import NUMBERS, OUTCOMES

HEAD: list[object] = ["day", "channel", "language", "mailbox", "product", "outcome", "contacts"]


def as_csv(agent: Agent, asked: Asked, names: dict[str, dict[str, str]]) -> Iterator[str]:
    """A header, then a line for each day and kind of contact."""
    yield write_line(HEAD)
    for day, channel, language, mailbox, product, outcome, contacts in rows(agent, asked):
        name = names["mailbox"].get(str(mailbox), "")
        yield write_line([day.isoformat(), channel, language, name, product, outcome, str(contacts)])


def as_json(found: Ledger) -> dict[str, Any]:
    """All that the page says: counts, the three numbers with their definitions, the estimate apart from the
    sum.
    """
    asked = found.asked
    return {
        "first": asked.first.isoformat(),
        "last": asked.today.isoformat(),
        "counted_at": found.fresh.isoformat() if found.fresh else None,
        "chosen": {name: getattr(asked, name) for name in ("channel", "language", "mailbox", "product")},
        "contacts": found.now.total,
        "outcomes": _counts(found.now),
        "outcomes_before": _counts(found.before),
        "weeks": [{"week": week.isoformat(), "outcomes": _counts(one)} for week, one in found.weeks.items()],
        "parts": {
            kind: [{"of": key, "outcomes": _counts(counts)} for key, counts in parts.items()]
            for kind, parts in found.parts.items()
        },
        "numbers": {
            number.key: _share(now) | {"before": _share(before), "definition": str(number.definition)}
            for number, now, before in found.numbers
        },
        "reading_without_a_contact": _reading(found),
        "definitions": {outcome: str(OUTCOMES[outcome].definition) for outcome in Outcome},
        "made_of": {number.key: {"part": number.part, "whole": number.whole} for number in NUMBERS},
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {outcome: counts.of([outcome]) for outcome in Outcome}


def _share(share: Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole, "share": share.value, "interval": list(share.interval)}


def _reading(found: Ledger) -> dict[str, Any] | None:
    told = found.estimate
    if told is None:
        return None
    return {
        "at_least": told.at_least,
        "at_most": told.at_most,
        "likely": list(told.likely) if told.likely else None,
    }
