"""Words that a lead adds to a matter for people, where they see that it should have been one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.assistant.dialogue.switching import set_topic
from handrail.assistant.dialogue.words_of import SHIPPED_TOPICS
from handrail.assistant.models import Topic


def leave_new_matter(name: str, *, language: str = "", words: Sequence[str], by: Agent) -> Topic:
    """A matter of the team's own with these words of a language, which from now on lead to a person.

    Raises ValidationError for one without a name or words.
    """
    return set_topic(uuid.uuid4().hex, name=name, words={language: words}, by=by)


def add_to_matter(key: str, *, language: str = "", words: Sequence[str], by: Agent) -> Topic:
    """These words of a language ("" for any) too lead to a person.

    Raises ValidationError for a topic that is not there, or no words.
    """
    kept = Topic.objects.filter(key=key).first()
    if kept is None and key not in SHIPPED_TOPICS:
        raise ValidationError(_("Choose one of the topics."))
    if not words:
        raise ValidationError(_("Write at least one word."))
    known: dict[str, list[str]] = dict(kept.words) if kept else {}
    known[language] = [*known.get(language, []), *words]
    return set_topic(key, name=kept.name if kept else "", words=known, by=by)
