"""Which statement holds for whoever asks, and what it says at a moment; pure, given the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from handrail.routing.models import WaitStatement
from handrail.routing.waits.predicting import bases

OLDEST = timedelta(minutes=20)  # a statement is made every five minutes; what was not made anew says nothing


def closest(statements: Iterable[WaitStatement], channel: str, language: str) -> WaitStatement | None:
    """That of a mailbox' statements which is closest to a channel and a language."""
    known = {(one.channel, one.language): one for one in statements}
    return next((known[basis] for basis in bases(channel, language) if basis in known), None)


def told_at(statement: WaitStatement, at: datetime) -> tuple[datetime, datetime] | None:
    """By when half, and by when nine of ten are answered of those who ask at a moment.

    None: it is not known, or the statement is of another time.
    """
    if statement.half_by is None or statement.most_by is None or abs(at - statement.at) > OLDEST:
        return None
    return max(statement.half_by, at), max(statement.most_by, at)
