"""A saved reply made ready for one conversation: in its language, with its variables filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.core.masking import mask
from handrail.core.rich_text import written_text
from handrail.playbooks.models import Macro, SavedReply, SavedText
from handrail.playbooks.variables import fill, fill_html, first_name, left_open

SHOWN = 1500  # characters of a text that the list holds, to search in and to show
MOST_LISTED = 1500
Kept = Sequence[Sequence[str]]  # language and HTML of each variant of a saved reply


@dataclass(frozen=True)
class Filled:
    """What would be said, and the variables for which nothing is known."""

    reply: SavedReply
    html: str
    text: str

    @property
    def missing(self) -> list[str]:
        """The variables that still stand in it."""
        return left_open(self.text)

    def count(self) -> None:
        """It was used once more: how often and when, never by whom."""
        used = SavedReply.objects.filter(pk=self.reply.pk)
        used.update(used=F("used") + 1, last_used_at=timezone.now())


def values_of(conversation: Any, agent: Agent) -> dict[str, str]:
    """What the variables stand for in a conversation, for one agent."""
    hide = mask if agent.is_guest else str
    customer = hide(conversation.customer.name)
    return {
        "customer.name": customer,
        "customer.first_name": first_name(customer),
        "agent.name": agent.name,
        "agent.first_name": first_name(agent.name),
        "conversation.number": str(conversation.number),
        "conversation.subject": hide(conversation.subject),
        "mailbox.name": conversation.mailbox.name,
    }


def languages_of(conversation: Any) -> list[str]:
    """In which languages one answers, best first: the conversation's, the customer's, the mailbox's."""
    told = (conversation.language, conversation.customer.language, conversation.mailbox.language)
    return [language.lower().partition("-")[0] for language in told if language]


def fill_for(conversation: Any, reply: SavedReply, agent: Agent, kept: Kept | None = None) -> Filled:
    """The reply in the language of the conversation; `kept` are its words as they were when it was chosen."""
    among = None if kept is None else [SavedText(reply=reply, language=one, html=html) for one, html in kept]
    text = reply.text_in(*languages_of(conversation), among=among)
    if text is None:
        return Filled(reply, "", "")
    return fill_text(conversation, text, agent)


def fill_text(conversation: Any, text: SavedText, agent: Agent) -> Filled:
    """One variant of a reply, filled in."""
    html = fill_html(text.html, values_of(conversation, agent))
    return Filled(text.reply, html, written_text(html))


def list_for(conversation: Any, agent: Agent) -> list[dict[str, Any]]:
    """What may be put into this conversation: those in its language first, of these the most used first.

    Three statements: the mailboxes of the agent, the replies, their texts.
    """
    languages, values = languages_of(conversation), values_of(conversation, agent)
    visible = SavedReply.objects.visible_to(agent).for_mailbox(conversation.mailbox_id)
    found = []
    for reply in visible.order_by("-used", "title", "pk").prefetch_related("texts")[:MOST_LISTED]:
        best = reply.text_in(*languages)
        for text in reply.texts.all():
            rank = 0 if text.language in languages[:1] else 1 if text is best else 2
            found.append((rank, _line(reply, text, values)))
    return [line for _rank, line in sorted(found, key=lambda one: one[0])]


def _line(reply: SavedReply, text: SavedText, values: dict[str, str]) -> dict[str, Any]:
    return {
        "key": text.pk,
        "title": reply.title,
        "folder": reply.folder,
        "language": text.language,
        "own": reply.agent_id is not None,
        "text": fill(text.text, values)[:SHOWN],
    }


def macros_for(conversation: Any, agent: Agent) -> list[Macro]:
    """The macros one may run here; one's own come first."""
    visible = Macro.objects.visible_to(agent).for_mailbox(conversation.mailbox_id)
    return sorted(visible[:MOST_LISTED], key=lambda macro: (macro.agent_id is None, macro.name.casefold()))
