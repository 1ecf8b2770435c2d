"""Replies of some seventy mail programs in their languages, and bodies that only look as if they quoted."""

from __future__ import annotations

from collections import Counter
from html import escape

import pytest

from handrail.channels.email.quoting.html_quotes import split_html
from handrail.channels.email.quoting.text_quotes import split_reply
from handrail.channels.email.tests.samples.replies import NEW, Attribution, attributions, lookalikes
from handrail.core.plain_text import html_to_text

HISTORY = "On Mon, 2 Jun 2025 at 10:00, Ada Berg <ada@lamp.example> wrote:\n> Please empty the cache.\n> Ada"


@pytest.mark.parametrize("one", attributions(), ids=lambda one: one.program)
def test_what_a_program_quotes_is_not_new(one: Attribution) -> None:
    assert split_reply(one.text()).new == NEW


def test_hardly_any_needs_classes_to_be_told_in_html() -> None:
    kept = [one.program for one in attributions() if _new_in_html(one.html()) != NEW]
    assert len(kept) <= 0.02 * len(attributions()), kept
    assert all(NEW in _new_in_html(one.html()) for one in attributions())


@pytest.mark.parametrize("body", lookalikes(), ids=lambda body: body[:40])
def test_a_persons_own_words_are_never_hidden(body: str) -> None:
    in_html = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in body.split("\n"))
    assert split_reply(body).new.split() == body.split()
    assert _new_in_html(in_html).split() == body.split()
    assert not _lost(body, split_reply(f"{body}\n\n{HISTORY}").new)


@pytest.mark.parametrize(
    "body",
    [
        "> Is it red?\n\nYes it is.\n\n> Is it big?\n\nNo, small.",
        "On 6/2/25 10:00, Ada wrote:\n> Is it red?\nYes it is.\n> Is it big?\nNo, small.",
        "Hello,\n\n> Is it red?\nYes it is.\n\n> Is it big?\nNo, small.\n\nDora",
    ],
)
def test_answers_between_quotations_stay_with_them(body: str) -> None:
    assert split_reply(body).new == body


def test_what_a_program_wrapped_is_no_answer_between() -> None:
    long = "> Please empty the cache of your browser and then load the page of the lamp\nonce more.\n> Ada"
    assert split_reply(f"{NEW}\n\nOn 6/2/25 10:00, Ada wrote:\n{long}").new == NEW


def _new_in_html(html: str) -> str:
    return html_to_text(split_html(html).new).strip()


def _lost(said: str, kept: str) -> Counter[str]:
    return Counter(said.split()) - Counter(kept.split())
