"""What the pages of leads ask."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.core.requests import whole_number
from handrail.helpcenter.models import Site
from handrail.outreach.models import LetterText, PlanStep, ProgressNote, ReaderAnswer

MOST_ANSWERS = 20


@dataclass(frozen=True)
class Overview:
    """Letters by language, the steps in their order, what was told of the plan as a whole, and the newest
    answers of readers that one may see.
    """

    letters: dict[str, LetterText]
    steps: list[PlanStep]
    notes: list[ProgressNote]
    answers: list[ReaderAnswer]


def overview_of(site: Site, agent: Agent) -> Overview:
    """All of it, in four statements."""
    letters = LetterText.objects.filter(site=site).select_related("latest", "published")
    visible = Conversation.objects.visible_to(agent).in_inbox()
    answers = ReaderAnswer.objects.filter(site=site, conversation__in=visible)
    newest = answers.select_related("conversation", "step__site").order_by("-at", "-pk")[:MOST_ANSWERS]
    return Overview(
        letters={one.language: one for one in letters},
        steps=list(site.plan_steps.all()),
        notes=list(site.progress.filter(step=None)[:MOST_ANSWERS]),
        answers=list(newest),
    )


def answered_by(number: str, site: Site, agent: Agent) -> Conversation | None:
    """The conversation of this number, if the agent may see it and a reader of the site began it so."""
    key = whole_number(number) or 0
    return Conversation.objects.visible_to(agent).filter(number=key, letter_answer__site=site).first()
