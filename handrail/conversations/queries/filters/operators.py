"""The table of operators. A room on a higher floor adds its own with `register`, from its `ready`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.functional import Promise

from handrail.accounts.models import Agent

NOTHING = Q(pk=-1)  # finds nothing, in a statement that can be written all the same


@dataclass(frozen=True)
class Asking:
    """Who asks, and when: `now` is in the agent's zone."""

    agent: Agent
    now: datetime


@dataclass(frozen=True)
class Suggestion:
    """A value one may choose, and how people call it."""

    value: str
    label: str = ""


def suggest_nothing(_asking: Asking, _typed: str) -> list[Suggestion]:
    """For operators whose values nobody can guess."""
    return []


@dataclass(frozen=True)
class Operator:
    """What one can ask about conversations.

    `name` is typed and stays English; `label`, `takes` and each suggestion's label are for people.
    `select` gives the condition for one value, or a sentence that says what to write instead; it asks the
    database nothing that is not remembered. `existing` finds which of some values there are for this agent,
    as rows of one text (each of its `lines` names it), besides those that are `always`; without it any value
    may be. `is_relative`: the condition moves with the clock. `depends_on`: the condition is made of these
    facts, and a kept statement holds as long as they do. `is_slow`: no index helps, so that a view with it
    is counted apart.
    """

    name: str
    label: str | Promise
    takes: str | Promise
    example: str
    select: Callable[[str, Asking], Q | str]
    suggest: Callable[[Asking, str], list[Suggestion]] = suggest_nothing
    existing: Callable[[Asking, Sequence[str]], QuerySet[Any, Any]] | None = None
    always: frozenset[str] = frozenset()
    missing: str | Promise = ""  # says that there is no %(value)s
    is_relative: bool = False
    is_slow: bool = False
    depends_on: Callable[[], Hashable] | None = None


OPERATORS: dict[str, Operator] = {}


def register(*operators: Operator) -> None:
    """Add operators; one of the same name takes the place of the earlier."""
    OPERATORS.update({operator.name: operator for operator in operators})


# What people type who come from other products; each is answered with "did you mean".
_ELSEWHERE = {
    "customer": "from",
    "group": "team",
    "inbox": "in",
    "label": "tag",
    "mailbox": "in",
    "requester": "from",
    "ticket": "number",
}


def closest(name: str) -> Operator | None:
    """The operator that somebody may have meant: by another product's name for it, or mistyped."""
    if name in _ELSEWHERE:
        return OPERATORS.get(_ELSEWHERE[name])
    found = difflib.get_close_matches(name, OPERATORS, n=1, cutoff=0.6)
    return OPERATORS[found[0]] if found else None


def choices(asked: str, known: Sequence[Suggestion]) -> list[Suggestion]:
    """Those whose value or label has a word that begins as what was typed."""
    typed = asked.strip().casefold()
    return [one for one in known if _begins(typed, one.value) or _begins(typed, one.label)]


def _begins(typed: str, text: str) -> bool:
    text = text.casefold()
    return text.startswith(typed) or f" {typed}" in text


def lines(*fields: str) -> Concat:
    """All names of a row as one text."""
    parts = [part for field in fields for part in (F(field), Value("\n"))]
    return Concat(*parts, output_field=TextField())


def any_of(field: str, values: Sequence[str]) -> Q:
    """Whether a column is one of the values, whatever their case."""
    found = Q(pk__in=())
    for value in values:
        found |= Q(**{f"{field}__iexact": value})
    return found
