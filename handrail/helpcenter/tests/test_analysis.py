"""Words of every language as the index knows them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.excerpts import excerpt
from handrail.helpcenter.search.folding import fold
from handrail.helpcenter.search.passages import MOST, Section, sections
from handrail.helpcenter.search.spelling import slips_between


def _terms(text: str, language: str) -> list[str]:
    return [token.term for token in tokens(text, language)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ro", "mașinilor", "maşinilor"),
        ("ro", "Plăți", "plati"),
        ("ru", "ёлка", "елка"),
        ("de", "Straße", "strasse"),
        ("en", "resetting", "resets"),
        ("el", "Ρυθμίσεις", "ρυθμισεισ"),
        ("tr", "IŞIK", "ışık"),
        ("ar", "الإعدادات", "الاعدادات"),
        ("sl", "račun", "racun"),
    ],
)
def test_two_ways_to_write_a_word_are_one_term(language: str, one: str, other: str) -> None:
    known = {term for token in tokens(one, language) for term in (token.term, *token.also)}
    assert set(_terms(other, language)) <= known


def test_no_vowel_sign_breaks_a_word_and_scripts_without_spaces_are_cut_into_pieces() -> None:
    assert len(_terms("हिन्दी में", "hi")) == 2
    assert _terms("设置密码", "zh") == ["设置", "置密", "密码"]
    assert _terms("รหัสผ่าน", "th")[:2] == ["รหั", "หัส"]
    assert _terms("Error 0x8f ٤٠٤", "ar")[-1] == "404"
    assert _terms("hoá đơn mới", "vi") == ["hoa", "hoa don", "don", "don moi", "moi"]
    assert "=hoá" in {term for token in tokens("hoá đơn", "vi") for term in token.also}


@settings(max_examples=50)
@given(st.text(max_size=80), st.sampled_from(["en", "vi", "th", "ro", "xx", ""]))
def test_any_text_has_terms_that_can_be_kept(text: str, language: str) -> None:
    for token in tokens(text, language):
        assert token.form
        assert all(0 < len(term) <= 64 for term in (token.term, token.form, *token.also))


@settings(max_examples=50)
@given(st.text(alphabet="abcd", max_size=7), st.text(alphabet="abcd", max_size=7))
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips_between(one, other, most=2) == slips_between(other, one, most=2)
    assert (slips_between(one, other, most=2) == 0) == (one == other)


def test_a_slip_is_one_letter_or_two_that_changed_places() -> None:
    assert [slips_between("lamp", word, most=1) for word in ("lmap", "lam", "lampe", "lump", "pal")] == [
        *(1, 1, 1, 1),
        None,
    ]


def test_an_article_is_taken_apart_at_its_headings() -> None:
    html = '<p>Before.</p><h2 id="cache">The <em>cache</em></h2><ul><li>Empty</li><li>it</li></ul><style>x'
    assert sections(html) == [Section("Before."), Section("Empty\nit", "The cache", "cache")]
    long = sections("<h2>Long</h2>" + f"<p>{'word ' * 100}</p>" * 12)
    assert len(long) > 2
    assert all(len(one.text) <= MOST + 600 and one.heading == "Long" for one in long)
    assert sections("") == [Section("")]


def test_an_excerpt_begins_where_the_words_are() -> None:
    text = "Nothing here. " * 40 + "Unplug the lamp to reset it. " + "More words follow. " * 40
    assert excerpt(text, "reset lamp", "en").startswith("Unplug the lamp")
    assert len(excerpt("x" * 5000, "y", "en")) < 700
    assert fold("Ș") == "S"
