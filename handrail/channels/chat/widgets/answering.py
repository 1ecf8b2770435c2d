"""Which widgets the assistant answers in, for the page of its settings."""

from __future__ import annotations

from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.assistant.places import PlaceOfAnswers, join
from handrail.channels.chat.models import Widget
from handrail.channels.chat.widgets.verbs import let_answer


def widgets() -> list[PlaceOfAnswers]:
    """Every widget that is shown; one statement."""
    found = Widget.objects.filter(is_active=True).order_by("name", "pk")
    return [
        PlaceOfAnswers(one.pk, one.name, one.has_assistant, reverse("widget", args=[one.pk]), one.mailbox_id)
        for one in found
    ]


def switch(key: int, on: bool, by: Agent) -> None:
    """Let it answer there, or not."""
    let_answer(Widget.objects.get(pk=key), on=on, by=by)


join("chat", widgets, switch)
