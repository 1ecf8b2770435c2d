"""Whether a reply could leave at all, asked before it is written down as one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.channels.door import door_of
from handrail.conversations.verbs import save_draft
from handrail.conversations.verbs.drafting import DraftRefused
from handrail.workspace.written import kind_of, lines_of


def has_way_out(conversation: Any) -> bool:
    """Whether what is written could reach the customer through the door they came by."""
    return door_of(conversation.channel).reaches(conversation)


def keep_instead(request: HttpRequest, conversation: Any, agent: Agent) -> str:
    """Keep the words as a draft; returns the sentence that says so, and what to do."""
    with suppress(DraftRefused):  # too long for a draft: the page still holds them
        save_draft(conversation, agent=agent, kind=kind_of(request), **lines_of(request))
    mailbox = conversation.mailbox
    if not agent.is_admin:
        says = _(
            "“%(mailbox)s” cannot send mail yet. What you wrote is kept as a draft; send it when an owner "
            "or a lead has set the mailbox's outgoing server."
        )
        return says % {"mailbox": mailbox.name}
    says = _("“{mailbox}” cannot send mail yet. What you wrote is kept as a draft. {link}")
    link = format_html(
        '<a href="{}">{}</a>', reverse("mailbox", args=[mailbox.pk]), _("Set its outgoing server")
    )
    return format_html(says, mailbox=mailbox.name, link=link)
