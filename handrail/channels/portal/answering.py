"""Whether the portal shows the assistant's answer, for the page of its settings."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.assistant.places import PlaceOfAnswers, join
from handrail.channels.portal.configuring import show_answers
from handrail.channels.portal.models import Portal


def portal() -> list[PlaceOfAnswers]:
    """The portal, where it is on; one statement."""
    address = reverse("portal_settings")
    found = Portal.objects.filter(pk=1, is_on=True)
    return [PlaceOfAnswers(one.pk, one.name or _("Portal"), one.answers_first, address) for one in found]


def switch(_key: int, on: bool, by: Agent) -> None:
    """Show it there, or not."""
    show_answers(on=on, by=by)


join("portal", portal, switch)
