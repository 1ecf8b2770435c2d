"""What of a letter is asked, and that its parts are weighed together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.assistant.answering import Answer, Refusal, answer, answer_letter
from handrail.assistant.answering.evidence import Evidence, together
from handrail.assistant.answering.letters import MOST_ASKING, parts_of
from handrail.helpcenter.models import Translation
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search.odds import odds

HelpCenter = dict[str, Translation]
STORY = "Since Monday nothing is as it was. My cousin says it is the host, but what does he know."


def test_greeting_signature_and_quotation_are_no_part_of_what_is_asked() -> None:
    text = f"> You wrote once\n\nHello Ada,\n\n{STORY}\n\nWhere is my invoice?\n\nNell, Harbour Books"
    whole, asking = parts_of("", [text], "en")
    assert whole == f"{STORY} Where is my invoice?"
    assert asking.endswith("Where is my invoice?")


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("ro", "Bună dimineața,\n\nUnde este factura?\n\nCu stimă, Radu Ionescu", "Unde este factura?"),
        ("ru", "Здравствуйте!\n\nСтраница белая.\n\nАнтон, мастерская «Берег»", "Страница белая."),
        ("ar", "السلام عليكم،\n\nأين الفاتورة؟\n\nنور الهاشمي، متجر النور", "أين الفاتورة؟"),
        ("ja", "森田です。\n\n領収書の宛名を変更したい。", "森田です。 領収書の宛名を変更したい。"),
        ("en", "White page", "White page"),
        ("en", "Hello,\n\nwhite page after update", "white page after update"),
        ("en", "Hello!", "Hello!"),
    ],
)
def test_in_every_language_something_is_left(language: str, text: str, kept: str) -> None:
    assert parts_of("", [text], language) == [kept]


def test_the_subject_and_the_last_sentences_that_ask_are_asked_alone_too() -> None:
    text = "Who are you? Why is it white after this update? May I have my money back, or half of it?"
    parts = parts_of("White page", [text], "en")
    assert parts[0] == "White page"
    assert parts[1] == text
    assert len(parts[2:]) == MOST_ASKING
    assert parts[-1] == "May I have my money back, or half of it?"


@given(some.text(max_size=200), some.lists(some.text(max_size=400), max_size=3))
def test_whatever_is_written_there_are_few_parts(subject: str, texts: list[str]) -> None:
    parts = parts_of(subject, texts, "en")
    assert len(parts) <= 2 + MOST_ASKING
    assert all(any(letter.isalnum() for letter in one) for one in parts)


def test_what_one_part_finds_by_chance_is_weaker_than_what_all_find() -> None:
    of = partial(Evidence, language="en", odds=odds(with_meaning=True))
    story = [of(1, 10, passage=5, share=0.4, nearness=0.4), of(2, 20, passage=6, share=0.3)]
    chance = [of(3, 30, passage=7, share=0.9, nearness=0.5), replace(story[0], share=0.5)]
    found = together([story, chance, story])
    assert found[0].article == 1
    assert [one.article for one in together([chance])] == [3, 1]


def test_a_long_letter_is_answered_as_its_question_is(help_center: HelpCenter) -> None:
    letter = (
        f"Hello,\n\n{STORY} {STORY} {STORY}\n\nWhy is the page white after the update?\n\nNell, Harbour Books"
    )
    parts = parts_of("White page after the update", [letter], "en")
    said = answer_letter(parts, reader=STRANGER, language="en")
    assert isinstance(said, Answer)
    assert said.sources[0].slug == "white-page"
    alone = [answer(one, reader=STRANGER, language="en").confidence for one in parts]
    assert said.confidence <= max(alone)


def test_where_subject_and_story_are_about_different_things_nothing_is_said(help_center: HelpCenter) -> None:
    parts = parts_of("White page after the update", ["Every parcel is to arrive within three days."], "en")
    assert isinstance(answer_letter(parts, reader=STRANGER, language="en"), Refusal)


def test_one_question_is_asked_as_ever(help_center: HelpCenter) -> None:
    question = "Where do I find an invoice?"
    alone, letter = (
        answer(question, reader=STRANGER, language="en"),
        answer_letter(parts_of("", [question], "en"), reader=STRANGER, language="en"),
    )
    assert letter == alone
