"""The sentences that the widget shows about a chat, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.channels.chat.models import Chat, ChatState
from handrail.conversations import events
from handrail.conversations.models import Entry


def line_of(entry: Entry) -> str:
    """One line about the chat."""
    facts = entry.data
    if entry.kind == events.ChatTaken.kind:
        return _("%(name)s is here.") % {"name": facts.get("name") or _("Somebody")}
    if entry.kind == events.ChatTransferred.kind:
        return _("We are asking a colleague who knows more about this.")
    if entry.kind == events.ChatEnded.kind:
        return _("This chat has ended.")
    if entry.kind == events.ChatMissed.kind and facts.get("goes_on"):
        lost = _("Whoever talked to you had to leave, and nobody else is free just now. %(next)s")
        return lost % {"next": _next(facts)}
    if entry.kind == events.ChatMissed.kind:
        return _("Nobody was free just now, so this chat has ended. %(next)s") % {"next": _next(facts)}
    if entry.kind == events.ChatLeft.kind and facts.get("again"):
        return _("Thank you. The answer comes by mail.")
    if entry.kind == events.ChatLeft.kind:
        return _("Nobody is here just now. %(next)s") % {"next": _next(facts)}
    return _("Something has changed.")


def _next(facts: dict[str, object]) -> str:
    if facts.get("has_address"):
        return _("Your message has arrived; the answer comes by mail.")
    return _(
        "Your message has arrived; the answer will stand here, or leave an address and it comes by mail."
    )


def says_of(chat: Chat, who: str, *, is_left: bool = False) -> str:
    """How the chat stands, in one sentence; `is_left`: whoever is in it is here no more."""
    if chat.is_by_mail:
        return _("This goes on by mail.")
    if chat.state == ChatState.TALKING and is_left:
        return _("%(name)s had to leave. Write, and we look for somebody who is free.") % {"name": who}
    if chat.state == ChatState.RINGING:
        return _("We are looking for somebody who is free.")
    if chat.state == ChatState.TALKING:
        return _("You are talking to %(name)s.") % {"name": who} if who else _("Somebody is answering.")
    if chat.email:
        return _("The answer comes by mail to %(email)s.") % {"email": chat.email}
    if chat.state == ChatState.ENDED:
        return _("This chat has ended. Write again at any time.")
    return _("The answer will stand here.")
