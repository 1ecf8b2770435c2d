"""A reply's own words apart from what it quotes and how it is signed. Nothing is deleted, only told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from handrail.channels.email.quote_marks import begins_history, begins_signature, is_device_line, is_quoted

_LONGEST_SIGNATURE = 12  # lines; what is longer after a rule is no signature
_LINES_LOOKED_AT = 5_000


@dataclass(frozen=True)
class Split:
    """The parts of a text body; together they hold every word of it."""

    new: str
    quoted: str
    signature: str


def split_reply(text: str) -> Split:
    """Split a plain-text body. In doubt words are new: hiding a customer's words is the worst mistake."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    begin = _history_begins(lines)
    above, history = lines[:begin], lines[begin:]
    if not _has_words(above):
        above, history = _answer_below(lines, begin)
    elif _answers_between(history):
        above, history = lines, []
    above, signature = _without_signature(above)
    above, trailing = _without_trailing_quote(above)
    if not _has_words(above):
        return Split(_text([*above, *signature, *trailing]), _text(history), "")
    return Split(_text(above), _text([*trailing, *history]), _text(signature))


def _history_begins(lines: Sequence[str]) -> int:
    """The line where an earlier mail begins, or the number of lines."""
    looked_at = range(min(len(lines), _LINES_LOOKED_AT))
    return next((at for at in looked_at if begins_history(lines, at)), len(lines))


def _answer_below(lines: list[str], begin: int) -> tuple[list[str], list[str]]:
    """Nothing stands above the history: the answer is what follows the quoted lines, if any are marked."""
    marked = [at for at in range(begin, len(lines)) if is_quoted(lines[at])]
    if not marked or not _has_words(lines[marked[-1] + 1 :]):
        return lines, []
    if _answers_between(lines[begin:]):
        return lines, []
    return lines[marked[-1] + 1 :], lines[: marked[-1] + 1]


def _answers_between(history: Sequence[str]) -> bool:
    """Does the writer answer point by point: own paragraphs, set apart, between marked lines?"""
    runs: list[tuple[bool, bool]] = []  # (marked, set apart by an empty line before)
    empty_before = False
    for line in history:
        if not line.strip():
            empty_before = True
            continue
        if not runs or runs[-1][0] != is_quoted(line):
            runs.append((is_quoted(line), empty_before))
        empty_before = False
    own = [at for at in range(1, len(runs) - 1) if not runs[at][0]]
    return any(runs[at - 1][0] and runs[at][1] and runs[at + 1][0] and runs[at + 1][1] for at in own)


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Cut at the first signature mark that has words above it and only a few lines below."""
    words = next((at for at, line in enumerate(lines) if _has_words([line])), len(lines))
    quoted = max((at for at, line in enumerate(lines) if is_quoted(line)), default=0)
    for at in range(max(words + 1, quoted), len(lines)):
        if begins_signature(lines[at]) and _is_signature(lines, at):
            return lines[:at], lines[at:]
    return lines, []


def _is_signature(lines: Sequence[str], at: int) -> bool:
    """Looks at a few lines only: there may be as many marks as lines."""
    filled = (lines[n] for n in range(at + 1, len(lines)) if lines[n].strip())
    below = list(islice(filled, _LONGEST_SIGNATURE + 1))
    if is_device_line(lines[at]):
        return not below or begins_signature(below[0])
    return len(below) <= _LONGEST_SIGNATURE


def _without_trailing_quote(lines: list[str]) -> tuple[list[str], list[str]]:
    """Marked lines at the very end, with nothing of the writer's after them."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_quoted(lines[end - 1])):
        end -= 1
    tail = lines[end:]
    return (
        (lines[:end], tail)
        if any(is_quoted(line) for line in tail) and _has_words(lines[:end])
        else (lines, [])
    )


def _has_words(lines: Sequence[str]) -> bool:
    return any(line.strip() and not is_quoted(line) for line in lines)


def _text(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")
