"""Nobody is trapped: the machine keeps its guarantees whatever customers, articles and machines do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from handrail.assistant.dialogue.hearing import Topics, hear
from handrail.assistant.dialogue.words_of import phrases, vocabularies
from tests import dialogue_words as words
from tests.dialogue_checks import violations
from tests.dialogues import Machine, Step, generated, play

SIMPLE = Path(__file__).parents[3] / "bench/assistant_questions.jsonl"
_SAID = {
    "person": words.WISHES,
    "angry": words.ANGER,
    "distress": words.DISTRESS,
    "matter": words.MATTERS,
    "yes": words.YES,
    "no": words.NO,
    "question": words.QUESTIONS,
}
_HAPPENS = ("looked", "unknown", "failed", "died", "seconds", "day", "solved", "stop", "resume")
_CLICKS = ("click_helped", "click_not", "click_person")


def said() -> some.SearchStrategy[Step]:
    """What a customer writes, in any language."""
    kinds = some.sampled_from([(means, language) for means in _SAID for language in words.LANGUAGES])
    return kinds.flatmap(
        lambda kind: some.sampled_from(_SAID[kind[0]][kind[1]]).map(lambda text: Step(kind[0], text, kind[1]))
    )


def happens() -> some.SearchStrategy[Step]:
    """What the world does, and clicks."""
    return some.sampled_from([Step(means) for means in (*_HAPPENS, *_CLICKS)])


@settings(max_examples=500, deadline=None)
@given(some.lists(some.one_of(said(), happens(), some.just(Step("file", "log"))), min_size=1, max_size=20))
def test_no_dialogue_breaks_a_guarantee(steps: list[Step]) -> None:
    assert violations(play(Machine(), steps)) == []


def test_a_thousand_dialogues_that_go_as_dialogues_go() -> None:
    found = {seed: violations(play(Machine(), generated(seed))) for seed in range(1000)}
    assert {seed: broken for seed, broken in found.items() if broken} == {}


def spoken(steps: list[Step]) -> list[str]:
    return [line.what for line in play(Machine(), steps).lines if line.who == "assistant"]


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("Where is my licence key?", ["who", "answer"]),  # something else: a new exchange
        ("How do I empty the cache?", []),  # the same again
        ("It still does not work", []),
        ("Thanks!", []),
        ("I want to talk to a human", []),
    ],
)
def test_what_a_person_has_solved_is_answered_again_when_something_else_is_asked(
    then: str, says: list[str]
) -> None:
    before = [Step("question", "How do I empty the cache?"), Step("looked"), Step("click_person")]
    anew = [Step("question", then), Step("looked")]
    assert spoken([*before, *anew]) == ["who", "answer"]
    assert spoken([*before, Step("solved"), *anew]) == ["who", "answer", *says]


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("Where is my licence key?", ["who", "answer"]),
        ("How do I empty the cache?", []),
        ("It still does not work", []),
        ("No", []),
        ("Thanks!", []),
        ("Where is your boss? This is ridiculous", []),
        ("I was charged twice", []),
    ],
)
def test_after_their_own_yes_something_else_is_answered_and_all_else_is_a_persons(
    then: str, says: list[str]
) -> None:
    steps = [Step("question", "How do I empty the cache?"), Step("looked"), Step("click_helped")]
    assert spoken([*steps, Step("question", then), Step("looked")]) == ["who", "answer", "glad", *says]


def test_the_checks_would_see_a_machine_that_traps_people() -> None:
    """A wish in words that nobody could know is not heard, and the checks say so: they do not pass all."""
    steps = [Step("question", "Where is my licence key?"), Step("looked"), Step("person", "hmm")]
    assert violations(play(Machine(), steps)) != []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_language_is_understood(language: str) -> None:
    for text in words.WISHES[language]:
        assert hear(text, language=language).wants_person, text
        assert hear(text, language="en").wants_person, text
    for text in (*words.ANGER[language], *words.DISTRESS[language]):
        assert hear(text, language=language).is_upset, text
    for text in words.MATTERS[language]:
        assert hear(text, language=language).topic, text
    for text in words.YES[language]:
        assert hear(text, language=language).is_yes, text
    for text in words.NO[language]:
        assert (hear(text).is_no, hear(text).is_yes) == (True, False), text
    assert not any(hear(text).wants_person or hear(text).topic for text in words.QUESTIONS[language])


def test_the_fifty_simple_questions_are_questions() -> None:
    rows = [json.loads(line) for line in SIMPLE.read_text("utf-8").splitlines()]
    heard = {row["question"]: hear(row["question"], language=row["language"]) for row in rows}
    taken = [text for text, one in heard.items() if one.wants_person or one.is_upset or one.topic]
    assert taken == []


@pytest.mark.parametrize(
    "text", ["is it fixed?", "yes but how do I undo it", "it is not working now", "no, it works not"]
)
def test_half_a_yes_is_none(text: str) -> None:
    assert not hear(text).is_yes


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is that really fixed", "en"),
        ("does it work now", "en"),
        ("geht das jetzt", "de"),
        ("hat es geholfen", "de"),
        ("oare merge acum", "ro"),
        ("merge asta acum", "ro"),
        ("работает ли теперь", "ru"),
        ("çalıştı mı", "tr"),
        ("解决了吗", "zh"),
        ("czy działa", "pl"),
    ],
)
def test_a_question_without_its_mark_is_no_yes(text: str, language: str) -> None:
    """A yes closes; in chats many leave the mark out."""
    assert not hear(text, language=language).is_yes


@pytest.mark.parametrize("text", ["No, still blank", "Nope: same thing.", "Nein, alles leer", "no same"])
def test_a_no_at_the_beginning_says_that_it_did_not_help(text: str) -> None:
    assert hear(text).says_unhelped


def test_a_no_that_belongs_to_the_question_says_nothing_of_the_answer() -> None:
    assert not hear("No invoices are shown in my account").says_unhelped


def test_a_wish_is_heard_wherever_it_stands_in_a_long_message() -> None:
    story = "We run a small shop. " * 120
    assert hear(f"{story}Please let me talk to a human being. {story}").wants_person
    assert hear(f"{story * 8}Please let me talk to a human being.").wants_person


def test_whose_remark_says_that_it_did_not_help_is_asked_once_and_then_has_a_person() -> None:
    """Heard by its meaning, after the answer was looked for; the second time somebody goes on, in front."""
    one = [Step("question", "How do I empty the cache?"), Step("looked")]
    remark = [Step("question", "I see the very same thing as before"), Step("remark")]
    again = [Step("question", "Well, it looks as it did"), Step("remark")]
    assert spoken([*one, *remark]) == ["who", "answer", "sorry"]
    lines = play(Machine(), [*one, *remark, *again]).lines
    assert [(line.who, line.what) for line in lines][-1] == ("queue", "unhelped")


def test_who_was_not_helped_and_has_no_other_answer_waits_in_front() -> None:
    steps = [Step("question", "How do I empty the cache?"), Step("looked"), Step("click_not")]
    lines = play(Machine(), [*steps, Step("question", "And the licence?"), Step("unknown")]).lines
    assert [(line.who, line.what) for line in lines][-1] == ("queue", "unhelped")


@pytest.mark.parametrize("text", ["words", "worms", "solve", "work", "helper", "fixes", "yes thansk, words"])
def test_no_slip_is_a_yes(text: str) -> None:
    """A yes closes: what is nearly one, and what is one in somebody else's language, is none."""
    assert not hear(text, language="en").is_yes


