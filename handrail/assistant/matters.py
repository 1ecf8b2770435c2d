"""The matters that go to people: because of which a question does, their names, and where they are set."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.meant import why_for_people
from handrail.assistant.dialogue.switching import topics
from handrail.assistant.models import Because, Topic
from handrail.assistant.topic_form import forms_of


class Matter(NamedTuple):
    """A matter as pages name it, with the address of its settings."""

    name: str
    address: str


def matters() -> list[tuple[str, str]]:
    """The key and the name of each: those that are shipped, then the team's own; one statement."""
    return [(one.slug_now, one.title) for one in forms_of(list(Topic.objects.all()))]


def matters_by_key() -> dict[str, Matter]:
    """The same with the way to each; one statement."""
    return {key: Matter(name, address_of(key)) for key, name in matters()}


def address_of(key: str) -> str:
    """Where a matter's words are set: its part of the page stands open."""
    return f"{reverse('assistant_topics')}?matter={key}#matter-{key}"


def matter_in(text: str, *, language: str) -> str:
    """The key of the matter that its words are about, whatever else is heard in them; empty for none."""
    return hear(text, topics(), language=language).topic


def left_to_people(text: str, *, language: str) -> tuple[Because | None, str]:
    """Why a question goes to people (None: it does not), and the key of the matter where there is one."""
    why = why_for_people(text, language=language)
    return why, matter_in(text, language=language) if why == Because.TOPIC else ""
