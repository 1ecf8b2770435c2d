"""What the editor sends is cut down to what ours makes, says the same as text, and never acts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.rich_text import (
    as_written,
    pictures_in,
    text_as_written,
    with_directions,
    written_html,
    written_text,
)
from handrail.core.text_safety import safe_html
from tests.hostile import needs_payloads, payloads

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")
_ALLOWED = {"p", "br", "strong", "em", "s", "code", "a", "ul", "ol", "li", "blockquote", "pre", "img"}
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')
_LINK = re.compile(r"(?i)\s*(?:https?:|mailto:|tel:)")


def assert_harmless(html: str) -> None:
    for _closing, name, attributes in _TAG.findall(html):
        assert name in _ALLOWED, html
        for attribute, value in _ATTRIBUTE.findall(attributes):
            assert attribute in {"dir", "href", "src", "alt", "width", "height", "start"}, html
            assert attribute != "src" or value.startswith("cid:"), html
            assert attribute != "href" or _LINK.match(value), html


@needs_payloads
def test_no_payload_acts_in_what_is_kept_or_sent() -> None:
    for payload in payloads():
        html = written_html(f"<p>{payload}</p>{payload}")
        assert_harmless(html)
        assert_harmless(written_html(html))
        assert "<script" not in safe_html(html).lower()


words = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="<>&\"'`*_[]"), min_size=1, max_size=12
)
lines = st.lists(words, min_size=1, max_size=4).map(" ".join)
inline = lines | st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["strong", "em", "s", "code"]), lines)
paragraph = st.lists(inline, min_size=1, max_size=3).map(lambda some: f'<p dir="auto">{" ".join(some)}</p>')
items = st.lists(lines, min_size=1, max_size=3).map(
    lambda some: "".join(f'<li dir="auto"><p dir="auto">{one}</p></li>' for one in some)
)
block = st.one_of(
    paragraph,
    items.map("<ul>{}</ul>".format),
    items.map("<ol>{}</ol>".format),
    paragraph.map("<blockquote>{}</blockquote>".format),
    lines.map("<pre><code>{}</code></pre>".format),
)
pages = st.lists(block, min_size=1, max_size=5).map("".join)


def bare(html: str) -> list[str]:
    return re.sub(r"<[^>]*>", " ", html).split()


@given(pages)
def test_every_word_is_in_the_html_and_in_the_text(page: str) -> None:
    html = written_html(page)
    assert bare(html) == bare(page)
    text = written_text(html).split()
    place = 0
    for word in bare(page):  # in their order, with bullets, numbers and marks of quotes between them
        joined = " ".join(text[place:])
        assert word in joined
        place += joined[: joined.index(word)].count(" ")


@given(pages)
def test_cleaning_twice_and_keeping_changes_nothing(page: str) -> None:
    html = written_html(page)
    assert written_html(html) == html
    assert as_written(safe_html(with_directions(html))).replace(' dir="auto"', "") == html.replace(
        ' dir="auto"', ""
    )


@given(st.text(max_size=200))
def test_any_text_survives_as_paragraphs(text: str) -> None:
    html = written_html(text_as_written(text))
    assert_harmless(html)
    kept = [word for word in text.replace("\0", "").split() if word.isalnum()]
    assert [word for word in written_text(html).split() if word.isalnum()][: len(kept)] == kept[: len(kept)]


def test_lists_quotes_links_and_pictures_read_well_as_text() -> None:
    html = written_html(
        "<p>Do this:</p><ol><li><p>Stop</p></li><li><p>Go</p></li></ol><blockquote><p>why?</p></blockquote>"
        '<p>See <a href="https://lamp.example/a">here</a> <img src="cid:1@handrail" alt="lamp.png"></p>'
    )
    assert written_text(html) == (
        "Do this:\n\n1. Stop\n2. Go\n\n> why?\n\nSee here <https://lamp.example/a> [lamp.png]"
    )
    assert pictures_in(html) == {"1@handrail"}


def test_each_paragraph_says_its_direction() -> None:
    html = '<p dir="auto">Hello</p><p dir="auto">مرحبا</p><p dir="auto">123</p>'
    assert with_directions(html) == '<p dir="ltr">Hello</p><p dir="rtl">مرحبا</p><p>123</p>'


@pytest.mark.parametrize(
    "html",
    [
        '<p><img src="https://tracker.example/x.png"></p>',
        '<p><img src="data:image/png;base64,AAAA"></p>',
        '<p></p><p dir="auto"><br></p>',
    ],
)
def test_what_fetches_or_says_nothing_is_gone(html: str) -> None:
    assert "<img" not in written_html(html)
    assert written_text(written_html(html)) == ""


def test_what_other_programs_call_otherwise_gets_our_names() -> None:
    assert written_html("<div><b>A</b> <i>B</i> <del>C</del></div><h2>D</h2>") == (
        "<p><strong>A</strong> <em>B</em> <s>C</s></p><p>D</p>"
    )
