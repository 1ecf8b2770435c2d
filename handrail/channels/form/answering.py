"""Which forms show the assistant's answer, for the page of its settings."""

from __future__ import annotations

from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.assistant.places import PlaceOfAnswers, join
from handrail.channels.form.building import change_form
from handrail.channels.form.models import Form


def forms() -> list[PlaceOfAnswers]:
    """Every form that people can use; one statement."""
    found = Form.objects.filter(is_active=True).order_by("name", "pk")
    return [
        PlaceOfAnswers(one.pk, one.name, one.answers_first, reverse("form", args=[one.pk]), one.mailbox_id)
        for one in found
    ]


def switch(key: int, on: bool, by: Agent) -> None:
    """Show it there, or not."""
    form = Form.objects.get(pk=key)
    change_form(form, facts={"slug": form.slug, "answers_first": on}, by=by)


join("form", forms, switch)
