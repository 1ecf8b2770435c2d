"""Secrets in words and logs, made unreadable before they are stored: `[card number ••42]`.

Three searches find them: by their own form (`formats`), by the word before them (`telling`), and by the check
digit of payment cards (`cards`). Each goes through the text once with bounded steps, so the time grows with
the text alone.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from handrail.core.secrets.cards import card_spans
from handrail.core.secrets.formats import format_spans
from handrail.core.secrets.spans import joined
from handrail.core.secrets.telling import told_spans

_MARK = re.compile(r"\[[A-Za-z -]{2,24} ••\w{0,2}\]")
SHORTEST_SHOWN = 6  # of fewer characters none is shown: two of four would be half of it


class Found(NamedTuple):
    """One secret that was made unreadable: its kind in English, and its last two characters if it is long."""

    kind: str
    last: str


class Masked(NamedTuple):
    """A text without its secrets, and what was found, in the order of the text."""

    text: str
    found: list[Found]


def mask_secrets(text: str) -> Masked:
    """The text with keys, tokens, passwords and card numbers replaced by their kind and last two characters.

    Pure, and linear in the text's length. What is masked cannot be brought back from the result. Behind the
    fifty thousandth finding of one search (`spans.at_most`) all is masked.
    """
    spans = joined(chain(format_spans(text), card_spans(text), told_spans(text)))
    kept: list[str] = []
    found: list[Found] = []
    done = 0
    for span in spans:
        if _MARK.fullmatch(text, span.begin, span.end):
            continue
        secret = Found(span.kind, _last(text[span.begin : span.end]))
        kept += [text[done : span.begin], f"[{secret.kind} ••{secret.last}]"]
        found.append(secret)
        done = span.end
    return Masked("".join([*kept, text[done:]]) if found else text, found)


def _last(secret: str) -> str:
    """Letters and digits alone: quotes and brackets would say nothing, and break what stands around."""
    end = secret[-2:]
    return end if len(secret) >= SHORTEST_SHOWN and end.isalnum() else ""
