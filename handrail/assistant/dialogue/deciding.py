"""What the assistant says, and what becomes of the exchange: a machine without a clock or a database.

Its guarantees, which `tests/test_guarantees.py` and `bench/dialogues.py` hold every dialogue to:

- A wish for a person, anger or distress, a matter for people, a file, the same question again, a second
  answer that did not help, no answer, one that comes late, a failure and the kill switch all hand over, at
  once.
- Who was handed over gets nothing more from the assistant, until a person has settled it and they ask
  something else: that is a new exchange.
- Only the customer's yes to an answer confirms, and only that closes. What they write then is a person's,
  unless they only say thank you, or ask something else: that is a new exchange too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from handrail.assistant.dialogue.hearing import Heard
from handrail.assistant.dialogue.words_of import tokens_of
from handrail.assistant.models.exchange import Because, State, Vote

MOST_UNHELPED = 2
SILENCE = timedelta(days=1)  # after which nobody knows whether it helped
LATE = timedelta(seconds=30)  # of looking for an answer, after which a person goes on
_ALIKE = 0.6  # of the words of two questions, from which on they are the same one
_SHORTEST_WORD = 3
_BEGINS = 5  # letters by which two forms of a word are held to be the same


class Say(StrEnum):
    """What the assistant says by itself; answers are an article's words."""

    WHO = "who"  # that it is an automatic assistant
    QUESTION = "question"  # what is it about?
    SETTLED = "settled"  # did that settle it?
    SORRY = "sorry"  # that it did not help
    GLAD = "glad"  # that it did


class Choice(StrEnum):
    """What a customer can choose in a click."""

    HELPED = "helped"
    NOT = "not"
    PERSON = "person"


class Found(StrEnum):
    """What came of asking."""

    ANSWER = "answer"
    SAME = "same"  # what was said before, or the question was asked before in other words
    NOTHING = "nothing"
    FAILED = "failed"
    PERSON = "person"  # by its meaning it is a wish for a person, and nothing was asked
    UPSET = "upset"  # by its meaning whoever wrote it is
    TOPIC = "topic"  # by the words of the language it is written in it is a matter for people
    UNHELPED = "unhelped"  # by its meaning it only says that the answer before did not help
    YES = "yes"  # by its meaning it only says that it did
    LATE = "late"  # it was found too late


_NO_QUESTION = (Found.FAILED, Found.LATE, Found.UNHELPED, Found.YES)
_WHY = {
    Found.SAME: Because.REPEATED,
    Found.NOTHING: Because.UNANSWERED,
    Found.FAILED: Because.FAILED,
    Found.PERSON: Because.ASKED,
    Found.UPSET: Because.UPSET,
    Found.TOPIC: Because.TOPIC,
    Found.UNHELPED: Because.UNHELPED,
    Found.LATE: Because.LATE,
}


@dataclass(frozen=True)
class Standing:
    """How an exchange stands. `asked` are the questions before; `asked_back`: the assistant did so last.

    `is_unjudged`: it has answered, and nobody knows yet whether the last answer helped. `is_judged_now`: what
    is pending said so itself, and may say more.
    """

    state: State = State.ANSWERING
    unhelped: int = 0
    awaits_word: bool = False
    is_unjudged: bool = False
    is_judged_now: bool = False
    is_pending: bool = False
    has_begun: bool = False
    asked_back: bool = False
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """How it stands from now on, what is said before that, and whether an answer is looked for."""

    standing: Standing
    says: tuple[Say, ...] = ()
    looks: bool = False
    answers: bool = False
    vote: Vote | None = None
    why: Because | None = None
    topic: str = ""
    is_anew: bool = False  # a new exchange begins with it
    thanks: bool = False  # after the yes they only said thank you

    @property
    def hands_over(self) -> bool:
        """Whether a person goes on from here."""
        return self.why is not None

    @property
    def closes(self) -> bool:
        """Whether the customer said that it is settled."""
        return self.standing.state == State.CONFIRMED and (self.vote == Vote.HELPED or self.thanks)


