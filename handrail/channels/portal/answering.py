"""Whether the portal shows the assistant's answer, for the page of its settings."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.assistant.places import PlaceOfAnswers, join
from handrail.channels.portal.models import Portal


@join
def portal() -> list[PlaceOfAnswers]:
    """The portal, where it is on; one statement."""
    address = reverse("portal_settings")
    found = Portal.objects.filter(pk=1, is_on=True)
    return [PlaceOfAnswers(one.name or _("Portal"), one.answers_first, address) for one in found]
