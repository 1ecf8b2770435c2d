"""Say whether an answer was right."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.models import Review, Turn, Verdict
from handrail.helpcenter.models import Article

OF_ANSWERS = (Verdict.RIGHT, Verdict.WRONG, Verdict.SILENT)
OF_REFUSALS = (Verdict.RIGHT, Verdict.ANSWER)


def verdicts_for(turn: Turn) -> tuple[Verdict, ...]:
    """What can be said of it: an answer can be wrong, a refusal too cautious."""
    return OF_ANSWERS if turn.is_answer else OF_REFUSALS


@needs(May.SETTINGS)
@transaction.atomic
def judge(turn: Turn, /, *, verdict: str, by: Agent, article: Article | None = None) -> Review:
    """Keep the verdict; a later one takes its place. `article` is the one that would have been right.

    Raises ValidationError, with a sentence, for a verdict that does not fit the turn.
    """
    if verdict not in verdicts_for(turn):
        raise ValidationError(_("Choose one of the verdicts."))
    is_known = verdict in (Verdict.WRONG, Verdict.ANSWER)
    values = {"verdict": verdict, "article": article if is_known else None, "by": by, "at": timezone.now()}
    return Review.objects.update_or_create(turn=turn, defaults=values)[0]


@needs(May.SETTINGS)
def take_back(turn: Turn, /, *, by: Agent) -> None:
    """It is not reviewed any more."""
    Review.objects.filter(turn=turn).delete()
