"""What speaks for an article: its text, its phrases, or either."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.helpcenter.search.odds import either, odds
from handrail.helpcenter.search.phrases.likeness import Likeness

PART = some.floats(0, 1)
LIKE = some.builds(
    Likeness,
    some.just(1),
    some.just(1),
    some.just("en"),
    nearest=PART,
    middle=PART,
    words=PART,
    three_words=PART,
    common=PART,
    typical=PART,
    logit=some.floats(-1000, 1000),
    many=some.integers(1, 100),
)
LOG = some.floats(-50, 50)


@given(LOG, LOG)
def test_two_reasons_say_more_than_the_better_one_and_at_most_twice_as_much(one: float, other: float) -> None:
    both = either(one, other)
    assert max(one, other) <= both <= max(one, other) + math.log(2) + 1e-9
    assert both == pytest.approx(either(other, one))
    assert either(one, -math.inf) == one


@pytest.mark.parametrize("with_meaning", [True, False])
@given(LIKE, PART, PART)
def test_who_says_more_of_the_question_is_never_behind(
    with_meaning: bool, like: Likeness, share: float, near: float
) -> None:
    by = odds(with_meaning=with_meaning)
    assert by.of_text(1.0, near, like) >= by.of_text(share, near, like)
    assert by.of_text(share, 1.0, like) >= by.of_text(share, near, like)
    assert by.of_phrases(replace(like, words=1.0, common=1.0)) >= by.of_phrases(like)
    assert by.of_phrases(replace(like, nearest=1.0)) >= by.of_phrases(like)
    assert by.of_phrases(replace(like, logit=1000.0)) >= by.of_phrases(like)
    assert by.of_phrases(None) == -math.inf
