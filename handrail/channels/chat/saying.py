"""The sentences that the widget shows about a chat, in the language that is active."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.channels.chat.models import Chat, ChatState
from handrail.conversations import events
from handrail.conversations.models import Entry
from handrail.ui.words import soon


def line_of(entry: Entry) -> str:
    """One line about the chat."""
    facts = entry.data
    if entry.kind == events.ChatTaken.kind:
        return _("%(name)s is here.") % {"name": facts.get("name") or _("Somebody")}
    if entry.kind == events.ChatMissed.kind:
        return _missed(events.read_event(entry.kind, facts), facts)
    if entry.kind == events.ChatLeft.kind:
        return _left(events.read_event(entry.kind, facts), facts)
    return {
        events.ChatTransferred.kind: _("We are asking a colleague who knows more about this."),
        events.ChatEnded.kind: _("This chat has ended."),
        events.HandedOver.kind: _handed_over(facts),
    }.get(entry.kind, _("Something has changed."))


def _handed_over(facts: dict[str, object]) -> str:
    said = _(
        "Your question is with our team now. They see everything you wrote: you do not have to repeat"
        " anything."
    )
    meanwhile = _("Until they answer, this article may help.")
    return f"{said} {meanwhile}" if facts.get("near") else said


def _missed(missed: events.Event, facts: dict[str, object]) -> str:
    then = {"next": f"{_when(missed)} {_next(facts)}".strip()}
    if facts.get("goes_on"):
        lost = _("Whoever talked to you had to leave, and nobody else is free just now. %(next)s")
        return lost % then
    return _("Nobody was free just now, so this chat has ended. %(next)s") % then


def _left(left: events.Event, facts: dict[str, object]) -> str:
    if facts.get("again"):
        return _("Thank you. The answer comes by mail.")
    if facts.get("held"):
        return _("Your message has arrived. We look through messages from your network by hand first.")
    return _("Nobody is here just now. %(next)s") % {"next": f"{_when(left)} {_next(facts)}".strip()}


def assisted(entry: Entry) -> str:
    """What the assistant says by itself."""
    facts = entry.data
    if entry.kind == events.AssistantBegan.kind:
        return _(
            "I am an automatic assistant and answer from our articles. Say “person” at any time, and one of"
            " us goes on."
        )
    if entry.kind == events.AssistantAsked.kind and facts.get("what") == "question":
        return _("What is it about? Ask in your own words, or talk to a person.")
    if entry.kind == events.AssistantAsked.kind:
        return _("Did that settle it? Otherwise ask on, or talk to a person.")
    if facts.get("choice") == "helped":
        return _("Good to know. Write at any time if there is more.")
    return _("I am sorry that it did not help. Ask in other words, or talk to a person.")


def assistant_name() -> str:
    """How the assistant is called: always as what it is."""
    return _("Automatic assistant")


def _when(left: events.Event) -> str:
    """When an answer comes, in honest words; empty where nobody knows."""
    if not isinstance(left, events.ChatLeft | events.ChatMissed) or not left.zone:
        return ""
    words = {"zone": left.zone.rsplit("/", 1)[-1].replace("_", " ")}
    with timezone.override(ZoneInfo(left.zone)):
        if left.usual is not None:
            usual = max(left.usual, left.opens or left.usual)
            return _("An answer is usually there by %(time)s (%(zone)s).") % (words | {"time": soon(usual)})
        if left.until is not None:
            return _("We answer by %(time)s (%(zone)s).") % (words | {"time": soon(left.until)})
        if left.opens is not None:
            return _("We open %(opens)s (%(zone)s).") % (words | {"opens": soon(left.opens)})
    return ""


def _next(facts: dict[str, object]) -> str:
    if facts.get("has_address"):
        return _("Your message has arrived; the answer comes by mail.")
    return _(
        "Your message has arrived; the answer will stand here, or leave an address and it comes by mail."
    )


def says_of(chat: Chat, who: str, *, is_left: bool = False, is_owed: bool = True) -> str:
    """How the chat stands, in one sentence.

    `is_left`: whoever is in it is here no more. `is_owed`: where it is over, an answer is still to come.
    """
    if chat.is_by_mail:
        return _("This goes on by mail.")
    if chat.state == ChatState.ANSWERING:
        return _("An automatic assistant answers. You can talk to a person at any time.")
    if chat.state == ChatState.TALKING and is_left:
        return _("%(name)s had to leave. Write, and we look for somebody who is free.") % {"name": who}
    if chat.state == ChatState.RINGING:
        return _("We are looking for somebody who is free.")
    if chat.state == ChatState.TALKING:
        return _("You are talking to %(name)s.") % {"name": who} if who else _("Somebody is answering.")
    return _over(chat, is_owed=is_owed)


def _over(chat: Chat, *, is_owed: bool) -> str:
    if is_owed and chat.email:
        return _("The answer comes by mail to %(email)s.") % {"email": chat.email}
    if chat.state == ChatState.ENDED or not is_owed:
        return _("This chat has ended. Write again at any time.")
    return _("The answer will stand here.")
