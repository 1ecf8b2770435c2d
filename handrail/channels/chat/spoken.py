"""In which language a visitor writes: that of their words, whichever the page around the widget is in."""

from __future__ import annotations

from handrail.channels.chat.hints import tell_pages
from handrail.channels.chat.models import Chat
from handrail.conversations.models import Conversation, Entry, Message
from handrail.core.kept_saves import update
from handrail.core.language import detect_language
from handrail.core.verbs import verb


def look_later(entry: Entry) -> None:
    """Let a worker look, as long as the conversation's language is not known (inside a verb that holds it).

    Telling a language takes memory, which the processes that answer visitors do without.
    """
    from handrail.channels.chat.tasks import note_language  # which looks

    if entry.conversation.language is None:
        note_language.defer(entry=entry.pk)


def look(entry: int) -> None:
    """Keep the language of what a visitor wrote; nothing where that would be a guess."""
    found = Message.objects.select_related("conversation").filter(entry=entry, language=None).first()
    if found is None:
        return
    around = Chat.objects.filter(pk=found.conversation_id).values_list("language", flat=True).first() or ""
    if language := detect_language(found.text, hint=around):
        keep_language(found.conversation, entry=entry, language=language)


@verb
def keep_language(conversation: Conversation, /, *, entry: int, language: str) -> None:
    """Keep it with the message; the conversation has that of the first of which it is known."""
    Message.objects.filter(entry=entry).update(language=language)
    if conversation.language is None:
        conversation.language = language
        update(conversation, "language")
        tell_pages(conversation)
