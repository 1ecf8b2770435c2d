"""Generated dialogues with the assistant; `dialogue_checks.py` holds what was said to the guarantees.

A dialogue is a list of steps that a generator chose; it knows what each word means, the assistant does not. A
world plays it: `Machine` here, without a database; `dialogue_tables.py` has one over the tables.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from handrail.assistant.dialogue import deciding
from handrail.assistant.dialogue.deciding import LATE, Choice, Decision, Found, Standing
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.rounds import LOST
from handrail.assistant.models import Because, State
from tests import dialogue_words as words
from tests.dialogue_checks import Line, Transcript, is_with_people

MOST_STEPS = 14
_A_DAY, _ROUND = 25 * 3600, 10  # seconds


@dataclass(frozen=True)
class Step:
    """What happens next: `means` is what the customer means, or what the world does (see `_KINDS`).

    `language` is the one in which the customer writes.
    """

    means: str
    text: str = ""
    language: str = "en"


class World(Protocol):
    """What plays a dialogue."""

    transcript: Transcript

    def do(self, step: Step) -> None:
        """Let it happen."""
        ...


_KINDS = {
    "question": 12,
    "again": 2,
    "yes": 3,
    "no": 3,
    "thanks": 1,
    "greeting": 1,
    "person": 1,
    "angry": 1,
    "distress": 1,
    "matter": 1,
    "file": 1,
    "click_helped": 2,
    "click_not": 3,
    "click_person": 1,
    "seconds": 3,
    "day": 1,
    "solved": 3,
    "stop": 1,
    "resume": 1,
}
# What becomes of looking for an answer; "seconds": the customer writes on before it is there.
# "remark": by its meaning it only says that the answer before did not help.
_LUCK = {"looked": 80, "unknown": 6, "failed": 3, "died": 3, "seconds": 8, "remark": 5}
_SAYS: dict[str, dict[str, list[str]]] = {
    "question": words.QUESTIONS,
    "yes": words.YES,
    "no": words.NO,
    "person": words.WISHES,
    "angry": words.ANGER,
    "distress": words.DISTRESS,
    "matter": words.MATTERS,
}
_PLAIN = {"thanks": "OK", "greeting": "hi", "file": "diagnostics"}


def generated(seed: int) -> list[Step]:
    """A dialogue of one customer: their language changes now and then, and so does the world's luck."""
    chance = random.Random(seed)
    language, asked = chance.choice(words.LANGUAGES), ""
    steps: list[Step] = []
    for _number in range(chance.randint(1, MOST_STEPS)):
        means = _chosen(chance, _KINDS)
        language = language if chance.random() < _STAYS else chance.choice(words.LANGUAGES)
        text = _text(chance, means, language, asked)
        steps.append(Step(means, text, language))
        if means in ("question", "again"):
            asked = text
            steps.append(Step(_chosen(chance, _LUCK)))
    return steps


_STAYS = 0.9  # how often a customer keeps to their language
_ENDS = ("", " ", ".", " 🙂")


def _chosen(chance: random.Random, among: Mapping[str, int]) -> str:
    return chance.choices(list(among), list(among.values()))[0]


def _text(chance: random.Random, means: str, language: str, asked: str) -> str:
    if means in ("again", "question") and not (means == "again" and asked):
        return chance.choice(words.QUESTIONS[language])
    if means == "again":
        return asked
    if means not in _SAYS:
        return _PLAIN.get(means, "")
    said = chance.choice(_SAYS[means][language])
    said = _slipped(chance, said) if means == "person" else said
    return said + chance.choice(_ENDS)


def _slipped(chance: random.Random, text: str) -> str:
    """Two neighbours of one long word swapped, in a third of the cases."""
    long = [word for word in text.split() if len(word) >= _LONG and word.isalpha() and word.isascii()]
    if not long or chance.random() < 2 / 3:
        return text
    word = chance.choice(long)
    at = chance.randint(1, len(word) - 3)
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


_LONG = 6


_understood = cache(hear)


