"""The words that islands say, drawn into each page as JSON; once per language and process."""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from handrail.ui.words import SHORT_UNITS

WORDS = {
    "failed": _("That did not work. Nothing was changed."),
    "refused": _("You may not do that. Ask a lead for access."),
    "gone": _("That is no longer here."),
    "conflict": _("Somebody was quicker. Look at what changed, then try again."),
    "signedOut": _("You are signed out. Sign in again; your draft is kept."),
    "tooLarge": _("That file is too large."),
    "noRoom": _("There is no room left on the disk: nothing was saved. Tell an admin."),
    "offline": _("No connection. Try again when it is back."),
    "online": _("The connection is back. What did not leave is not sent yet."),
    "retry": _("Try again"),
    "undo": _("Undo"),
    "tooLate": _("There is nothing to undo now."),
    "copied": _("Link copied"),
    "dismiss": _("Dismiss"),
    "signIn": _("Sign in"),
    "saving": _("Saving…"),
    "saved": _("Saved"),
    "notSaved": _("Not saved, trying again"),
    "elsewhere": _("Another tab wrote on here. Reload to see it; what you write on here replaces it."),
    "uploading": _("Uploading {name}"),
    "notUploaded": _("{name} could not be uploaded."),
    "newBelow": _("New below"),
    "newEntry": _("New in this conversation: {text}"),
    "hereOne": _("{name} is looking at this conversation too"),
    "hereMany": _("Also looking at this conversation: {names}"),
    "writesReply": _("{name} is writing a reply…"),
    "writesNote": _("{name} is writing a note…"),
    "writesMany": _("{names} are writing…"),
    "hereRow": _("Looking at this conversation: {names}"),
    "visitorHere": _("The visitor is here"),
    "visitorAway": _("The visitor is away"),
    "visitorTypes": _("The visitor writes…"),
    "visitorSeen": _("Seen"),
    "articleTitle": _("Articles"),
    "articleSearch": _("Search the help center"),
    "pickTitle": _("Saved replies"),
    "pickSearch": _("Search saved replies"),
    "pickNone": _("No saved reply yet: write one under Settings, Saved replies."),
    "pickNothing": _("No saved reply says that."),
    "pickOwn": _("Only you"),
    "pickMissing": _("Nothing is known for {name}: fill it in before you send."),
    "keyChoose": _("Choose conversation"),
    "chosen": _("{count} chosen"),
    "now": _("just now"),
    "yesterday": _("yesterday {time}"),
    **{f"waited-{unit}": words for unit, words in SHORT_UNITS.items()},
    "due-fine": _("Reply due in {amount}"),
    "due-risk": _("Reply due soon, in {amount}"),
    "due-late": _("Reply late by {amount}"),
    "keyNext": _("Next conversation"),
    "keyPrevious": _("Previous conversation"),
    "keyOpen": _("Open conversation"),
    "keyClose": _("Close what is open"),
    "keySend": _("Send"),
    "keyUndo": _("Undo what was done last"),
    "keyWriting": _("While writing: {name}"),
    "keyMention": _("Mention"),
    "keyNumber": _("Conversation"),
    "yourMessage": _("Your message"),
    "keyGo": _("Go to: {name}"),
    "moved": _("{name} is number {place} of {all} now"),
    "then": _("then"),
    "toNumber": _("Open conversation #{number}"),
    "noPush": _("This browser did not agree to show messages. Allow it in its settings, then try again."),
    "searchFor": _("Search conversations for “{words}”"),
}
_UNSAFE = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


def island_words() -> Markup:
    """The JSON block `words`, in the reader's language."""
    return _block(get_language() or "")


def json_block(value: object, name: str) -> Markup:
    """A JSON script block for islands, escaped so that no text can end it early."""
    text = json.dumps(value, ensure_ascii=False).translate(_UNSAFE)
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(text))  # noqa: S704


@lru_cache(maxsize=32)
def _block(_language: str) -> Markup:
    return json_block({key: str(text) for key, text in WORDS.items()}, "words")
