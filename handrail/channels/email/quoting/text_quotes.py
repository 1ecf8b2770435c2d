"""A reply's own words apart from what it quotes and how it is signed. Nothing is deleted, only told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from handrail.channels.email.quoting.marks import begins_history, is_quoted
from handrail.channels.email.quoting.signature_marks import begins_signature, is_device_line

_LONGEST_SIGNATURE = 12  # lines; what is longer after a rule is no signature
_LONGEST_NAMED_SIGNATURE = 40  # lines that the mail program itself calls a signature
_LINES_SIGNED = (
    60  # filled lines at the end among which a signature is looked for: devices may stand in a row
)
_LINES_LOOKED_AT = 5_000
_LONGEST_ATTRIBUTION = 6  # lines between the first of a history and its first marked one
_WRAPPED = 50  # characters; a marked line that a program has broken in two is longer
_NONE: AbstractSet[int] = frozenset()
_RULED = " \t\r\f\v\xa0-_=*"  # what rules are drawn with
PICTURE = "\ufffc"  # stands for one in a line


class Share(Enum):
    """Which part of the mail a line belongs to."""

    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Split:
    """The parts of a text body; together they hold every word of it."""

    new: str
    quoted: str
    signature: str


def split_reply(text: str) -> Split:
    """Split a plain-text body. In doubt words are new: hiding a customer's words is the worst mistake."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    shares = share_lines(lines)
    new, quoted, signature = (
        _text([one for one, its in zip(lines, shares, strict=True) if its is share]) for share in Share
    )
    return Split(new, quoted, signature)


def share_lines(
    lines: Sequence[str], begins: AbstractSet[int] = _NONE, signs: AbstractSet[int] = _NONE
) -> list[Share]:
    """To which part each line belongs. Lines of a quotation begin with `>`.

    `begins` are lines where the mail's structure says that an earlier mail begins, `signs` those that its
    structure calls a signature.
    """
    history = _history_begins(lines, begins)
    shares = [Share.NEW] * history + [Share.QUOTED] * (len(lines) - history)
    if not has_words(lines[:history]):
        below = _answer_below(lines, history)
        shares = [Share.QUOTED] * below + [Share.NEW] * (len(lines) - below)
    elif _answers_between(lines[history:]) or _goes_on_below(lines, history, signs):
        shares = [Share.NEW] * len(lines)
    _share_signature(lines, shares, signs)
    _share_trailing_quote(lines, shares)
    if not _has_new_words(lines, shares):
        shares = [share if share is Share.QUOTED else Share.NEW for share in shares]
    if not _has_new_words(lines, shares):
        return [Share.NEW] * len(lines)
    _share_rules(lines, shares)
    return shares


def _history_begins(lines: Sequence[str], begins: AbstractSet[int]) -> int:
    """The line where an earlier mail begins, or the number of lines."""
    looked_at = range(min(len(lines), _LINES_LOOKED_AT))
    return next((at for at in looked_at if at in begins or begins_history(lines, at)), len(lines))


def _answer_below(lines: Sequence[str], begin: int) -> int:
    """Nothing stands above the history: the answer is what follows the quoted lines, if any are marked.

    Returns the first line of the answer; 0 when everything has to count as new.
    """
    last = max((at for at in range(begin, len(lines)) if is_quoted(lines[at])), default=-1)
    if last < 0 or not has_words(lines[last + 1 :]) or _answers_between(lines[begin:]):
        return 0
    return last + 1


def _goes_on_below(lines: Sequence[str], begin: int, signs: AbstractSet[int]) -> bool:
    """Does the writer go on below a history with marked lines, in a paragraph set apart from them?"""
    filled = [at for at in range(begin, len(lines)) if lines[at].strip()]
    marked = [at for at in filled if is_quoted(lines[at])]
    if not marked or filled.index(marked[0]) > _LONGEST_ATTRIBUTION:
        return False
    below = [at for at in filled if at > marked[-1] and at not in signs]
    if not below or below[0] == marked[-1] + 1 or not _has_text([lines[at] for at in below]):
        return False
    if begins_history(lines, below[0]):
        return False
    return not (begins_signature(lines[below[0]]) and _is_signature(lines, below[0]))