class Machine:
    """The machine alone, with the clock, the worker and the switch played around it."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self.now, self.pending_at, self.last_at = 0.0, 0.0, 0.0
        self.standing, self.question, self.is_stopped, self.has_exchange = Standing(), "", False, False
        self.language, self.is_solved = "", False

    def do(self, step: Step) -> None:
        """Let it happen."""
        acts: dict[str, Callable[[], None]] = {
            "looked": lambda: self._found(Found.ANSWER),
            "unknown": lambda: self._found(Found.NOTHING),
            "failed": lambda: self._found(Found.FAILED),
            "remark": lambda: self._found(Found.UNHELPED),
            "died": lambda: self._pass(LATE.total_seconds() + _ROUND),
            "seconds": lambda: self._pass(LOST.total_seconds()),
            "day": lambda: self._pass(_A_DAY),
            "solved": self._solve,
            "stop": lambda: self._switch(is_stopped=True),
            "resume": lambda: self._switch(is_stopped=False),
        }
        if step.means in acts:
            acts[step.means]()
        elif step.means.startswith("click_"):
            self._clicks(step.means.removeprefix("click_"))
        elif step.text:
            self._writes(step)

    def _writes(self, step: Step) -> None:
        self._add("customer", step.means, step.text)
        if not self.has_exchange and (self.is_stopped or is_with_people(self.transcript.lines)):
            self._add("queue", "no assistant")
            return
        self.has_exchange, self.last_at = True, self.now
        self.language = self.language or step.language
        heard, has_files = _understood(step.text, language=self.language), step.means == "file"
        now, was_solved, self.is_solved = self.standing, self.is_solved, False
        is_settled = was_solved or now.state == State.CONFIRMED
        told = {"has_files": has_files, "is_stopped": self.is_stopped, "is_settled": is_settled}
        decision = deciding.on_words(now, step.text, heard, **told)
        if was_solved and not decision.is_anew:
            self._add("queue", "reopened")
        self._apply(decision, step.text)

    def _solve(self) -> None:
        """A person closes what people have."""
        if self.has_exchange and self.standing.state == State.HANDED and not self.is_solved:
            self.is_solved = True
            self._add("world", "solved")

    def _clicks(self, choice: str) -> None:
        if self.has_exchange and self.standing.state in (State.ANSWERING, State.PARKED):
            self._add("customer", f"click_{choice}")
            self._apply(deciding.on_choice(self.standing, Choice(choice), is_stopped=self.is_stopped))

    def _found(self, found: Found) -> None:
        if self.standing.is_pending:
            self._apply(deciding.on_found(self.standing, found, self.question, is_stopped=self.is_stopped))

    def _pass(self, seconds: float) -> None:
        """Time goes by, and with it the rounds."""
        self.now += seconds
        if self.standing.is_pending and self.now - self.pending_at >= LATE.total_seconds():
            self._apply(deciding.on_stop(self.standing, Because.LATE))
        elif self.has_exchange and self.now - self.last_at >= deciding.SILENCE.total_seconds():
            self._apply(deciding.on_silence(self.standing))

    def _switch(self, *, is_stopped: bool) -> None:
        self.is_stopped = is_stopped
        self._add("world", "stop" if is_stopped else "resume")
        if is_stopped and self.has_exchange:
            self._apply(deciding.on_stop(self.standing))

    def _apply(self, decision: Decision, text: str = "") -> None:
        before, self.standing = self.standing, decision.standing
        for say in decision.says:
            self._add("assistant", str(say))
        if decision.looks:
            self.question, self.pending_at = text, self.pending_at if before.is_pending else self.now
        if decision.answers:
            self._add("assistant", "answer", self.question)
        if decision.hands_over:
            self._add("queue", str(decision.why))
        if decision.closes:
            self._add("closed", "confirmed")
        if self.standing.state == State.PARKED != before.state:
            self._add("parked", "")

    def _add(self, who: str, what: str, text: str = "") -> None:
        offers = self.standing.state == State.ANSWERING
        self.transcript.lines.append(Line(who, what, text, self.now, offers))


def play(world: World, steps: Sequence[Step]) -> Transcript:
    """Play a dialogue, and then let so much time go by that nothing can still be on its way."""
    for step in (*steps, Step("died")):
        world.do(step)
    return world.transcript
