"""The definitions: every contact in exactly one line, whatever happens to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.assistant.models import State
from handrail.conversations.models import Place
from handrail.insights.outcomes import ASSISTED, CONTAINED, RESOLVED, Facts, Outcome, is_contact, outcome_of

TRUTH = st.booleans()
FACTS = st.builds(
    Facts,
    place=st.sampled_from(Place.values),
    closed=TRUTH,
    exchange=st.sampled_from([None, *State]),
    person_spoke=TRUTH,
    by_customer=TRUTH,
    imported=TRUTH,
    practised=TRUTH,
    restricted=TRUTH,
    erased=TRUTH,
)


@given(FACTS)
def test_whatever_counts_has_one_outcome_and_nothing_else_has_any(facts: Facts) -> None:
    assert (outcome_of(facts) is not None) == is_contact(facts)
    assert outcome_of(facts) != Outcome.READING  # that one never became a conversation


@given(FACTS)
def test_silence_is_never_a_yes(facts: Facts) -> None:
    """CONFIRMED needs the customer's yes; what was parked is settled by nobody but a person who answers."""
    found = outcome_of(facts)
    if found is Outcome.CONFIRMED:
        assert facts.exchange is State.CONFIRMED
        assert facts.closed
    if facts.exchange in (State.PARKED, State.ANSWERING) and not facts.person_spoke:
        assert found in (None, Outcome.UNKNOWN, Outcome.OPEN)


@given(FACTS)
def test_who_was_handed_over_never_goes_back_to_the_assistants_lines(facts: Facts) -> None:
    found = outcome_of(replace(facts, exchange=State.HANDED))
    assert found in (None, Outcome.HANDED, Outcome.AFTER)


@given(FACTS)
def test_without_the_assistant_there_are_two_lines(facts: Facts) -> None:
    assert outcome_of(replace(facts, exchange=None)) in (None, Outcome.PERSON, Outcome.OPEN)


@given(FACTS)
def test_opening_it_again_takes_it_out_of_what_is_settled(facts: Facts) -> None:
    found = outcome_of(replace(facts, closed=False))
    assert found not in (Outcome.CONFIRMED, Outcome.AFTER, Outcome.PERSON)


@given(FACTS)
def test_erasing_the_words_leaves_it_among_the_contacts_and_settles_nothing(facts: Facts) -> None:
    """With its person erased a conversation is closed: that answered nobody."""
    before = replace(facts, erased=False)
    after = replace(facts, erased=True, closed=True)
    assert is_contact(before) == is_contact(after)
    waited = outcome_of(before) in (Outcome.OPEN, Outcome.HANDED) and not before.person_spoke
    if waited and not before.closed:
        assert outcome_of(after) in (Outcome.OPEN, Outcome.HANDED, Outcome.UNKNOWN, Outcome.CONFIRMED)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        (Facts(), Outcome.OPEN),
        (Facts(closed=True), Outcome.PERSON),
        (Facts(closed=True, person_spoke=True), Outcome.PERSON),
        (Facts(place=Place.ASSISTANT, exchange=State.ANSWERING), Outcome.OPEN),
        (Facts(place=Place.ASSISTANT, exchange=State.PARKED), Outcome.UNKNOWN),
        (Facts(place=Place.ASSISTANT, exchange=State.PARKED, closed=True), Outcome.UNKNOWN),
        (Facts(exchange=State.CONFIRMED, closed=True), Outcome.CONFIRMED),
        (Facts(exchange=State.CONFIRMED), Outcome.HANDED),  # opened again
        (Facts(exchange=State.CONFIRMED, closed=True, person_spoke=True), Outcome.AFTER),
        (Facts(exchange=State.HANDED), Outcome.HANDED),
        (Facts(exchange=State.HANDED, closed=True), Outcome.AFTER),
        (Facts(exchange=State.PARKED, person_spoke=True), Outcome.HANDED),
        (Facts(closed=True, erased=True), Outcome.OPEN),  # erased while they waited
        (Facts(closed=True, erased=True, person_spoke=True), Outcome.PERSON),
        (Facts(place=Place.SPAM), None),
        (Facts(place=Place.TRASH, closed=True), None),
        (Facts(place=Place.MERGED), None),
        (Facts(place=Place.SIDE), None),
        (Facts(by_customer=False), None),
        (Facts(imported=True), None),
        (Facts(practised=True), None),
        (Facts(restricted=True), None),
    ],
)
def test_each_case(facts: Facts, outcome: Outcome | None) -> None:
    assert outcome_of(facts) is outcome


def test_what_lies_between_containment_and_resolution_is_what_nobody_knows() -> None:
    assert set(CONTAINED) - set(RESOLVED) == {Outcome.UNKNOWN}
    assert set(CONTAINED) < set(ASSISTED)
