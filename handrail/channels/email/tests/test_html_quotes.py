from __future__ import annotations

import re
import time
from collections import Counter
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.quoting.html_quotes import LONGEST, HtmlSplit, split_html
from handrail.channels.email.tests.html_replies import NEW, REPLIES
from handrail.core.plain_text import html_to_text
from handrail.core.text_safety import safe_html


def words(*parts: str) -> Counter[str]:
    """Words as they stand in the HTML; one element a word where nothing else parts them."""
    return Counter(" ".join(unescape(re.sub(r"<[^>]*>", " ", safe_html(part))) for part in parts).split())


def holds_all(html: str, split: HtmlSplit) -> bool:
    return words(html) == words(split.new, split.quoted, split.signature)


@pytest.mark.parametrize("program", REPLIES)
def test_the_new_part_of_a_reply_stands_alone(program: str) -> None:
    split = split_html(REPLIES[program])
    assert html_to_text(split.new) == NEW
    assert "empty the cache" in split.quoted
    assert holds_all(REPLIES[program], split)


@pytest.mark.parametrize(
    ("html", "signature"),
    [
        ('<p>Thank you</p><div class="gmail_signature">Dora<br>Kiel</div>', "Dora\nKiel"),
        ('<p>Thank you</p><div id="Signature"><p>Dora</p></div>', "Dora"),
        ("<p>Thank you</p><p>-- <br>Dora</p>", "-- \nDora"),
        ("<p>Thank you</p><p>Envoyé de mon iPhone</p>", "Envoyé de mon iPhone"),
        ('<p>Thank you</p><p><img src="cid:1"></p><div id="x_Signature">Dora</div>', "Dora"),
    ],
)
def test_a_signature_is_told_apart(html: str, signature: str) -> None:
    split = split_html(html)
    assert html_to_text(split.signature).split() == signature.split()
    assert html_to_text(split.new).split() == ["Thank", "you"]
    assert not split.quoted


def test_a_signature_before_the_quotation_is_no_part_of_it() -> None:
    split = split_html(REPLIES["iphone"])
    assert html_to_text(split.signature) == "Von meinem iPhone gesendet"
    assert "iPhone" not in split.quoted


CITED = '<blockquote type="cite"><p>{}</p></blockquote>'


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello Ada,</p>"
        + CITED.format("Which version?")
        + "<p>3</p>"
        + CITED.format("Which browser?")
        + "<p>None</p>",
        '<div>On 2 Jun 2025, Ada wrote:</div><div class="gmail_quote">'
        '<blockquote class="gmail_quote">Which version?'
        '</blockquote><div>3</div><blockquote class="gmail_quote">Which browser?</blockquote>'
        "<div>None</div></div>",
        "<p>Hello</p><p>On 2 Jun 2025, Ada wrote:</p>"
        + CITED.format("Which version?")
        + "<p>Version 3, I think.</p>",
        '<p>Two points:</p><blockquote style="margin:0 0 0 40px;border:none">indented</blockquote>',
        "<p>They promise:</p><blockquote>We answer in a day.</blockquote>",
        '<div class="gmail_quote">---------- Forwarded message ---------<br>From: Ada<br>Lamp</div>',
        '<div class="gmail_signature">Dora</div>',
        "<p>I fly</p><p>From: Berlin<br>To: Hamburg<br>Date: 3 June<br>Seats: 2</p>",
        "<p>Above</p><hr><p>Below</p>",
        "",
    ],
)
def test_in_doubt_the_whole_is_new(html: str) -> None:
    assert split_html(html) == HtmlSplit(html)


def test_pictures_stay_with_their_part() -> None:
    split = split_html(
        '<p>See:<img src="cid:new"></p><div class="moz-cite-prefix">On 2 Jun 2025, Ada wrote:</div>'
        '<blockquote type="cite"><img src="cid:old">old</blockquote>'
    )
    assert re.findall(r"cid:\w+", split.new) == ["cid:new"]
    assert re.findall(r"cid:\w+", split.quoted) == ["cid:old"]


def test_a_picture_alone_is_an_answer() -> None:
    split = split_html(
        '<img src="cid:new"><div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div>'
    )
    assert "cid:new" in split.new
    assert "old" in split.quoted


def test_a_table_keeps_its_empty_cells() -> None:
    table = "<table><tbody><tr><td></td><td>1</td></tr></tbody></table>"
    split = split_html(
        table + '<div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div>'
    )
    assert split.new == table


def test_what_is_too_long_is_left_alone() -> None:
    html = "<p>new</p>" + CITED.format("old " * LONGEST)
    assert split_html(html).is_whole


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<blockquote type='cite'>",
        "<blockquote>",
        "</blockquote>",
        "<div class='gmail_quote'>",
        "<div class='gmail_signature'>",
        "<table><tr><td>",
        "</td><td>",
        "</td></tr></table>",
        "<pre>",
        "</pre>",
        "<hr>",
        "<b>",
        "</i>",
        "<!-- x -->",
        "<script>alert(1)</script>",
        "<o:p>",
        "<img src='cid:1'>",
        "On 2 Jun 2025 at 10:00, Ada wrote:",
        "From: a@x.org<br>To: b@x.org<br>Subject: x<br>",
        "-- <br>",
        " words of mine ",
        "&gt; marked",
        "\n",
    ]
)


@given(st.lists(TAGS | st.text(max_size=20), max_size=25))
def test_no_word_is_ever_lost_or_made_up(parts: list[str]) -> None:
    html = "".join(parts)
    split = split_html(html)
    assert holds_all(html, split)
    assert safe_html(html).count("<img") == sum(
        safe_html(part).count("<img") for part in (split.new, split.quoted, split.signature)
    )
    assert bool(words(split.new)) == bool(words(html)) or "<img" in split.new


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<b>" * 390 + "a<br>" * 90_000,
        "<blockquote>x" * 380 + "<br>x" * 90_000,
        "<div class='gmail_signature'>x</div><div>y</div>" * 10_000,
        "<blockquote type=cite>x</blockquote><p>y</p>" * 10_000,
        "<p class='" + "x " * 200_000 + "'>",
        "<blockquote style='" + "border-left" * 40_000 + "'>",
        "<a <a <a " * 50_000,
        "<hr>" * 100_000,
    ],
    ids=["deep", "deep lines", "quotes", "signatures", "answers", "classes", "style", "broken", "rules"],
)
def test_hostile_html_costs_little_time(html: str) -> None:
    begin = time.process_time()
    split_html(html)
    assert time.process_time() - begin < 5
