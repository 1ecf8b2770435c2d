"""Generated dialogues with the assistant, and the guarantees as checks over what was said.

A dialogue is a list of steps that a generator chose; it knows what each word means, the assistant does not. A
world plays it: `Machine` here, without a database; `bench/dialogues.py` has one over the tables.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from handrail.assistant.dialogue import deciding
from handrail.assistant.dialogue.deciding import Choice, Decision, Found, Say, Standing
from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.rounds import LATE, LOST
from handrail.assistant.models import Because, State
from tests import dialogue_words as words

MOST_STEPS = 14
MUST = {"person", "angry", "distress", "matter", "file"}  # what goes to a person whatever else was said
_A_DAY, _ROUND = 25 * 3600, 10  # seconds


@dataclass(frozen=True)
class Step:
    """What happens next: `means` is what the customer means, or what the world does (see `_KINDS`).

    `language` is the one in which the customer writes.
    """

    means: str
    text: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Line:
    """One line of a transcript. `who`: customer, assistant, queue, closed, parked, world.

    "solved" by the world: a person has closed it. A queue that it is "reopened" in has people's eyes again.
    """

    who: str
    what: str
    text: str = ""
    seconds: float = 0.0
    offers_person: bool = True


@dataclass
class Transcript:
    """All that happened in one dialogue, in order."""

    lines: list[Line] = field(default_factory=list)


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
_LUCK = {"looked": 80, "unknown": 6, "failed": 3, "died": 3, "seconds": 8}
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
        if not self.has_exchange and (self.is_stopped or _is_with_people(self.transcript.lines)):
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


def violations(transcript: Transcript) -> list[str]:
    """Which guarantees a dialogue broke, each in a sentence; empty when none."""
    checks = (_says_who_it_is, _hands_over_at_once, _is_silent_after, _two_that_did_not_help, _closes_on_yes)
    more = (_leaves_nobody_waiting, _offers_a_person)
    parts = exchanges(transcript.lines)
    found = [problem for check in (*checks, *more) for part in parts for problem in check(part)]
    whole = (_obeys_the_switch, _answers_nothing_twice, _begins_anew_with_a_question)
    return found + [problem for check in whole for problem in check(transcript.lines)]


def exchanges(lines: Sequence[Line]) -> list[list[Line]]:
    """What was said until it was solved, and what came after that, each by itself.

    A person solves it, or the customer's yes does: then what the assistant answers next is another exchange.
    """
    parts: list[list[Line]] = [[]]
    for at, line in enumerate(lines):
        is_anew = line.who == "customer" and _is_settled(lines, at) and _next(lines, at) == "assistant"
        if line.what == "solved" or is_anew:
            parts.append([])
        if line.what != "solved":
            parts[-1].append(line)
    return parts


def _is_settled(lines: Sequence[Line], at: int) -> bool:
    """Whether nothing was asked since a person solved it, or the customer said yes."""
    for line in reversed(lines[:at]):
        if line.what == "solved" or line.who in ("customer", "queue", "closed"):
            return line.what == "solved" or line.who == "closed"
    return False


def _begins_anew_with_a_question(lines: Sequence[Line]) -> list[str]:
    """Only a question lets the assistant speak in what is solved, and each new one does.

    A yes in another language is heard as a question; what is said again may be one that nobody looked at.
    """
    found, asked, is_stopped = [], set[str](), False
    for at, line in enumerate(lines):
        is_stopped = line.what == "stop" if line.what in ("stop", "resume") else is_stopped
        is_question = line.who == "customer" and line.what in ("question", "again")
        if line.who == "customer" and _is_settled(lines, at):
            speaks = _next(lines, at) == "assistant"
            is_new = is_question and _folded(line.text) not in asked and not is_stopped
            may_speak = is_question or line.what == "yes"
            if (is_new and not speaks) or (speaks and not may_speak):
                found.append(f"solved, and then “{line.what}: {line.text}”")
        asked |= {_folded(line.text)} if is_question else set()
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _says_who_it_is(lines: Sequence[Line]) -> list[str]:
    spoken = [line.what for line in lines if line.who == "assistant" and line.what not in _ECHOES]
    return [] if not spoken or spoken[0] == Say.WHO else ["it spoke before it said that it is automatic"]


_ECHOES = (Say.SORRY, Say.GLAD)  # the line under a customer's own word


def _hands_over_at_once(lines: Sequence[Line]) -> list[str]:
    """A wish, anger, distress, a matter for people, a file: the very next thing is the queue."""
    found = []
    for at, line in enumerate(lines):
        must = line.who == "customer" and (line.what in MUST or line.what == "click_person")
        if must and not _is_with_people(lines[:at]) and _next(lines, at) != "queue":
            found.append(f"“{line.what}: {line.text}” did not go to a person")
    return found


def _next(lines: Sequence[Line], at: int) -> str:
    """Who comes next, without any time between."""
    after = lines[at + 1 : at + 2]
    return after[0].who if after and after[0].seconds == lines[at].seconds else ""


def _is_with_people(lines: Sequence[Line]) -> bool:
    return any(line.who == "queue" for line in lines)


def _is_silent_after(lines: Sequence[Line]) -> list[str]:
    at = next((n for n, line in enumerate(lines) if line.who == "queue"), len(lines))
    is_loud = any(line.who in ("assistant", "closed", "parked") for line in lines[at:])
    return ["the assistant went on after handing over"] if is_loud else []


def _two_that_did_not_help(lines: Sequence[Line]) -> list[str]:
    """Each answer counts once; the second no goes to the queue."""
    nos, awaits = 0, False
    for at, line in enumerate(lines):
        if line.who == "queue":
            return []
        if line.what == "answer":
            awaits = True
        elif line.who == "customer" and awaits and line.what in ("no", "click_not"):
            nos, awaits = nos + 1, False
            if nos == deciding.MOST_UNHELPED and _next(lines, at) != "queue":
                return ["two answers did not help, and nobody came"]
        elif line.who == "customer" and line.what in ("question", "again", "yes"):
            awaits = False  # a yes in another language is heard as one more question
    return []


# A yes in another language may be heard as the thank you that stands in it.
_AFTER_A_YES = {"thanks": ("closed",), "yes": ("closed", "queue")}


def _closes_on_yes(lines: Sequence[Line]) -> list[str]:
    """Only a yes to an answer closes, and a thank you after it does again.

    All else is then a person's, but what begins anew, which is another exchange.
    """
    found, has_closed = [], False
    for at, line in enumerate(lines):
        if line.who != "closed":
            continue
        said = [one for one in lines[:at] if one.who == "customer"][-1]
        if said.what not in ("yes", "click_helped") and not (has_closed and said.what == "thanks"):
            found.append(f"closed on “{said.what}: {said.text}”")
        has_closed = True
        after = [one for one in lines[at + 1 :] if one.who in ("customer", "queue", "closed")]
        meets = _AFTER_A_YES.get(after[0].what, ("queue",)) if after else ()
        if after and after[0].who == "customer" and (len(after) < 2 or after[1].who not in meets):
            found.append("what came after a yes went to nobody")
    return found


def _leaves_nobody_waiting(lines: Sequence[Line]) -> list[str]:
    """After a question something follows: an answer, a word, a person."""
    for at, line in enumerate(lines):
        if line.who == "customer" and line.text and not _is_with_people(lines[:at]):
            follows = [one.who for one in lines[at + 1 :]]
            is_met = any(who in ("assistant", "queue", "closed") for who in follows)
            last = [one.what for one in lines if one.who == "assistant"][-1:]
            if not is_met or (not _is_with_people(lines) and last == [Say.WHO]):
                return [f"“{line.text}” stayed without an answer"]
    return []


def _obeys_the_switch(lines: Sequence[Line]) -> list[str]:
    is_stopped = False
    for line in lines:
        is_stopped = line.what == "stop" if line.who == "world" else is_stopped
        if is_stopped and line.who == "assistant" and line.what not in _ECHOES:
            return ["it spoke while it was stopped"]
    return []


def _offers_a_person(lines: Sequence[Line]) -> list[str]:
    spoken = [line for line in lines if line.who == "assistant" and line.what not in _ECHOES]
    return [] if all(line.offers_person for line in spoken) else ["it spoke without offering a person"]


def _answers_nothing_twice(lines: Sequence[Line]) -> list[str]:
    answered = [_folded(line.text) for line in lines if line.what == "answer"]
    return [] if len(answered) == len(set(answered)) else ["it answered the same question twice"]
