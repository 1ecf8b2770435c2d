"""What is known of the strongest article, as numbers that a confidence is reckoned from (all pure).

Each number lies between -1 and 1, nearly, and compares a question with the articles around it, whatever an
installation is like: so weights that were fitted on one help center mean the same in another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from handrail.assistant.answering.evidence import Evidence
from handrail.helpcenter.search.joining import is_known_to_model
from handrail.helpcenter.search.phrases.likeness import Likeness

_SHARP = 0.05  # how much nearer an article must be to be e times as likely as another
_NOISE = 0.4  # how near to a question some article's phrases are anyway, where there are many articles
_CLOSE = 0.08  # how much weaker an article may be and still be a rival
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
    "three sharply",
    "middle sharply",
    "three words margin",
    "common",
    "common margin",
    "typical margin",
    "votes",
    "classified",
    "classified sharply",
    "classified margin",
)
NAMES = ("brief", "length", "has phrases", *_OF_TEXT, *_OF_PHRASES)


def features(found: Sequence[Evidence], *, words: int, language: str) -> tuple[float, ...]:
    """The numbers of NAMES for a question of so many words; all 0 where nothing was found.

    Those of phrases are 0 where the strongest article is so by its text, and the other way round.
    """
    if not found:
        return (0.0,) * len(NAMES)
    first = found[0]
    is_phrased = first.likeness is not None and first.by_phrases >= first.by_text
    text = _text(found, language) if not is_phrased else (0.0,) * len(_OF_TEXT)
    phrases = _phrases(found) if is_phrased else (0.0,) * len(_OF_PHRASES)
    return (1 / max(1, words), math.log1p(words) / 3, float(is_phrased), *text, *phrases)


def _text(found: Sequence[Evidence], language: str) -> tuple[float, ...]:
    first = found[0]
    rest = found[1:]
    close = sum(one.by_text > first.by_text - _CLOSE for one in rest)
    return (
        first.by_text,
        first.by_text - max((one.strength for one in rest), default=0.0),
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
        _sharply(first, rest, lambda one: one.three),
        _sharply(first, rest, lambda one: one.middle),
        _margin(first, rest, lambda one: one.three_words),
        first.common,
        _margin(first, rest, lambda one: one.common),
        _margin(first, rest, lambda one: one.typical),
        first.votes,
        first.logit / _LOGITS,
        _classified_sharply(first, rest),
        (first.logit - sum(one.logit for one in rest) / max(1, len(rest))) / _LOGITS,
    )


def _classified_sharply(first: Likeness, rest: Sequence[Likeness]) -> float:
    """The share of the first one among all, as their classifiers have it."""
    return 1 / (1 + sum(math.exp(min(30.0, one.logit - first.logit)) for one in rest))


def _margin(first: Likeness, rest: Sequence[Likeness], of: Callable[[Likeness], float]) -> float:
    """How far the first one lies before the best other."""
    return of(first) - max((of(one) for one in rest), default=0.0)


def _sharply(first: Likeness, rest: Sequence[Likeness], of: Callable[[Likeness], float]) -> float:
    """The share of the first one among all, as softmax has it; there is always somebody at `_NOISE`."""
    others = [_NOISE, *(of(one) for one in rest)]
    return 1 / (1 + sum(math.exp((one - of(first)) / _SHARP) for one in others))


def same_language(one: str, other: str) -> bool:
    """Whether two tags are of one language, whatever the country."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()
