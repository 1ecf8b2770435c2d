"""Whom an @ means."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handrail.conversations.mentions import find_mentions

PEOPLE = {1: "Ada", 2: "Ben Ortiz", 3: "Ben Ortizano", 4: "Zoë Šmid", 5: "雪 田中"}


def test_names_whole_or_first_in_any_case() -> None:
    assert find_mentions("@ada and @BEN ORTIZ, please; @zoë too. @雪?", PEOPLE) == [1, 2, 4, 5]


def test_a_first_name_that_two_have_means_neither() -> None:
    assert find_mentions("@Ben, could you?", PEOPLE) == []
    assert find_mentions("@Ben Ortizano", PEOPLE) == [3]


def test_addresses_and_longer_words_mention_nobody() -> None:
    assert find_mentions("mail ada@ada.example or x.@ada, @adamant, @ ada, @@", PEOPLE) == []
    assert find_mentions("(@Ada)\n@Ada!", PEOPLE) == [1]


@given(st.text(max_size=200), st.dictionaries(st.integers(1, 9), st.text(max_size=12), max_size=6))
def test_whatever_is_written_only_people_are_found_each_once(text: str, people: dict[int, str]) -> None:
    found = find_mentions(text, people)
    assert set(found) <= people.keys()
    assert len(found) == len(set(found))