def on_words(
    now: Standing,
    text: str,
    heard: Heard,
    *,
    has_files: bool = False,
    is_stopped: bool = False,
    is_settled: bool = False,
) -> Decision:
    """The customer wrote; `is_settled`: what they asked before was closed until they did."""
    if is_settled and (anew := _anew(now, text, heard, has_files=has_files, is_stopped=is_stopped)):
        return anew
    if over := _over(now, heard, has_files=has_files):
        return over
    if reason := _reason(now, heard, has_files=has_files, is_stopped=is_stopped):
        return _handed(now, reason, topic=heard.topic if reason == Because.TOPIC else "")
    if now.awaits_word and heard.is_yes:
        return on_choice(now, Choice.HELPED)
    failed = now.awaits_word and (heard.is_no or heard.says_unhelped)
    if failed and (heard.is_no or now.unhelped + 1 >= MOST_UNHELPED):
        return on_choice(now, Choice.NOT)
    if _is_asked_before(text, now.asked):
        return _handed(now, Because.REPEATED)
    if heard.is_thanks or heard.is_greeting or heard.is_yes or heard.is_no:
        return _ask_back(now, is_greeting=heard.is_greeting)
    return _look(now, failed=failed)


def _over(now: Standing, heard: Heard, *, has_files: bool) -> Decision | None:
    """Nothing is said where people go on; who only says thank you after the yes calls nobody."""
    if now.state == State.CONFIRMED and heard.is_thanks and not (has_files or for_people(heard)):
        return Decision(now, thanks=True)
    return Decision(now) if now.state == State.HANDED else None


def _look(now: Standing, *, failed: bool) -> Decision:
    """It is a question; with it the answer before may have `failed`."""
    after = replace(
        now,
        state=State.ANSWERING,
        unhelped=now.unhelped + (1 if failed else 0),
        awaits_word=False,
        is_unjudged=now.is_unjudged and not failed,
        is_judged_now=failed,
        is_pending=True,
        has_begun=True,
        asked_back=False,
    )
    says = () if now.has_begun else (Say.WHO,)
    return Decision(after, says, looks=True, vote=Vote.NOT if failed else None)


def _anew(now: Standing, text: str, heard: Heard, *, has_files: bool, is_stopped: bool) -> Decision | None:
    """A new exchange, which begins with what can be looked up, and with nothing else.

    What asks for a person, says that it still does not work or repeats a question is for whoever had it.
    """
    if heard.says_unhelped:
        return None
    begun = on_words(Standing(asked=now.asked), text, heard, has_files=has_files, is_stopped=is_stopped)
    return replace(begun, is_anew=True) if begun.looks else None


def on_choice(now: Standing, choice: Choice, *, is_stopped: bool = False) -> Decision:
    """The customer clicked. What is clicked of something that is over changes nothing."""
    if now.state not in (State.ANSWERING, State.PARKED):
        return Decision(now)
    if choice == Choice.PERSON:
        return _handed(now, Because.ASKED)
    if not now.awaits_word:
        return Decision(now)
    if choice == Choice.HELPED:
        after = replace(now, state=State.CONFIRMED, is_unjudged=False)
        return Decision(_quiet(after), (Say.GLAD,), vote=Vote.HELPED)
    return _failed(now, is_stopped=is_stopped)


def _failed(now: Standing, *, is_stopped: bool = False) -> Decision:
    """An answer did not help; after the second one a person goes on."""
    after = replace(now, unhelped=now.unhelped + 1, is_unjudged=False)
    if is_stopped or after.unhelped >= MOST_UNHELPED:
        return replace(_handed(after, Because.OFF if is_stopped else Because.UNHELPED), vote=Vote.NOT)
    after = replace(after, state=State.ANSWERING, awaits_word=False)
    return Decision(after, (Say.SORRY,), vote=Vote.NOT)


