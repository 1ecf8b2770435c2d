"""Which widgets somebody may see: those of the mailboxes that they see."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat.models import Widget


def visible_to(agent: Agent) -> QuerySet[Widget]:
    """Those that the agent may see, with their mailboxes."""
    return Widget.objects.filter(mailbox__in=Mailbox.objects.visible_to(agent)).select_related("mailbox")


def widget_or_404(agent: Agent, pk: int) -> Widget:
    """One of them; a stranger's words for every other."""
    found = visible_to(agent).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