def _answers_between(history: Sequence[str]) -> bool:
    """Does the writer answer point by point: paragraphs between marked lines, not what wrapping left over?"""
    runs: list[tuple[int, bool, bool]] = []  # (first line, marked, set apart by an empty line or a short one)
    apart = False
    for at, line in enumerate(history):
        if not line.strip():
            apart = True
            continue
        if not runs or runs[-1][1] != is_quoted(line):
            runs.append((at, is_quoted(line), apart))
        apart = is_quoted(line) and len(line.strip()) < _WRAPPED
    own = (runs[n] for n in range(1, len(runs) - 1) if not runs[n][1])
    return any(apart and not begins_history(history, at) for at, _, apart in own)


def _share_signature(lines: Sequence[str], shares: list[Share], signs: AbstractSet[int]) -> None:
    """From the first signature's mark that has words above it and only a few lines below, or where named."""
    new = [at for at, share in enumerate(shares) if share is Share.NEW]
    own = [lines[at] for at in new]
    words = next((at for at, line in enumerate(own) if has_words([line])), len(own))
    quoted = max((at for at, line in enumerate(own) if is_quoted(line)), default=0)
    for at in range(max(words + 1, quoted, _near_the_end(own)), len(own)):
        if begins_signature(own[at]) and _is_signature(own, at):
            _give(shares, new[at:])
            break
    named = [at for at in new[words + 1 :] if at in signs]
    if len(named) <= _LONGEST_NAMED_SIGNATURE:
        _give(shares, named)


def _near_the_end(lines: Sequence[str]) -> int:
    """The earliest line at which a signature is looked for."""
    filled = (at for at in range(len(lines) - 1, -1, -1) if lines[at].strip())
    return next(islice(filled, _LINES_SIGNED, None), 0)


def _give(shares: list[Share], places: Sequence[int]) -> None:
    for at in places:
        shares[at] = Share.SIGNATURE


def _is_signature(lines: Sequence[str], at: int) -> bool:
    """Looks at a few lines only: there may be as many marks as lines."""
    filled = (lines[n] for n in range(at + 1, len(lines)) if lines[n].strip())
    below = list(islice(filled, _LONGEST_SIGNATURE + 1))
    if is_device_line(lines[at]):
        return not below or begins_signature(below[0])
    return len(below) <= _LONGEST_SIGNATURE


def _share_trailing_quote(lines: Sequence[str], shares: list[Share]) -> None:
    """Marked lines at the very end of the new ones, with nothing of the writer's after them."""
    new = [at for at, share in enumerate(shares) if share is Share.NEW]
    end = len(new)
    while end and (not lines[new[end - 1]].strip() or is_quoted(lines[new[end - 1]])):
        end -= 1
    if any(is_quoted(lines[at]) for at in new[end:]) and has_words([lines[at] for at in new[:end]]):
        for at in new[end:]:
            shares[at] = Share.QUOTED


def _share_rules(lines: Sequence[str], shares: list[Share]) -> None:
    """A rule and empty lines above what is not new belong to it."""
    for at in range(len(lines) - 2, -1, -1):
        if shares[at] is Share.NEW and shares[at + 1] is not Share.NEW and not lines[at].strip(_RULED):
            shares[at] = shares[at + 1]


def _has_new_words(lines: Sequence[str], shares: Sequence[Share]) -> bool:
    return has_words([line for line, share in zip(lines, shares, strict=True) if share is Share.NEW])


def has_words(lines: Sequence[str]) -> bool:
    """Is anything said in these lines that no mail program has marked with `>`?"""
    return any(line.strip(_RULED) and not is_quoted(line) for line in lines)


def _has_text(lines: Sequence[str]) -> bool:
    return has_words([line.replace(PICTURE, "") for line in lines])


def _text(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")
