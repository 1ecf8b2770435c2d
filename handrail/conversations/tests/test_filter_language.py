"""The filter language: any text is read, and what is read can be written again."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handrail.conversations.queries.filters import Filter, Term, Text, parse, show
from handrail.conversations.queries.filters.tree import LONGEST, MOST_TERMS, MOST_VALUES


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("lamp", [Text("lamp")]),
        ("white page", [Text("white"), Text("page")]),
        ("pref*", [Text("pref")]),
        ('"white page"', [Text("white page", exact=True)]),
        ("“white page”", [Text("white page", exact=True)]),
        ('-"white page" -lamp', [Text("white page", exact=True, negated=True), Text("lamp", negated=True)]),
        ("tag:refund", [Term("tag", ("refund",))]),
        ("-TAG:a,b", [Term("tag", ("a", "b"), negated=True)]),
        ('tag:"big one",b', [Term("tag", ("big one", "b"))]),
        ('field:product="Desk lamp"', [Term("field", ("product=Desk lamp",))]),
        ('"un\\"even \\\\', [Text('un"even \\', exact=True)]),
        ("tag:", [Term("tag", ())]),
        ("tag:,, ,", [Term("tag", ())]),
        ("https://lamp.example/a 12:30 -", [Text("https://lamp.example/a"), Text("12:30")]),
        ("  ", []),
        ('"" * ""', []),
        ("priority:>=high number:812", [Term("priority", (">=high",)), Term("number", ("812",))]),
    ],
)
def test_what_is_typed_is_what_is_meant(text: str, terms: list[Term | Text]) -> None:
    assert list(parse(text).terms) == terms


_words = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() and "\x00" not in text)
_names = st.from_regex(r"[a-z]{2,20}", fullmatch=True)
_terms = st.builds(Term, _names, st.lists(_words, max_size=3).map(tuple), st.booleans())
_texts = st.builds(Text, _words.filter(lambda text: re.search(r"\w", text)), st.just(True), st.booleans())
_plain = st.builds(Text, st.from_regex(r"[\w.@#]{1,9}[\w]", fullmatch=True), st.just(False), st.booleans())


@example((Term("aa", ("/",)),))
@given(st.lists(st.one_of(_terms, _texts, _plain), max_size=8).map(tuple))
@settings(max_examples=500)
def test_a_filter_that_is_written_is_read_as_the_same(terms: tuple[Term | Text, ...]) -> None:
    found = Filter(terms)
    assert parse(show(found)) == found


@given(st.text(alphabet='ab:-",\\“ *=>#', max_size=60))
@settings(max_examples=500)
def test_any_text_is_read_and_its_writing_stays_the_same(text: str) -> None:
    once = parse(text)
    assert parse(show(once)) == once


def test_a_filter_has_limits() -> None:
    assert parse("a" * (LONGEST + 1)).is_cut
    many = parse("ab " * (MOST_TERMS + 1))
    assert many.is_cut
    assert len(many.terms) == MOST_TERMS
    assert len(parse("tag:" + "a," * (MOST_VALUES + 5)).operators[0].values) == MOST_VALUES


def test_a_term_can_be_taken_out() -> None:
    found = parse('lamp tag:refund "white page"')
    assert show(found.without(1)) == 'lamp "white page"'
    assert found.words == "lamp white page"
