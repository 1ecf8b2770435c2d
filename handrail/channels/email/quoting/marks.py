"""How mail programs mark what is not new: attributions, header blocks, separators, in many languages.

Words count only where form alone cannot tell: an attribution needs a verb of writing *and* a date
or an address; a header block needs a word for "from" *and* two more labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from handrail.channels.email.quoting.words import (
    ABOVE_THIS_LINE,
    FORWARDED,
    FROM,
    ORIGINAL,
    SENT,
    SUBJECT,
    WROTE,
    WROTE_UNSPACED,
)

_MARGIN = r"^[\s>*]*+"
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_LONGEST_NAME = 100  # characters of a line that says who wrote and nothing else
_LONGEST_MARK = 1_000  # characters; a longer line is a paragraph, no mark
# Strangers choose what these are matched against: each must need time in proportion to the line, no more.
_ADDRESS = re.compile(r"[^\s<>@\"]@[^\s<>@\"]")
_DATE = re.compile(r"\b\d{1,4}[./\-年년]\s?\d{1,2}|\b\d{1,2}[.:]\d{2}\b|\b(?:19|20)\d\d\b")
_WROTE_LINE = re.compile(rf"(?:\b|(?<=[\W\d]))(?:{WROTE})(?=[\W\d_]|$)|{WROTE_UNSPACED}", re.IGNORECASE)
_ENDS = re.compile(r"(?:[:：]\]?|--)\s*+$")
_MAY_BEGIN = re.compile(
    r"[\d<@:：]|--|__|==|##|\*\*|––|——|&lt;"
)  # what each of the marks has in its first line
_WELL = re.compile(r"[\d<@]|&lt;")
_LAST_ADDRESS = re.compile(r"<[^<>]+>\s*+([:：]?)\s*+$")
_DATED = re.compile(
    r"^.{0,40}(?:\d{4}[-/.]\d\d?[-/.]\d\d?|(?:\b|\D)(?:19|20)\d\d(?:\b|[년年]).*\d\d?[:.]\d\d)",
)
_BEGINS_DATED = re.compile(rf"{_MARGIN}\d{{4}}[-/]\d\d?[-/]\d\d?\b")
_SEPARATOR = re.compile(rf"{_MARGIN}[-–—_]{{2,}}+\s*+(?:{ORIGINAL})\s*[-–—_]{{2,}}\s*$", re.IGNORECASE)
_WROTE_SEPARATOR = re.compile(
    rf"{_MARGIN}-{{3,}}+[^-\s].{{0,300}}(?:{WROTE})\s*[:：]?\s*-{{3,}}\s*$", re.IGNORECASE
)
_FORWARD = re.compile(rf"{_MARGIN}(?:{FORWARDED})\s*[:：]\s*$", re.IGNORECASE)
_ABOVE = re.compile(rf"{_MARGIN}.{{0,60}}(?:{ABOVE_THIS_LINE})\W{{0,20}}$", re.IGNORECASE)
_FROM_LABEL = re.compile(rf"{_MARGIN}(?:{FROM})\s*+(?:\*\s*+)?[:：]\s*+\*?\s*+\S", re.IGNORECASE)
_SUBJECT_LABEL, _SENT_LABEL = (
    re.compile(rf"{_MARGIN}(?:{words})\s*+(?:\*\s*+)?[:：]", re.IGNORECASE) for words in (SUBJECT, SENT)
)
_ANY_LABEL = re.compile(_MARGIN + r"[^\W\d_][\w '-]{0,22}\s*+(?:\*\s*+)?[:：]")
# A rule, maybe with a title in it: in any language, if a block of headers follows.
_RULE = re.compile(r"^[\s>]*(?:_{5,}|-{5,}|={5,}|-{3,}[^-\n](?:[^-\n]|-(?!-)){1,60}-{3,})\s*$")
_GROUPWISE = re.compile(r"^\s*>>>\s[^>\n]{1,200}(?:>\s)?[^>\n]{0,100}\d[^>\n]{0,40}>>>\s*$")
_ZENDESK = re.compile(r"^[\s>*]*##-[^#]{5,150}-##\s*$")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", ")", ">")
_MARKS = (_SEPARATOR, _WROTE_SEPARATOR, _FORWARD, _ABOVE, _GROUPWISE, _ZENDESK)


def is_quoted(line: str) -> bool:
    """A line that a mail program has marked with `>`."""
    line = line.strip()
    return line.startswith((">", "&gt;")) and not (line.endswith(">>>") and _GROUPWISE.match(line))


def begins_history(lines: Sequence[str], at: int) -> bool:
    """Does an earlier mail begin at this line, by an attribution, a separator or a block of headers?"""
    line = lines[at]
    if len(line) > _LONGEST_MARK or not _MAY_BEGIN.search(line):
        return False
    if any(mark.match(line) for mark in _MARKS):
        return True
    below = _after_rule(lines, at)
    return (
        _is_attribution(lines, at)
        or _is_header_block(lines, below, ruled=below > at)
        or _is_above_marked(lines, at)
    )


def _is_attribution(lines: Sequence[str], at: int) -> bool:
    """One to four lines that name who wrote and when (or their address), ending with a colon or a rule."""
    if not _begins_well(lines[at]) or _goes_on(lines, at):
        return False
    joined = ""
    for line in lines[at : at + 4]:
        if not line.strip() or len(line) > _LONGEST_MARK or (joined and len(joined) > 300):
            return False
        joined = f"{joined} {line.lstrip(' >').rstrip()}".translate(_UNSEEN).strip()
        if _is_dated_address(joined):
            return True
        verb = _WROTE_LINE.search(joined) if _ENDS.search(joined) else None
        if verb:
            told = f"{joined[: verb.start()]} {joined[verb.end() :]}"
            return bool(_ADDRESS.search(told) or _DATE.search(told))
    return False


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Does the sentence above go on in this line, with nothing marked soon below? Then it is new."""
    above = lines[at - 1].strip() if at else ""
    if not above.strip("-_=*–—~ ") or is_quoted(above) or above.endswith(_SENTENCE_ENDS):
        return False
    below = [line for line in lines[at + 1 : at + 5] if line.strip()]
    return bool(below) and not any(is_quoted(line) for line in below)


