"""Generated dialogues in a real chat: a visitor's browser, the tables, the worker's functions."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.dialogue import rounds, switching
from handrail.assistant.dialogue.looking import look
from handrail.assistant.models import Exchange, State, Switch
from handrail.channels.chat.models import Widget
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations.models import Entry
from handrail.conversations.verbs import close
from tests.dialogues import Line, Step, Transcript

_SPOKEN = {"assistant_began": "who", "assistant_answered": "answer"}
_ASKED = {"question": "question", "helped": "settled"}
_JUDGED = {"helped": "glad", "not": "sorry"}


class Tables:
    """One visitor in a widget in which the assistant answers; `by` pulls the switch."""

    def __init__(self, widget: Widget, by: Agent) -> None:
        self.transcript = Transcript()
        self._visitor, self._by = Visitor(widget), by
        self._has_begun, self._last, self._is_solved = False, 0, False
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
        self._read(step.text)

    def _write(self, step: Step) -> None:
        is_alone = step.means == "file" and not self._has_begun  # a chat begins with words alone
        means = "question" if is_alone else step.means
        self.transcript.lines.append(Line("customer", means, step.text))
        cache.clear()  # the limits by the minute are not what is asked here
        if not self._has_begun:
            assert self._visitor.begin(step.text).status_code == 201
            self._has_begun = True
            if not self._exchange():
                self.transcript.lines.append(Line("queue", "no assistant"))
            return
        is_file = step.means == "file"
        sent = [self._visitor.upload("log.txt", b"php 8.3").json()["file"]["id"]] if is_file else []
        assert self._visitor.send(step.text, files=sent).status_code == 200
        exchange = self._exchange()
        if self._is_solved and exchange and exchange.state == State.HANDED:
            self.transcript.lines.append(Line("queue", "reopened"))
        self._is_solved = False

    def _solve(self) -> None:
        """A person closes what people have."""
        exchange = self._exchange()
        if exchange and exchange.state == State.HANDED and not self._is_solved:
            close(self._visitor.chat.conversation, by=self._by.as_actor())
            self._is_solved = True
            self.transcript.lines.append(Line("world", "solved"))

    def _click(self, choice: str) -> None:
        exchange = self._exchange()
        if exchange and exchange.state in (State.ANSWERING, State.PARKED):
            self.transcript.lines.append(Line("customer", f"click_{choice}"))
            assert self._visitor.act("choose", choice=choice, once=str(uuid.uuid4())).status_code == 200

    def _switch(self, to: str) -> None:
        self.transcript.lines.append(Line("world", to))
        if to == "stop":
            switching.stop(by=self._by)
            rounds.hand_over_all()
        else:
            switching.resume(by=self._by)

    def _happens(self, what: str) -> None:
        if what in ("looked", "unknown"):
            look(self._visitor.chat.pk)
        elif what == "died":
            rounds.watch(timezone.now() + rounds.LATE)
        elif what == "day" and not Switch.objects.filter(is_stopped=True).exists():
            rounds.watch(timezone.now() + rounds.LATE)
            rounds.park_silent(timezone.now() + timedelta(hours=25))

    def _exchange(self) -> Exchange | None:
        return Exchange.objects.filter(pk=self._visitor.chat.pk).first() if self._has_begun else None

    def _read(self, text: str) -> None:
        if not self._has_begun:
            return
        state = self._visitor.entries()["state"]
        offers = "person" in state["offers"]
        new = Entry.objects.filter(conversation=self._visitor.chat.pk, pk__gt=self._last).order_by("pk")
        for entry in new:
            self._last = entry.pk
            if line := _line(entry, offers=offers):
                self.transcript.lines.append(line)


def _line(entry: Entry, *, offers: bool) -> Line | None:
    facts: dict[str, Any] = entry.data
    if entry.kind in _SPOKEN:
        text = entry.message.text if entry.kind == "assistant_answered" else ""
        return Line("assistant", _SPOKEN[entry.kind], text, 0, offers)
    if entry.kind == "assistant_asked":
        return Line("assistant", _ASKED[facts["what"]], "", 0, offers)
    if entry.kind == "assistant_judged":
        return Line("assistant", _JUDGED[facts["choice"]], "", 0, offers)
    if entry.kind == "status_changed" and facts["new_category"] == "closed" and entry.agent_id is None:
        return Line("closed", "confirmed")
    return {"handed_over": Line("queue", facts.get("why", "")), "assistant_parked": Line("parked", "")}.get(
        entry.kind
    )
