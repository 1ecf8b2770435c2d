"""The plan: its steps, how far each is, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.fields.choices import arranged
from handrail.conversations.models import Conversation
from handrail.core.audit import audit
from handrail.helpcenter.models import Site
from handrail.outreach.models import PlanStep, ProgressNote, StepState
from handrail.outreach.models.letter import LONGEST_PART
from handrail.outreach.verbs.words import by_language

MOST_STEPS = 50
LONGEST_TITLE = 200


@dataclass(frozen=True)
class NoteWords:
    """What is told of the plan, by language (Markdown); `state` is what the step becomes with it.

    `answers` is the conversation in which a reader asked.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    state: str = ""
    answers: Conversation | None = None


@needs(May.SETTINGS)
@transaction.atomic
def save_step(
    site: Site,
    step: PlanStep | None = None,
    *,
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    by: Agent | None,
) -> PlanStep:
    """Make one at the end of the plan, not shown yet, or change what one says.

    Raises ValidationError in words for whoever wrote it.
    """
    named = by_language(titles, longest=LONGEST_TITLE)
    told = by_language(bodies, longest=LONGEST_PART)
    if not named:
        raise ValidationError(_("Say in one language at least what you mean to do."))
    made = step or PlanStep(site=site, position=_next_position(site))
    made.texts = {code: {"title": title, "body": told.get(code, "")} for code, title in named.items()}
    made.save()
    audit(by, "plan step saved", step=made.pk)
    return made


def _next_position(site: Site) -> int:
    steps = site.plan_steps.aggregate(last=Max("position"))["last"]
    if site.plan_steps.count() >= MOST_STEPS:
        raise ValidationError(_("There are too many steps."))
    return (steps or 0) + 1


@needs(May.SETTINGS)
@transaction.atomic
def show_step(step: PlanStep, *, by: Agent | None) -> PlanStep:
    """Readers see it from now on."""
    if not step.is_shown:
        step.is_shown = True
        step.save(update_fields=["is_shown"])
        audit(by, "plan step shown", step=step.pk)
    return step


@needs(May.SETTINGS)
@transaction.atomic
def remove_step(step: PlanStep, *, by: Agent | None) -> None:
    """Take away one that readers have not seen. Raises ValidationError for others: they are dropped aloud."""
    if step.is_shown:
        raise ValidationError(_("Readers know this step: say that it is dropped, and why."))
    audit(by, "plan step removed", step=step.pk)
    step.delete()


@needs(May.SETTINGS)
@transaction.atomic
def arrange_steps(
    site: Site, *, order: Sequence[str] = (), up: str = "", down: str = "", by: Agent | None = None
) -> None:
    """Put the steps into another order: by their keys, or one a step up or down."""
    steps = {str(one.pk): one for one in site.plan_steps.select_for_update()}
    for at, key in enumerate(arranged(list(steps), order=order, up=up, down=down), start=1):
        steps[key].position = at
    PlanStep.objects.bulk_update(steps.values(), ["position"])
    audit(by, "plan arranged", site=site.pk)


@needs(May.SETTINGS)
@transaction.atomic
def note_progress(
    site: Site,
    step: PlanStep | None = None,
    *,
    words: NoteWords,
    by: Agent | None,
    at: datetime | None = None,
) -> ProgressNote | None:
    """Tell readers how it goes, under a step or the whole plan; with `state`, that the step became this.

    None where nothing was told and nothing changed. Raises ValidationError in words for whoever wrote it.
    """
    told = by_language(words.texts, longest=LONGEST_PART)
    if words.state and (step is None or words.state not in StepState.values):
        raise ValidationError(_("Choose how far the step is."))
    became = words.state if step and words.state != step.state else ""
    if became == StepState.DROPPED and not told:
        raise ValidationError(_("Say why it is dropped."))
    if not told and not became:
        return None
    if step and became:
        step.state = became
        step.save(update_fields=["state"])
    note = ProgressNote.objects.create(
        site=site,
        step=step,
        texts=told,
        state=became,
        answers=words.answers,
        at=at or timezone.now(),
        by=str(by) if by else "Handrail",
    )
    audit(by, "progress told", site=site.pk, note=note.pk)
    return note


@needs(May.SETTINGS)
@transaction.atomic
def remove_note(note: ProgressNote, *, by: Agent | None) -> None:
    """Take back what was told by mistake; what its step became stays."""
    audit(by, "progress taken back", site=note.site_id, note=note.pk)
    if note.state:
        note.texts = {}
        note.save(update_fields=["texts"])
    else:
        note.delete()
