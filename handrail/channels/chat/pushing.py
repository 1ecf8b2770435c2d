"""A chat that rings is pushed to the devices of the agent whom it rings at, if they asked for that.

It is no notification: nobody is told of it later, and nothing of it is kept. What rings no more, or rings
in somebody's quiet hours, is not pushed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.channels.chat.models import Offer, Seat
from handrail.channels.chat.questions import asked, question_of
from handrail.core.outside import OutsideError
from handrail.notifications.models import Subscription
from handrail.notifications.push.pushing import LONGEST, PushRefused, send_to
from handrail.notifications.verbs import choice_of, quiet_until
from handrail.ui.words import visitor


def wants_push(agent: int) -> bool:
    """Whether the agent asked for it, and has a device."""
    return Seat.objects.filter(pk=agent, pushes=True).exists() and (
        Subscription.objects.filter(agent=agent).exists()
    )


def push_ring(chat: int, agent: int) -> None:
    """Tell each of the agent's devices. Raises PushRefused when one of their services did not take it."""
    offers = Offer.objects.select_related("agent", "chat__conversation__customer").annotate(**asked())
    offer = offers.filter(chat=chat, agent=agent, until__gt=timezone.now()).first()
    if offer is None or not wants_push(agent):
        return
    now = timezone.now()
    if quiet_until(offer.agent, choice_of(offer.agent), now):
        return
    with translation.override(offer.agent.language or settings.LANGUAGE_CODE):
        message = _message(offer)
    problems = []
    for device in Subscription.objects.filter(agent=agent):
        try:
            send_to(device, message, kept_seconds=max(1, round((offer.until - now).total_seconds())))
        except (PushRefused, OutsideError) as problem:
            problems.append(str(problem))
    if problems:
        raise PushRefused("; ".join(problems))


def _message(offer: Any) -> dict[str, str]:
    conversation = offer.chat.conversation
    name = conversation.customer.name or offer.chat.name or visitor(conversation.number)
    return {
        "title": _("A chat rings: %(name)s") % {"name": name},
        "body": question_of(offer, conversation.preview).text[:LONGEST],
        "url": reverse("conversation", args=[conversation.number]),
        "tag": f"ring-{conversation.number}",
    }
