"""Keep what somebody is writing, until they save it as a revision."""

from __future__ import annotations

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.models import Revision, Translation, Unsaved
from handrail.helpcenter.verbs.writing import LONGEST_BODY, Words


@needs(May.WRITE)
def keep_unsaved(
    translation: Translation,
    *,
    words: Words,
    based_on: Revision | None,
    by: Agent,
    phrases: tuple[str, str] = ("", ""),
) -> bool:
    """Keep these words for their writer alone; too long ones are not kept. Says whether they are.

    `phrases` is how people ask for it, in lines, and how that stood when they began.
    """
    if max(len(words.body), *map(len, phrases)) > LONGEST_BODY:
        return False
    told = {
        "title": words.title[:200],
        "summary": words.summary[:500],
        "body": words.body.replace("\r\n", "\n"),
        "phrases": phrases[0],
        "phrases_were": phrases[1],
        "based_on": based_on,
        "saved_at": timezone.now(),
    }
    Unsaved.objects.update_or_create(translation=translation, agent=by, defaults=told)
    return True


@needs(May.WRITE)
def drop_unsaved(translation: Translation, *, by: Agent) -> None:
    """Forget them: they were saved, or are not wanted any more."""
    Unsaved.objects.filter(translation=translation, agent=by).delete()
