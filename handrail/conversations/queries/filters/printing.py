"""Write a filter as one would type it: reading it again gives the same tree."""

from __future__ import annotations

import re

from handrail.conversations.queries.filters.parsing import QUOTES
from handrail.conversations.queries.filters.tree import Filter, Term, Text

_PLAIN_VALUE = re.compile(rf"(?!/)[^\s,{QUOTES}]+")
_PLAIN_WORD = re.compile(rf"(?!-|[A-Za-z]{{2,20}}:(?!/))[^\s{QUOTES}]*[^\s*{QUOTES}]")


def show(found: Filter) -> str:
    """The filter as text."""
    return " ".join(map(show_term, found.terms))


def show_term(term: Term | Text) -> str:
    """One term as text."""
    sign = "-" if term.negated else ""
    if isinstance(term, Term):
        return f"{sign}{term.name}:{','.join(map(show_value, term.values))}"
    return sign + (quoted(term.text) if term.exact or not _PLAIN_WORD.fullmatch(term.text) else term.text)


def show_value(value: str) -> str:
    """A value of an operator, in quotes where it needs them."""
    return value if _PLAIN_VALUE.fullmatch(value) else quoted(value)


def quoted(text: str) -> str:
    """The text in quotes."""
    return '"' + re.sub(rf"[\\{QUOTES}]", r"\\\g<0>", text) + '"'
