"""The visitor has what was said mailed to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.channels.chat.limits import MOST_TRANSCRIPTS
from handrail.channels.chat.models import Chat, Told
from handrail.channels.chat.refusals import Refused
from handrail.channels.chat.telling import WORDS
from handrail.conversations.events import ChatTranscript, Received, Replied
from handrail.conversations.models import Conversation, Direction, Entry, SendState
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.words import already_said, keep_words
from handrail.core.actors import Actor
from handrail.core.plain_text import text_to_html
from handrail.core.verbs import verb
from handrail.core.zones import zone
from handrail.ui.words import exact

_MOST_SAID = 500
_FILES = "entry__message__attachments"


@verb
@needs(May.REPLY)
def send_transcript(
    conversation: Conversation,
    /,
    *,
    chat: Chat,
    email: str,
    by: Actor | None = None,
    once: uuid.UUID | None = None,
) -> Entry:
    """Queue a mail with what the visitor was told, in their language; automatic, nobody's answer.

    The visitor wants it, or an agent (`by`) sends it.

    Only once somebody has answered, and a few times: else it would mail anything to anybody. Raises Refused.
    """
    chat = Chat.objects.select_related("widget__mailbox").get(pk=chat.pk)
    if said := already_said(conversation, once):
        return said
    if not Told.objects.filter(chat=chat, entry__kind=Replied.kind, entry__agent__isnull=False).exists():
        raise Refused("early")
    if chat.transcripts >= MOST_TRANSCRIPTS:
        raise Refused("enough")
    chat.transcripts += 1
    chat.save(update_fields=["transcripts"])
    entry = record(conversation, ChatTranscript(), by=by or conversation.customer.as_actor(chat.name))
    words = _words(chat, email)
    how: dict[str, Any] = {"is_searched": False, "automatic": True, "once": once}
    keep_words(entry, words, Direction.OUT, send_state=SendState.QUEUED, **how)
    return entry


def _words(chat: Chat, email: str) -> Words:
    mailbox = chat.conversation.mailbox
    with (
        translation.override(chat.language or mailbox.language or "en"),
        timezone.override(zone(mailbox.time_zone)),
    ):
        head = _("This is what was said. Times are those of %(zone)s.") % {"zone": mailbox.time_zone}
        said = "\n\n".join([head, *(_said(chat, told.entry) for told in _told(chat))])
        subject = _("Your chat with %(mailbox)s") % {"mailbox": mailbox.name}
    return Words(
        text=said,
        html=text_to_html(said),
        subject=subject,
        language=chat.language or None,
        recipients={"to": [{"name": "", "address": email}]},
    )


def _told(chat: Chat) -> list[Told]:
    words = Told.objects.filter(chat=chat, entry__kind__in=WORDS, entry__message__isnull=False)
    words = words.select_related("entry__message", "entry__agent").prefetch_related(_FILES)
    return list(words.order_by("pk")[:_MOST_SAID])


def _said(chat: Chat, entry: Entry) -> str:
    from handrail.channels.chat.reading import name_of

    is_theirs = entry.kind == Received.kind
    name = name_of(entry, is_theirs=is_theirs) or (_("You") if is_theirs else chat.conversation.mailbox.name)
    files = ", ".join(file.name for file in entry.message.attachments.all())
    said = [entry.message.text.strip(), _("Files: %(names)s") % {"names": files} if files else ""]
    return "\n".join([f"{name}, {exact(entry.at)}:", *filter(None, said)])
