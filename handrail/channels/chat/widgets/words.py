"""What a widget says, in each of our languages: first what its button needs, the rest when it is opened."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext_lazy as _

from handrail.channels.chat.models import Widget

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
OWN = ("title", "greeting")  # texts of the team's own; longest below
LONGEST = {"title": 60, "greeting": 500, "label": 120}

FIRST = {
    "title": _("Write to us"),
    "unread": _("{count} new"),
}
WORDS = {
    "close": _("Close the chat"),
    "greeting": _("Hello! How can we help?"),
    "answers": _("Perhaps this answers it"),
    "log": _("Messages"),
    "more": _("More"),
    "message": _("Your message"),
    "send": _("Send"),
    "attach": _("Attach files"),
    "remove": _("Remove {name}"),
    "large": _("Too large: at most {size} MB"),
    "name": _("Your name"),
    "email": _("Your e-mail address"),
    "optional": _("(optional)"),
    "required": _("Please fill this in."),
    "bad": _("This does not look right. Please check it."),
    "you": _("You"),
    "sending": _("Sending…"),
    "waiting": _("Waiting for the connection"),
    "sent": _("Sent"),
    "seen": _("Seen"),
    "failed": _("That did not work."),
    "retry": _("Try again"),
    "discard": _("Discard"),
    "offline": _("No connection. What you write is kept here and sent as soon as it is back."),
    "busy": _("Many are writing just now. What you write is kept here and sent in a moment."),
    "typing": _("{name} is writing…"),
    "looking": _("Looking it up…"),
    "helped": _("That helped"),
    "not": _("That did not help"),
    "person": _("Talk to a person"),
    "leaveTitle": _("Where may we answer?"),
    "leaveHelp": _("Leave an address and the answer comes by mail, even when this page is closed."),
    "leaveSend": _("Leave this address"),
    "cancel": _("Not now"),
    "copyTitle": _("Have a copy sent by mail"),
    "copySend": _("Send the copy"),
    "end": _("End the chat"),
    "forget": _("End and forget"),
    "forgetHelp": _(
        "This ends the chat and erases what is kept of it on this device. You cannot return to it."
    ),
    "rateTitle": _("How was this chat for you?"),
    "rate1": _("Very bad"),
    "rate2": _("Bad"),
    "rate3": _("So-so"),
    "rate4": _("Good"),
    "rate5": _("Very good"),
    "rateText": _("What made it so? (optional)"),
    "rateSend": _("Send the rating"),
}


def first_words(widget: Widget) -> dict[str, dict[str, str]]:
    """What the button says, in every language."""
    return {language: _said(widget, language, FIRST) for language in LANGUAGES}


def words_in(widget: Widget, language: str) -> dict[str, str]:
    """Everything, in one of LANGUAGES; `dir` is its direction."""
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return _said(widget, language, FIRST | WORDS) | {"dir": direction}


def _said(widget: Widget, language: str, words: Mapping[str, object]) -> dict[str, str]:
    """The team's own text in this language, or ours in it, so that nobody reads half of another language."""
    own = widget.texts.get(language, {})
    with override(language):
        return {key: (own.get(key) if key in OWN else "") or str(text) for key, text in words.items()}
