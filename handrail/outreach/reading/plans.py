"""The plan as a reader sees it: its steps in their order, each with what was told of it, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handrail.helpcenter.models import Site
from handrail.outreach.models import PlanStep, ProgressNote, StepState
from handrail.outreach.reading.texts import told_in

MOST_NOTES = 300
Draw = Callable[[str], str]


@dataclass(frozen=True)
class ShownNote:
    """What was told, and what its step became with it (a label, or nothing)."""

    pk: int
    at: datetime
    html: str
    language: str
    state: str
    label: str


@dataclass(frozen=True)
class ShownStep:
    """One step; `since` is when it became what it is."""

    pk: int
    title: str
    html: str
    language: str
    state: str
    label: str
    since: datetime
    is_shown: bool
    notes: list[ShownNote]


@dataclass(frozen=True)
class Plan:
    """All steps, and what was told of the plan as a whole."""

    steps: list[ShownStep]
    notes: list[ShownNote]


@dataclass(frozen=True)
class KeptPlan:
    """The same as it is kept, in two statements."""

    site: Site
    language: str
    steps: list[PlanStep]
    notes: list[ProgressNote]

    @classmethod
    def of(cls, site: Site, language: str, *, is_preview: bool = False) -> KeptPlan:
        """What a reader of this language may see; in a preview also steps that are not shown yet."""
        steps = site.plan_steps.all() if is_preview else site.plan_steps.filter(is_shown=True)
        return cls(site, language, list(steps), list(site.progress.all()[:MOST_NOTES]))

    def said(self, texts: dict[str, Any]) -> tuple[str, Any]:
        """The words to show with their language; nothing of both where nothing was told."""
        told = told_in(texts, self.language, self.site.fallback)
        return (told.language, texts[told.language]) if told else ("", "")

    @property
    def bodies(self) -> list[str]:
        """All Markdown that is drawn."""
        steps = (self.said(one.texts)[1] for one in self.steps)
        return [*(one["body"] for one in steps if one), *(self.said(one.texts)[1] for one in self.notes)]

    def drawn(self, draw: Draw) -> Plan:
        """As it is shown; `draw` makes HTML of Markdown."""
        notes = {None: list[ShownNote]()} | {one.pk: list[ShownNote]() for one in self.steps}
        for one in self.notes:
            if one.step_id in notes:
                notes[one.step_id].append(self._note(one, draw))
        return Plan([self._step(one, notes[one.pk], draw) for one in self.steps], notes[None])

    def _note(self, one: ProgressNote, draw: Draw) -> ShownNote:
        language, text = self.said(one.texts)
        label = str(StepState(one.state).label) if one.state else ""
        return ShownNote(one.pk, one.at, draw(text) if text else "", language, one.state, label)

    def _step(self, one: PlanStep, notes: list[ShownNote], draw: Draw) -> ShownStep:
        language, told = self.said(one.texts)
        return ShownStep(
            pk=one.pk,
            title=told["title"] if told else "",
            html=draw(told["body"]) if told and told["body"] else "",
            language=language,
            state=one.state,
            label=str(StepState(one.state).label),
            since=_since(notes, one.created_at),
            is_shown=one.is_shown,
            notes=[note for note in notes if note.html or note.state],
        )


def _since(notes: Iterable[ShownNote], begun: datetime) -> datetime:
    return next((one.at for one in notes if one.state), begun)
