"""The guarantees of the dialogue with the assistant, as checks over what was said in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handrail.assistant.dialogue import deciding
from handrail.assistant.dialogue.deciding import Say

MUST = {"person", "angry", "distress", "matter", "file"}  # what goes to a person whatever else was said


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
        if must and not is_with_people(lines[:at]) and _next(lines, at) != "queue":
            found.append(f"“{line.what}: {line.text}” did not go to a person")
    return found


def _next(lines: Sequence[Line], at: int) -> str:
    """Who comes next, without any time between."""
    after = lines[at + 1 : at + 2]
    return after[0].who if after and after[0].seconds == lines[at].seconds else ""


def is_with_people(lines: Sequence[Line]) -> bool:
    """Whether a person has it, by what was said."""
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
        if line.who == "customer" and line.text and not is_with_people(lines[:at]):
            follows = [one.who for one in lines[at + 1 :]]
            is_met = any(who in ("assistant", "queue", "closed") for who in follows)
            last = [one.what for one in lines if one.who == "assistant"][-1:]
            if not is_met or (not is_with_people(lines) and last == [Say.WHO]):
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
