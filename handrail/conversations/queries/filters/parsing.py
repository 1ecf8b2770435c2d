"""Read a filter: any text gives a tree, and nothing raises.

filter = part*, parted by spaces; part = ["-"] (name ":" values | quoted | word).
values = value ("," value)*; a value is written bare or quoted, or both in a row: product="Desk lamp".
In quotes a backslash keeps the next letter as it is; a quote that is not closed ends with the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from handrail.conversations.queries.filters.tree import LONGEST, MOST_TERMS, MOST_VALUES, Filter, Term, Text

QUOTES = '"“”„'  # phones type curly ones
_NAME = re.compile(r"([A-Za-z]{2,20}):(?!/)")  # https://… is no operator


@dataclass(frozen=True)
class Part:
    """A part of the text and where it stands; `name` is empty for words.

    `starts` are the places where its values begin; `quoted` when it is words in quotes.
    """

    begin: int
    end: int
    negated: bool
    name: str
    values: tuple[str, ...]
    starts: tuple[int, ...]
    quoted: bool = False


def parse(text: str) -> Filter:
    """The tree of a filter. Of too long a text the beginning."""
    kept = text.replace("\x00", " ")[:LONGEST]
    parts = split(kept)
    terms = [term for part in parts[:MOST_TERMS] if (term := _term(part))]
    return Filter(tuple(terms), is_cut=len(text.strip()) > LONGEST or len(parts) > MOST_TERMS)


def split(text: str) -> list[Part]:
    """The parts of a filter, in order, with their places."""
    parts, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        part = _read_part(text, at)
        parts.append(part)
        at = part.end
    return parts


def _term(part: Part) -> Term | Text | None:
    if part.name:
        values = tuple(value for value in part.values if value.strip())
        return Term(part.name, values[:MOST_VALUES], part.negated)
    text = part.values[0] if part.quoted else part.values[0].rstrip("*")
    return Text(text, part.quoted, part.negated) if re.search(r"\w", text) else None


def _read_part(text: str, begin: int) -> Part:
    at = begin
    while text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace():
        at += 1
    negated = at > begin
    if name := _NAME.match(text, at):
        values, starts, end = _read_values(text, name.end())
        return Part(begin, end, negated, name.group(1).lower(), values, starts)
    if text[at] in QUOTES:
        value, end = _read_quoted(text, at)
        return Part(begin, end, negated, "", (value,), (at,), quoted=True)
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in QUOTES:
        end += 1
    return Part(begin, end, negated, "", (text[at:end],), (at,))


def _read_values(text: str, at: int) -> tuple[tuple[str, ...], tuple[int, ...], int]:
    values, starts = [], []
    while True:
        starts.append(at)
        value, at = _read_value(text, at)
        values.append(value)
        if at >= len(text) or text[at] != ",":
            return tuple(values), tuple(starts), at
        at += 1


def _read_value(text: str, at: int) -> tuple[str, int]:
    value = ""
    while at < len(text) and not text[at].isspace() and text[at] != ",":
        if text[at] in QUOTES:
            piece, at = _read_quoted(text, at)
            value += piece
        else:
            value += text[at]
            at += 1
    return value, at


def _read_quoted(text: str, at: int) -> tuple[str, int]:
    """What stands in the quotes that open at `at`, and the place behind them."""
    letters, at = [], at + 1
    while at < len(text) and text[at] not in QUOTES:
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        letters.append(text[at])
        at += 1
    return "".join(letters), min(at + 1, len(text))