def test_a_yes_counts_in_the_customers_language_and_in_english() -> None:
    assert hear("Ja, danke", language="de").is_yes
    assert hear("it works now", language="de").is_yes
    assert not hear("Ja, danke", language="fr").is_yes
    assert not hear("da", language="en").is_yes
    assert hear("👍", language="ja").is_yes


@pytest.mark.parametrize("text", ["How do I add a person to my team?", "Can I invite an agent?"])
def test_people_in_a_product_are_no_wish_for_one(text: str) -> None:
    assert not hear(text).wants_person


def test_topics_can_be_taken_away_and_added() -> None:
    assert hear("I want a refund").topic == "billing"
    assert hear("I want a refund", Topics(shipped=("legal",))).topic == ""
    own = Topics(own={"weddings": phrases(["wedding*", "結婚式"])})
    assert hear("The lamps for our weddings", own).topic == "weddings"
    assert hear("結婚式のランプ", own).topic == "weddings"


def test_every_language_has_words_for_everything() -> None:
    may_lack = ("far", "asks", "particles")  # some ask by the voice alone
    for language, known in vocabularies().items():
        missing = [sign for sign, found in known.signs.items() if not found and sign not in may_lack]
        assert missing == [], language
    assert set(vocabularies()) == set(words.LANGUAGES)
