"""What speaks for each article: its passages, and the phrases by which people ask for it (all pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handrail.assistant.answering.clauses import says_something, telling_words
from handrail.helpcenter.search.asking import LookedUp, terms_of
from handrail.helpcenter.search.joining import Best, is_known_to_model
from handrail.helpcenter.search.odds import Odds, either, odds
from handrail.helpcenter.search.phrases.likeness import Likeness, likenesses

LOOKED_AT = 10  # articles, so that what is said of them does not depend on how many there are
_MEANING = 1.2  # what the meaning of a passage counts beside its words, as in search
# So few words that say something stand in some passage by chance: they count where its meaning is so near,
# if that is known.
_FEW, _NEAR = 2, 0.25
# What of a likeness changes with the question; the rest is the article's.
_OF_THE_QUESTION = ("nearest", "middle", "words", "three_words", "typical", "common", "votes")


@dataclass
class Evidence:
    """What speaks for one article, shown in one of its languages.

    `share` and `nearness` are those of its best passage (`passage`, 0 where only phrases speak for it), both
    between 0 and 1, nearly; `likeness` is None where it has no phrases nearby. `odds` say what
    all of it counts.
    """

    article: int
    translation: int
    language: str
    odds: Odds = field(kw_only=True)
    passage: int = 0
    share: float = 0.0
    nearness: float = 0.0
    likeness: Likeness | None = None

    @property
    def by_text(self) -> float:
        """How well its text answers, between 0 and 1, nearly."""
        return (min(1.0, self.share) + _MEANING * self.nearness) / (1 + _MEANING)

    @property
    def strength(self) -> float:
        """What articles are ranked by: the log of the odds that its text or its phrases answer."""
        return either(self._of_text, self.odds.of_phrases(self.likeness))

    @property
    def is_phrased(self) -> bool:
        """Whether its phrases tell how sure it is: those in its language, or others that say more."""
        if self.likeness is None or self.likeness.language == self.language:
            return self.likeness is not None
        return self.odds.of_phrases(self.likeness) >= self._of_text

    @property
    def _of_text(self) -> float:
        return self.odds.of_text(self.share, self.nearness, self.likeness)


def weighed(found: LookedUp, words: str, language: str, *, with_meaning: bool) -> list[Evidence]:
    """The articles for which most speaks, strongest first; in the asker's language if found in it.

    For a question `words` that says nothing by itself only phrases speak, as somebody wrote them for that.
    """
    by = odds(with_meaning=with_meaning)
    return strongest(evidence(found, words, language, by).values())


def strongest(of: Iterable[Evidence]) -> list[Evidence]:
    """Those that are looked at, strongest first."""
    return sorted(of, key=lambda one: -one.strength)[:LOOKED_AT]


def evidence(found: LookedUp, words: str, language: str, by: Odds) -> dict[int, Evidence]:
    """What speaks for each article, by their keys."""
    articles: dict[int, Evidence] = {}
    is_brief = telling_words(words, language) <= _FEW
    for one in found.passages if says_something(words, language) else []:  # best first
        there = articles.setdefault(
            one.article, Evidence(one.article, one.translation, one.language, odds=by)
        )
        if not there.passage or one.language == language != there.language:
            there.translation, there.language, there.passage = one.translation, one.language, one.passage
        share = 0.0 if is_brief and _is_far(one, language) else one.share
        there.share = max(there.share, share) if one.translation == there.translation else there.share
        there.nearness = max(there.nearness, one.nearness or 0.0)
    for like in likenesses(found.phrased, terms_of(words, found, language)):
        there = articles.setdefault(
            like.article, Evidence(like.article, like.translation, like.language, odds=by)
        )
        if there.likeness is None or like.strength > there.likeness.strength:
            there.likeness = like
    return articles


def together(views: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """What the parts of a letter found, as one: the mean of what speaks for each article, strongest first.

    What one part found by chance no other finds; what a letter is about stands in most of them.
    """
    if len(views) == 1:
        return list(views[0])
    articles: dict[int, list[Evidence]] = {}
    for one in (one for view in views for one in view):
        articles.setdefault(one.article, []).append(one)
    return strongest(_mean(some, len(views)) for some in articles.values())


def _mean(of: Sequence[Evidence], parts: int) -> Evidence:
    """What speaks for one article, which some of so many parts found, on the average."""
    best = max(of, key=lambda one: (one.passage > 0, one.by_text))
    return replace(
        best,
        share=sum(min(1.0, one.share) for one in of) / parts,
        nearness=sum(one.nearness for one in of) / parts,
        likeness=_mean_likeness([one.likeness for one in of if one.likeness is not None], parts),
    )


def _mean_likeness(of: Sequence[Likeness], parts: int) -> Likeness | None:
    """A part that no phrase is near to has none of what they have in common."""
    if not of:
        return None
    told: dict[str, Any] = {name: sum(getattr(one, name) for one in of) / parts for name in _OF_THE_QUESTION}
    return replace(of[0], logit=sum(one.logit for one in of) / len(of), **told)


def _is_far(passage: Best, language: str) -> bool:
    is_known = passage.nearness is not None and is_known_to_model(language, passage.language)
    return is_known and (passage.nearness or 0.0) < _NEAR
