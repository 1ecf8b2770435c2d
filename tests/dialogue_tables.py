"""Generated dialogues in a real chat: a visitor's browser, the tables, the worker's functions."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.dialogue import rounds, switching
from handrail.assistant.dialogue.deciding import LATE
from handrail.assistant.dialogue.looking import look
from handrail.assistant.models import Exchange, State, Switch
from handrail.channels.chat.models import Widget
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations.models import Entry
from handrail.conversations.verbs import close
from tests.dialogue_checks import Line, Transcript
from tests.dialogues import Step

_SPOKEN = {"assistant_began": "who", "assistant_answered": "answer"}
_ASKED = {"question": "question", "helped": "settled"}
_JUDGED = {"helped": "glad", "not": "sorry"}


class Tables:
    """One visitor in a widget in which the assistant answers; `by` pulls the switch.

    A worker may answer at any moment, also between two looks of ours: what was said, written and clicked
    stands in the transcript in the order of its entries, not of our looks.
    """

    def __init__(self, widget: Widget, by: Agent) -> None:
        self.transcript = Transcript()
        self._visitor, self._by = Visitor(widget), by
        self._has_begun, self._last, self._is_solved = False, 0, False
        self._written: deque[Line] = deque()  # whose entries were not read yet
        self._clicked: dict[str, Line] = {}
        switching.resume(by=by)

    def do(self, step: Step) -> None:
        """Let it happen, and write down what came of it."""
        if step.means.startswith("click_"):
            self._click(step.means.removeprefix("click_"))
        elif step.text:
            self._write(step)
        elif step.means in ("stop", "resume"):
            self._switch(step.means)
        elif step.means == "solved":
            self._solve()
        elif self._has_begun:
            self._happens(step.means)
        self._read()

    def _write(self, step: Step) -> None:
        is_alone = step.means == "file" and not self._has_begun  # a chat begins with words alone
        means = "question" if is_alone else step.means
        self._written.append(Line("customer", means, step.text))
        cache.clear()  # the limits by the minute are not what is asked here
        if not self._has_begun:
            assert self._visitor.begin(step.text).status_code == 201
            self._has_begun = True
            self._read()
            if not self._exchange():
                self.transcript.lines.append(Line("queue", "no assistant"))
            return
        is_file = step.means == "file"
        sent = [self._visitor.upload("log.txt", b"php 8.3").json()["file"]["id"]] if is_file else []
        assert self._visitor.send(step.text, files=sent).status_code == 200

    def _solve(self) -> None:
        """A person closes what people have."""
        exchange = self._exchange()
        if exchange and exchange.state == State.HANDED and not self._is_solved:
            close(self._visitor.chat.conversation, by=self._by.as_actor())

    def _click(self, choice: str) -> None:
        exchange, once = self._exchange(), str(uuid.uuid4())
        if exchange and exchange.state in (State.ANSWERING, State.PARKED):
            self._clicked[once] = Line("customer", f"click_{choice}")
            assert self._visitor.act("choose", choice=choice, once=once).status_code == 200

    def _switch(self, to: str) -> None:
        if to == "stop":
            switching.stop(by=self._by)
            before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            self._read(until=before)  # what was said before it was stopped
            self.transcript.lines.append(Line("world", to))
            rounds.hand_over_all()
        else:
            switching.resume(by=self._by)
            self.transcript.lines.append(Line("world", to))

    def _happens(self, what: str) -> None:
        if what in ("looked", "unknown", "remark"):
            look(self._visitor.chat.pk)
        elif what == "died":
            rounds.watch(timezone.now() + LATE)
        elif what == "day" and not Switch.objects.filter(is_stopped=True).exists():
            rounds.watch(timezone.now() + LATE)
            rounds.park_silent(timezone.now() + timedelta(hours=25))

    def _exchange(self) -> Exchange | None:
        return Exchange.objects.filter(pk=self._visitor.chat.pk).first() if self._has_begun else None

    def _read(self, until: int | None = None) -> None:
        """Write down what is new, up to the entry `until`."""
        if not self._has_begun:
            return
        new, offers = self._new()
        lines: list[Line] = []
        for entry in new:
            if until is None or entry.pk <= until:
                self._last = entry.pk
                lines += self._lines(entry)
        if until is None:
            lines += self._clicked.values()  # what was clicked of something that is over leaves no entry
            self._clicked.clear()
        self.transcript.lines += _judged_by_what_is_shown(lines, offers=offers)

    def _new(self) -> tuple[list[Entry], bool]:
        """The entries that were not read yet, and whether a person is offered after the last of them."""
        found = Entry.objects.filter(conversation=self._visitor.chat.pk, pk__gt=self._last).order_by("pk")
        new = list(found)
        while True:
            offers = "person" in self._visitor.entries()["state"]["offers"]
            before, new = new, list(found.all())
            if len(new) == len(before):
                return new, offers

    def _lines(self, entry: Entry) -> list[Line]:
        if entry.kind == "received":
            return [self._written.popleft(), *self._reopened(entry)]
        line, clicked = _line(entry), self._clicked.pop(entry.data.get("once", ""), None)
        self._is_solved = self._is_solved or (line is not None and line.what == "solved")
        return [one for one in (clicked, line) if one is not None]

    def _reopened(self, entry: Entry) -> list[Line]:
        """That people have it again, unless this word begins a new exchange."""
        was_solved, self._is_solved, exchange = self._is_solved, False, self._exchange()
        is_anew = exchange is not None and exchange.began_at == entry.at
        return [Line("queue", "reopened")] if was_solved and not is_anew else []


def _judged_by_what_is_shown(lines: Sequence[Line], *, offers: bool) -> list[Line]:
    """With whether a person was offered, where that was seen: of what nothing was done about since."""
    done = max(
        (at for at, line in enumerate(lines) if line.who in ("customer", "queue", "closed")), default=-1
    )
    return [replace(line, offers_person=at < done or offers) for at, line in enumerate(lines)]


def _line(entry: Entry) -> Line | None:
    facts: dict[str, Any] = entry.data
    if entry.kind in _SPOKEN:
        text = entry.message.text if entry.kind == "assistant_answered" else ""
        return Line("assistant", _SPOKEN[entry.kind], text)
    if entry.kind == "assistant_asked":
        return Line("assistant", _ASKED[facts["what"]])
    if entry.kind == "assistant_judged":
        return Line("assistant", _JUDGED[facts["choice"]])
    if entry.kind == "status_changed" and facts["new_category"] == "closed":
        return Line("closed", "confirmed") if entry.agent_id is None else Line("world", "solved")
    return {"handed_over": Line("queue", facts.get("why", "")), "assistant_parked": Line("parked", "")}.get(
        entry.kind
    )
