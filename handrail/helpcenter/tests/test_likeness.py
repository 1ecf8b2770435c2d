"""How a question stands to phrases by which people ask; pure."""

from __future__ import annotations

import pytest

from handrail.helpcenter.search.phrases.likeness import Likeness, likenesses
from handrail.helpcenter.search.phrases.matching import Phrase, Phrased


def _phrased(article: int, *phrases: str) -> Phrased:
    said = [Phrase(frozenset(one.split()), 0.6, None) for one in phrases]
    return Phrased(article, article, "en", said, 0.6, 0.7)


def _like(question: str, *articles: Phrased) -> list[Likeness]:
    return likenesses(articles, question.split())


BLANK = _phrased(1, "screen is blank", "blank page", "why is it blank")
LOST = _phrased(2, "parcel is lost", "where is my parcel", "lost parcel")


def test_the_same_words_are_all_in_common_and_others_nothing() -> None:
    one = _phrased(1, "screen is blank")
    same, strange = _like("screen is blank", one)[0], _like("which pizza", one)[0]
    assert (same.common, same.words, same.typical) == pytest.approx((1.0, 1.0, 1.0))
    assert (strange.common, strange.words, strange.typical) == (0.0, 0.0, 0.0)


def test_words_that_only_one_of_both_has_count_against_them() -> None:
    short, long = _like("blank", BLANK, LOST)[0], _like("blank cheque of my uncle", BLANK, LOST)[0]
    assert 0 < long.common < short.common < 1


def test_a_word_that_all_articles_have_tells_none_of_them_apart() -> None:
    blank, lost = _like("is blank", BLANK, LOST)
    assert blank.typical > 0.5 > lost.typical
    only_is = _like("is", BLANK, LOST)
    assert abs(only_is[0].common - only_is[1].common) < 0.2


def test_without_meanings_words_are_looked_at_all_the_same() -> None:
    unknown = Phrased(1, 1, "en", [Phrase(frozenset({"blank"}), None, 1)], 0.0, 0.0)
    like = _like("blank", unknown)[0]
    assert (like.nearest, like.middle, like.common) == pytest.approx((0.0, 0.0, 1.0))