def on_found(
    now: Standing, found: Found, question: str, *, is_stopped: bool = False, topic: str = ""
) -> Decision:
    """The answer was looked for; what is found for something that is over is said to nobody.

    `topic` is the key of the matter where it is one for people.
    """
    if now.state != State.ANSWERING or not now.is_pending:
        return Decision(now)
    if is_stopped:
        return _handed(now, Because.OFF)
    if found == Found.ANSWER:
        after = replace(_quiet(now), awaits_word=True, is_unjudged=True, asked=(*now.asked, question))
        return Decision(after, answers=True)
    if found == Found.UNHELPED and now.is_judged_now:
        return Decision(replace(now, is_pending=False, is_judged_now=False))
    if found == Found.UNHELPED and now.is_unjudged:
        return _failed(replace(now, is_pending=False))
    if found == Found.YES:
        return _sounds_settled(replace(now, is_pending=False))
    known = now if found in _NO_QUESTION else replace(now, asked=(*now.asked, question))
    has_failed = found == Found.NOTHING and now.unhelped > 0
    return _handed(known, Because.UNHELPED if has_failed else _WHY[found], topic=topic)


def _sounds_settled(now: Standing) -> Decision:
    """What is no plain yes closes nothing that is open: they are asked. After a yes it is mere politeness."""
    if now.is_unjudged or now.unhelped:
        return _ask_back(replace(now, awaits_word=True), is_greeting=False)
    return Decision(_quiet(replace(now, state=State.CONFIRMED)), thanks=True)


def on_silence(now: Standing) -> Decision:
    """A day went by: nobody knows whether it helped."""
    if now.state != State.ANSWERING or now.is_pending:
        return Decision(now)
    return Decision(replace(now, state=State.PARKED))


def on_stop(now: Standing, why: Because = Because.OFF) -> Decision:
    """It was switched off, or was silent for too long: whoever is in front of it goes to a person."""
    return _handed(now, why) if now.state == State.ANSWERING else Decision(now)


def _reason(now: Standing, heard: Heard, *, has_files: bool, is_stopped: bool) -> Because | None:
    """Why a person is to go on whatever was asked, the gravest first."""
    reasons = (
        (has_files, Because.FILE),
        (now.state == State.CONFIRMED, Because.AGAIN),
        (now.state == State.PARKED and now.unhelped > 0, Because.UNHELPED),
        (is_stopped, Because.OFF),
    )
    said = for_people(heard)
    return said or next((because for is_so, because in reasons if is_so), None)


def for_people(heard: Heard) -> Because | None:
    """Why what was said is for a person wherever it is said, the gravest first; None: it may be answered."""
    reasons = (
        (heard.is_upset, Because.UPSET),
        (heard.wants_person, Because.ASKED),
        (bool(heard.topic), Because.TOPIC),
    )
    return next((because for is_so, because in reasons if is_so), None)


def _handed(now: Standing, why: Because, *, topic: str = "") -> Decision:
    return Decision(_quiet(replace(now, state=State.HANDED)), why=why, topic=topic)


def _quiet(now: Standing) -> Standing:
    """Nothing is looked for, and nothing is asked."""
    return replace(now, awaits_word=False, is_judged_now=False, is_pending=False, asked_back=False)


def _ask_back(now: Standing, *, is_greeting: bool) -> Decision:
    """Politeness is no question: ask back, unless an answer is on its way.

    Who greets twice is not understood.
    """
    if now.is_pending:
        return Decision(now)
    if now.asked_back and is_greeting:
        return _handed(now, Because.UNANSWERED)
    say = Say.SETTLED if now.awaits_word else Say.QUESTION
    says = (say,) if now.has_begun else (Say.WHO, say)
    return Decision(replace(now, state=State.ANSWERING, has_begun=True, asked_back=True), says)


def _is_asked_before(text: str, asked: Sequence[str]) -> bool:
    """Whether the words are nearly those of a question before (Jaccard's index over beginnings of words)."""
    words = _kernel(text)
    return bool(words) and any(_alike(words, _kernel(one)) for one in asked)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = one | other
    return bool(both) and len(one & other) / len(both) >= _ALIKE


def _kernel(text: str) -> frozenset[str]:
    """The beginnings of its words; of a script without spaces each two neighbours."""
    tokens = tokens_of(text)
    if sum(len(token) == 1 for token in tokens) * 2 > len(tokens):
        return frozenset(a + b for a, b in pairwise(tokens)) or frozenset(tokens)
    long = (token for token in tokens if len(token) >= _SHORTEST_WORD)
    return frozenset(token[:_BEGINS] for token in long) or frozenset(tokens)
