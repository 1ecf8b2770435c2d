"""Which forms show the assistant's answer, for the page of its settings."""

from __future__ import annotations

from django.urls import reverse

from handrail.assistant.places import PlaceOfAnswers, join
from handrail.channels.form.models import Form


@join
def forms() -> list[PlaceOfAnswers]:
    """Every form that people can use; one statement."""
    found = Form.objects.filter(is_active=True)
    return [PlaceOfAnswers(one.name, one.answers_first, reverse("form", args=[one.pk])) for one in found]
