"""What an agent is told whose mail did not become a note: at their own address, never at the sender's."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.accounts.confirming import has_confirmed
from handrail.channels.email.answering.addresses import AnswerAddress
from handrail.channels.email.sending.agents import mail_agent
from handrail.conversations.models import Conversation

MOST_TOLD = 3  # for one address: whoever has found it cannot fill the agent's mailbox


class Told(StrEnum):
    """Why."""

    SENDER = "sender"
    USED = "used"
    LATE = "late"
    GONE = "gone"
    DRAFT = "draft"
    DRAFTED = "drafted"


_SAYS: dict[Told, Promise] = {
    Told.SENDER: gettext_lazy(
        "It is not proven that it came from you. Was it yours? Then write the note in Handrail."
        " If not, somebody knows the address of your notification: nothing of theirs was recorded."
    ),
    Told.USED: gettext_lazy(
        "You have answered this notification before, and each can be answered once."
        " Write what you want to add in Handrail."
    ),
    Told.LATE: gettext_lazy(
        "A notification can be answered for 7 days, and this one is older. Write the note in Handrail."
    ),
    Told.GONE: gettext_lazy(
        "You cannot write in its conversation any more. Ask an owner or a lead if you should."
    ),
    Told.DRAFT: gettext_lazy(
        "It is not certain which of its words are new, and it could not be kept as your draft."
        " Write the note in Handrail."
    ),
    Told.DRAFTED: gettext_lazy(
        "It is not certain which of its words are new, so it became a draft that only you see."
        " Remove what should not be in it and save it as a note."
    ),
}


def tell_refusal(address: AnswerAddress, told: Told) -> None:
    """Queue a mail to the agent at their confirmed address, a few times at most; it quotes nothing."""
    agent = address.agent
    if address.refusals_told >= MOST_TOLD or not agent.is_active or not has_confirmed(agent):
        return
    address.refusals_told += 1
    address.save(update_fields=["refusals_told"])
    with translation.override(agent.language or settings.LANGUAGE_CODE):
        text = f"{_SAYS[told]}\n\n{_where(address)}".strip()
        mail_agent(agent.email, _("Your mail did not become a note"), text)


def _where(address: AnswerAddress) -> str:
    here = address.here
    if not Conversation.objects.visible_to(address.agent).filter(pk=here.pk).exists():
        return ""
    return f"{settings.PUBLIC_URL}{reverse('conversation', args=[here.number])}"