def _is_above_marked(lines: Sequence[str], at: int) -> bool:
    """Lines right above marked ones that end in a colon: with a date and an address, or a verb of writing."""
    head = list(takewhile(lambda line: line.strip() and not is_quoted(line), lines[at : at + 3]))
    below = next((line for line in lines[at + len(head) : at + len(head) + 3] if line.strip()), "")
    if not head or not is_quoted(below) or any(len(line) > _LONGEST_MARK for line in head):
        return False
    told = " ".join(head).translate(_UNSEEN)
    if not _ENDS.search(told):
        return False
    if _begins_well(lines[at]) and _DATE.search(told) and _ADDRESS.search(told):
        return True
    return len(head) == 1 and len(told) <= _LONGEST_NAME and bool(_WROTE_LINE.search(told))


def _is_dated_address(line: str) -> bool:
    """A date and then an address in angles: with a colon at the end, or with the date at the beginning."""
    last = _LAST_ADDRESS.search(line)
    if not last or "@" not in last[0].partition(">")[0][2:-1]:
        return False
    before = line[: last.start()]
    return bool(_DATED.match(before) if last[1] else _BEGINS_DATED.match(before))


def _begins_well(first: str) -> bool:
    """The first line of an attribution already carries a number or an address: no sentence before it."""
    return bool(_WELL.search(first))


def _after_rule(lines: Sequence[str], at: int) -> int:
    if not _RULE.match(lines[at]):
        return at
    return next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), at)


def _is_header_block(lines: Sequence[str], at: int, ruled: bool) -> bool:
    """Labels in a row, one of them a word for "from"; or, in any language, with an address below a rule."""
    if not _ANY_LABEL.match(lines[at]):
        return False
    block = [line for line in lines[at : at + 9] if line.strip()][:6]
    labels = sum(bool(_ANY_LABEL.match(line)) for line in block)
    if labels < 3:
        return False
    known = sum(any(label.match(line) for line in block) for label in (_SUBJECT_LABEL, _SENT_LABEL))
    if any(_FROM_LABEL.match(line) for line in block[:4]) and known == 2:
        return True
    if _FROM_LABEL.match(lines[at]):
        return ruled or (known == 1 and _has_address(block))
    return ruled and labels >= 4 and _has_address(block)


def _has_address(block: Sequence[str]) -> bool:
    return any(len(line) <= _LONGEST_MARK and _ADDRESS.search(line) for line in block)
