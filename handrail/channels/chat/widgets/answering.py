"""Which widgets the assistant answers in, for the page of its settings."""

from __future__ import annotations

from django.urls import reverse

from handrail.assistant.places import PlaceOfAnswers, join
from handrail.channels.chat.models import Widget


@join
def widgets() -> list[PlaceOfAnswers]:
    """Every widget that is shown; one statement."""
    found = Widget.objects.filter(is_active=True).order_by("name", "pk")
    return [PlaceOfAnswers(one.name, one.has_assistant, reverse("widget", args=[one.pk])) for one in found]
