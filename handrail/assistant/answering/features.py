"""What is known of the strongest article, as numbers that a confidence is reckoned from (all pure).

Each number lies between -1 and 1, nearly, and compares a question with the articles around it, whatever an
installation is like: so weights that were fitted on one help center mean the same in another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from handrail.assistant.answering.evidence import LOOKED_AT, Evidence
from handrail.helpcenter.search.joining import is_known_to_model
from handrail.helpcenter.search.phrases.likeness import Likeness

_CLOSE = 0.08  # how much weaker an article may be and still be a rival
_CHANCE = 1.5  # how much speaks for some article anyway, where there are many
_NAMED = 3  # articles that an answer may name
_FEWEST = 4  # words that a question is taken to have, where the strongest article is known by its text alone
_LOGITS = 10.0  # about the greatest that a classifier says
_NONE = Likeness(0, 0, "", logit=-12.0)
_OF_TEXT = (
    "text",
    "text margin",
    "share",
    "share margin",
    "meaning agrees",
    "crossing",
    "strange",
    "rivals",
)
_OF_PHRASES = (
    "few phrases",
    "nearest against its own",
    "common",
    "common margin",
    "typical margin",
    "votes",
    "classified",
    "classified margin",
)
NAMES = ("brief", "length", "has phrases", "ahead", "of three", *_OF_TEXT, *_OF_PHRASES)


def features(found: Sequence[Evidence], *, words: int, language: str) -> tuple[float, ...]:
    """The numbers of NAMES for a question of so many words; all 0 where nothing was found.

    Those of phrases are 0 where the strongest article has none nearby; else those of its text are, as whoever
    knows its phrases learns nothing more from that than how far ahead it is. By its text alone a question of
    a word or two would seem surer than it is: some passage has them by chance.
    """
    if not found:
        return (0.0,) * len(NAMES)
    is_phrased = found[0].is_phrased
    words = words if is_phrased else max(_FEWEST, words)
    text = _text(found, language) if not is_phrased else (0.0,) * len(_OF_TEXT)
    phrases = _phrases(found) if is_phrased else (0.0,) * len(_OF_PHRASES)
    return (1 / max(1, words), math.log1p(words) / 3, float(is_phrased), *_ahead(found), *text, *phrases)


def _ahead(found: Sequence[Evidence]) -> tuple[float, float]:
    """The share of the first one among all by what speaks for them, and that of the first three.

    Where few were found there are as many as ever, of which nothing but chance would speak.
    """
    strengths = [one.strength for one in found]
    others = [max(_CHANCE, one) for one in strengths[1:]] + [_CHANCE] * (LOOKED_AT - len(found))
    most = max(strengths[0], *others)
    first, *rest = (math.exp(one - most) for one in (strengths[0], *sorted(others, reverse=True)))
    return first / (first + sum(rest)), (first + sum(rest[: _NAMED - 1])) / (first + sum(rest))


def _text(found: Sequence[Evidence], language: str) -> tuple[float, ...]:
    first = found[0]
    rest = found[1:]
    close = sum(one.by_text > first.by_text - _CLOSE for one in rest)
    return (
        first.by_text,
        first.by_text - max((one.by_text for one in rest), default=0.0),
        min(1.0, first.share),
        first.share - max((one.share for one in rest), default=0.0),
        float(first.nearness >= max((one.nearness for one in rest), default=0.0)),
        float(bool(language) and not same_language(language, first.language)),
        float(not is_known_to_model(language, first.language)),
        math.log1p(close) / math.log1p(len(found)),
    )


def _phrases(found: Sequence[Evidence]) -> tuple[float, ...]:
    first, rest = found[0].likeness or _NONE, [one.likeness or _NONE for one in found[1:]]
    return (
        1 / max(1, first.many),
        first.nearest - first.tightness,
        first.common,
        _margin(first, rest, lambda one: one.common),
        _margin(first, rest, lambda one: one.typical),
        first.votes,
        first.logit / _LOGITS,
        (first.logit - sum(one.logit for one in rest) / max(1, len(rest))) / _LOGITS,
    )


def _margin(first: Likeness, rest: Sequence[Likeness], of: Callable[[Likeness], float]) -> float:
    """How far the first one lies before the best other."""
    return of(first) - max((of(one) for one in rest), default=0.0)


def same_language(one: str, other: str) -> bool:
    """Whether two tags are of one language, whatever the country."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()
