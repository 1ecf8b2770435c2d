from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.quoting.text_quotes import split_reply


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 2 Jun 2025 at 10:00, Ada <help@lamp.example> wrote:",
        "Am 02.06.2025 um 10:00 schrieb Ada (Lamp) <help@lamp.example>:",
        "Le lun. 2 juin 2025 à 10:00, Ada <help@lamp.example> a écrit :",
        "El lun, 2 jun 2025 a las 10:00, Ada (<help@lamp.example>) escribió:",
        "Il giorno lun 2 giu 2025 alle 10:00 Ada <help@lamp.example> ha scritto:",
        "Op ma 2 jun 2025 om 10:00 schreef Ada <help@lamp.example>:",
        "пн, 2 июн. 2025 г. в 10:00, Ada <help@lamp.example>:",
        "Pe lun., 2 iun. 2025 la 10:00, Ada <help@lamp.example> a scris:",
        "在 2025年6月2日，上午10:00，Ada <help@lamp.example> 写道：",
        "On Mon, 2 Jun 2025 at 10:00, Ada of the Lamp company\n<help@lamp.example> wrote:",
    ],
)
def test_an_attribution_ends_the_new_words(attribution: str) -> None:
    split = split_reply(f"It works now.\n\nDora\n\n{attribution}\n\n> Does it work?\n")
    assert split.new == "It works now.\n\nDora"
    assert split.quoted.startswith(attribution)


@pytest.mark.parametrize(
    "begin",
    [
        "-----Original Message-----\nFrom: Ada\nSent: Monday\nTo: Dora\nSubject: Lamp",
        "________________________________\nVon: Ada\nGesendet: Montag\nAn: Dora\nBetreff: Lamp",
        "*De :* Ada\n*Envoyé :* lundi\n*À :* Dora\n*Objet :* Lamp",
        "---------- Forwarded message ---------",
    ],
)
def test_a_block_of_headers_ends_the_new_words(begin: str) -> None:
    split = split_reply(f"Fine, thank you.\n\n{begin}\n\nHow are you?\n")
    assert split.new == "Fine, thank you."
    assert "How are you?" in split.quoted


@pytest.mark.parametrize(
    "text",
    [
        "On the 2nd of June I wrote:\nplease cancel.\nThat was all.",
        "From: now on we pay monthly.\nIs that fine?",
        "My points:\n\n> your question\n\nmy answer\n\n> another question\n\nlast answer",
        "Steps:\n----\n1. open\n2. close\n----\nDone.",
        "> only a quote",
        "Sent from my phone as it was broken, the mail came twice. What now?\n\nMore words here.",
    ],
)
def test_in_doubt_words_are_new(text: str) -> None:
    assert split_reply(text).new == text


def test_the_answer_may_stand_below() -> None:
    split = split_reply("On 2 Jun 2025 at 10:00, Ada <a@x.org> wrote:\n> Which version?\n\nVersion 3.\n")
    assert split.new == "Version 3."
    assert "> Which version?" in split.quoted


def test_answers_between_quoted_lines_stay() -> None:
    text = (
        "On 2 Jun 2025 at 10:00, Ada wrote:\n> Which version?\n\nVersion 3.\n\n> Which browser?\n\nFirefox."
    )
    assert split_reply(f"Hello,\n\n{text}").new == f"Hello,\n\n{text}"


@pytest.mark.parametrize(
    "signature",
    ["-- \nDora\nLamp fan", "Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone"],
)
def test_signatures_are_told_apart(signature: str) -> None:
    split = split_reply(f"Thank you!\n\n{signature}\n")
    assert (split.new, split.signature.split()) == ("Thank you!", signature.split())


LINES = st.sampled_from(
    [
        "",
        "> quoted",
        ">> twice",
        "words of mine",
        "-- ",
        "Sent from my iPhone",
        "On 2 Jun 2025 at 10:00, Ada <a@x.org> wrote:",
        "From: a@x.org",
        "To: b@x.org",
        "Subject: x",
        "-----Original Message-----",
        "_____________",
    ]
)


@given(st.lists(LINES | st.text(max_size=30), max_size=25))
def test_no_word_is_ever_lost_or_made_up(lines: list[str]) -> None:
    text = "\n".join(lines)
    split = split_reply(text)
    assert sorted(f"{split.new} {split.quoted} {split.signature}".split()) == sorted(text.split())
    assert bool(split.new.strip()) == bool(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "-- \n" * 50_000,
        "Sent from my iPhone\n" * 50_000,
        "1 wrote " + "-" * 100_000 + "x",
        "wrote " + "a" * 100_000 + " x:",
        "2020-01-01 <" + "a@" * 50_000,
        "2020 10:10 " * 20_000,
        "from" + " " * 100_000 + "x",
        ("2020 10:10 " * 80 + "<a@b.example>:\n") * 2_000,
        ("wrote from " + "-" * 900 + "x\n") * 2_000,
        ("-" * 900 + "x\n") * 5_000,
        ("*" * 900 + "x\n") * 5_000,
        (">" * 900 + "1\n") * 5_000,
        ("## " + "reply above " * 60 + "\n") * 3_000,
        ("iphone " * 22 + "\n") * 5_000,
    ],
    ids=[
        "signatures",
        "devices",
        "rules",
        "verb",
        "addresses",
        "dates",
        "label",
        "dated lines",
        "ruled lines",
        "hyphens",
        "stars",
        "marks",
        "above",
        "telephones",
    ],
)
def test_hostile_texts_cost_little_time(text: str) -> None:
    begin = time.process_time()
    split_reply(text)
    assert time.process_time() - begin < 5
