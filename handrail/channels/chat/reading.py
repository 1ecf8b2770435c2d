"""What a visitor reads of their chat: entries after a cursor, and how it stands. Few statements for many."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation

from handrail.accounts.models import Agent, name_to_customers
from handrail.assistant.answering.features import same_language
from handrail.assistant.models import Exchange, State
from handrail.channels.chat.keys import kept_once
from handrail.channels.chat.limits import CHARACTERS_AT_ONCE, ENTRIES_AT_ONCE
from handrail.channels.chat.models import Chat, ChatState, Told
from handrail.channels.chat.saying import assistant_name, assisted, line_of, says_of
from handrail.channels.chat.sitting import left
from handrail.channels.chat.telling import ASSISTED
from handrail.conversations import events
from handrail.conversations.models import Attachment, Conversation, Direction, Entry, Message, SendState
from handrail.core.plain_text import text_to_html
from handrail.core.statements import Statement, padded
from handrail.customers.models import Address, AddressKind
from handrail.ui.words import language_name


@dataclass(frozen=True)
class Want:
    """One reader: which chat, after which place in it, in which language."""

    chat: int
    after: int
    language: str


@dataclass(frozen=True)
class Read:
    """What one reader gets. `cursor` is the newest place given; `more`: there is more behind it."""

    entries: tuple[dict[str, Any], ...]
    state: dict[str, Any]
    seen: int
    cursor: int
    more: bool


def read(wants: Sequence[Want]) -> dict[Want, Read]:
    """What these readers get; whose chat is gone is missing. The number of statements is fixed."""
    chats: list[Chat] = _CHATS.objects(padded(sorted({want.chat for want in wants})))
    found = {chat.pk: chat for chat in chats}
    there = [want for want in wants if want.chat in found]
    told, seen = _told(there), _seen(found)
    attached = _files(told)
    return {
        want: _read(want, found[want.chat], told[want.chat], attached, seen.get(want.chat, 0))
        for want in there
    }


def _chats(keys: list[int]) -> QuerySet[Chat]:
    mails = Address.objects.filter(customer=OuterRef("conversation__customer"), kind=AddressKind.EMAIL)
    chats = Chat.objects.filter(pk__in=keys).exclude(key_hash=None)
    chats = chats.annotate(has_mail=Exists(mails), is_left=Exists(left().filter(pk=OuterRef("pk"))))
    chats = chats.annotate(is_on_its_way=Exists(_on_their_way()))
    wanted = ("conversation__assignee", "conversation__exchange", "conversation__merged_into", "widget")
    return chats.select_related(*wanted)


def _on_their_way() -> QuerySet[Message]:
    """Answers that are written, and wait to leave before the visitor reads them."""
    goes_on_in = Coalesce(OuterRef("conversation__merged_into"), OuterRef("conversation"))
    waits = {"direction": Direction.OUT, "send_state": SendState.QUEUED, "automatic": False}
    told = Told.objects.filter(chat=OuterRef(OuterRef("pk")), entry=OuterRef("pk"))
    return Message.objects.filter(~Exists(told), conversation=goes_on_in, **waits)


_CHATS = Statement(_chats)


def read_one(chat: Chat, after: int, language: str) -> Read:
    """The same for one; raises KeyError when it is gone."""
    want = Want(chat.pk, after, language)
    return read([want])[want]


def _read(
    want: Want, chat: Chat, told: Sequence[Told], files: dict[int, list[Attachment]], seen: int
) -> Read:
    mine = [one for one in told if one.pk > want.after]
    given = _portion(mine)
    more = len(mine) > len(given)
    with translation.override(want.language):
        entries = tuple(_entry(chat, one, files.get(one.entry_id, [])) for one in given)
        state = state_of(chat)
    return Read(entries, state, seen, given[-1].pk if given else want.after, more)


def _portion(told: Sequence[Told]) -> list[Told]:
    """As many as are sent at once: so many entries, or characters; at least one."""
    size, given = 0, list[Told]()
    for one in told[:ENTRIES_AT_ONCE]:
        message: Message | None = getattr(one.entry, "message", None)
        size += len(message.text) + len(message.html) if message else 0
        if given and size > CHARACTERS_AT_ONCE:
            break
        given.append(one)
    return given


_PLACES = """
SELECT w.chat, t.id FROM unnest(%s::bigint[], %s::bigint[]) AS w(chat, after)
CROSS JOIN LATERAL (
  SELECT id FROM chat_told WHERE chat_id = w.chat AND id > w.after ORDER BY id LIMIT %s
) AS t
"""


def _told(wants: Sequence[Want]) -> dict[int, list[Told]]:
    after: dict[int, int] = {}
    for want in wants:
        after[want.chat] = min(want.after, after.get(want.chat, want.after))
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [list(after), list(after.values()), ENTRIES_AT_ONCE + 1])
        places = [place for _chat, place in cursor.fetchall()]
    found: dict[int, list[Told]] = defaultdict(list)
    for one in _ROWS.objects(padded(places)):
        found[one.chat_id].append(one)
    return found


def _rows(places: list[int]) -> QuerySet[Told]:
    rows = Told.objects.filter(pk__in=places).select_related("entry__message", "entry__agent")
    return rows.order_by("pk")


_ROWS = Statement(_rows)
_ATTACHED = Statement(lambda messages: Attachment.objects.filter(message__in=messages, inline=False))


def _files(told: dict[int, list[Told]]) -> dict[int, list[Attachment]]:
    keys = [one.entry_id for rows in told.values() for one in rows if one.entry.kind in _SAID]
    found: dict[int, list[Attachment]] = defaultdict(list)
    for file in _ATTACHED.objects(padded(keys)):
        found[file.message_id or 0].append(file)
    return found


_SAID = (events.Received.kind, events.Replied.kind)


_SEEN = """
SELECT w.chat, (
  SELECT max(t.id) FROM chat_told t WHERE t.chat_id = w.chat AND t.entry_id <= (
    SELECT max(s.entry) FROM conversations_seen s WHERE s.conversation_id = w.chat
  )
) FROM unnest(%s::bigint[]) AS w(chat)
"""


def _seen(chats: Iterable[int]) -> dict[int, int]:
    """The newest place of each chat whose entry somebody of the team has read."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [list(chats)])
        return {chat: place or 0 for chat, place in cursor.fetchall()}


def _entry(chat: Chat, told: Told, files: Sequence[Attachment]) -> dict[str, Any]:
    entry = told.entry
    facts = {"id": told.pk, "at": entry.at.isoformat(), "kind": entry.kind, "once": None, "by": "chat"}
    message: Message | None = getattr(entry, "message", None)
    if entry.kind in (*ASSISTED, events.AssistantAnswered.kind):
        return facts | _by_assistant(chat, entry, message)
    if message is None or entry.kind not in (*_SAID, events.Nudged.kind, events.TimedOut.kind):
        line = line_of(entry)
        told_of = {"text": line, "html": text_to_html(line), "files": [], "sources": _sources(chat, entry)}
        return facts | {"from": "line", "name": ""} | told_of
    is_theirs = entry.kind == events.Received.kind
    return facts | {
        "from": "you" if is_theirs else "us",
        "name": name_of(entry, is_theirs=is_theirs),
        "text": message.text,
        "html": message.html or text_to_html(message.text),
        "files": [file_facts(file) for file in files],
        "once": _once(chat, message) if is_theirs else None,
        "by": message.channel or "chat",
    }


def _by_assistant(chat: Chat, entry: Entry, message: Message | None) -> dict[str, Any]:
    """What the assistant said; `turn` names an answer."""
    text = message.text if message else assisted(entry)
    return {
        "from": "assistant",
        "name": assistant_name(),
        "text": text,
        "html": message.html if message else text_to_html(text),
        "files": [],
        "sources": _sources(chat, entry),
        "turn": entry.data.get("turn"),
    }


def _sources(chat: Chat, entry: Entry) -> list[dict[str, str]]:
    """The articles that an entry names; of one in another language than is spoken the title says in which."""
    exchange: Exchange | None = getattr(chat.conversation, "exchange", None)
    spoken = exchange.language if exchange else ""
    return [
        {"title": _titled(one, spoken), "url": one["url"], "heading": one.get("heading", "")}
        for one in entry.data.get("sources") or entry.data.get("near") or ()
    ]


def _titled(source: dict[str, str], spoken: str) -> str:
    language = source.get("language", "")
    is_foreign = language and spoken and not same_language(language, spoken)
    return f"{source['title']} ({language_name(language)})" if is_foreign else source["title"]


def _once(chat: Chat, message: Message) -> str | None:
    from_widget = message.once is not None and not message.channel and chat.key_hash
    return str(kept_once(chat.key_hash or "", message.once or uuid.UUID(int=0))) if from_widget else None


def name_of(entry: Entry, *, is_theirs: bool) -> str:
    """Who said it, as the visitor reads it; empty for Handrail itself."""
    if is_theirs:
        return entry.actor_label
    return name_to_customers(entry.agent) if entry.agent else ""


def file_facts(file: Attachment) -> dict[str, Any]:
    """A file as the widget knows it."""
    url = f"/chat/talk/files/{file.public_id}"
    return {
        "id": str(file.public_id),
        "name": file.name,
        "size": file.size,
        "type": file.content_type,
        "url": url,
    }


def state_of(chat: Chat) -> dict[str, Any]:
    """How the chat stands, in the language that is active."""
    who, is_left, is_owed = _who(chat), _is_left(chat), _is_owed(chat)
    return {
        "is": chat.state,
        "who": who,
        "here": chat.state == ChatState.TALKING and not is_left,
        "says": says_of(chat, who, is_left=is_left, is_owed=is_owed),
        "email": chat.email,
        "asks": is_owed and not has_address(chat),
        "rated": chat.rating,
        "offers": _offers(chat),
        "looks": chat.state == ChatState.ANSWERING and _is_looked_up(chat),
    }


def _offers(chat: Chat) -> list[str]:
    """What the visitor can choose with a click while the assistant answers: a person, always."""
    if chat.state != ChatState.ANSWERING:
        return []
    exchange: Exchange | None = getattr(chat.conversation, "exchange", None)
    return ["helped", "not", "person"] if exchange and exchange.awaits_word else ["person"]


def _is_looked_up(chat: Chat) -> bool:
    """Whether the assistant is looking for an answer right now."""
    exchange: Exchange | None = getattr(chat.conversation, "exchange", None)
    return exchange is not None and exchange.pending_id is not None


def _is_owed(chat: Chat) -> bool:
    """Whether an answer is still to come in a chat that is over.

    None is where a person has answered what was asked, or closed it, nor where the visitor said that it is
    settled. What is written and has not left yet is still to come.
    """
    exchange: Exchange | None = getattr(chat.conversation, "exchange", None)
    is_settled = exchange is not None and exchange.state == State.CONFIRMED
    if chat.is_live or chat.state == ChatState.ANSWERING or is_settled:
        return False
    return conversation_of(chat).waiting_since is not None or bool(chat.__dict__.get("is_on_its_way"))


def has_address(chat: Chat) -> bool:
    """Whether an answer could go by mail; asked once for many where they are read together."""
    if chat.email or "has_mail" in chat.__dict__:
        return bool(chat.email or chat.__dict__["has_mail"])
    return chat.conversation.customer.addresses.filter(kind=AddressKind.EMAIL).exists()


def _is_left(chat: Chat) -> bool:
    """Whether the chat goes on without its agent; asked once for many where they are read together."""
    if "is_left" in chat.__dict__:
        return bool(chat.__dict__["is_left"])
    return chat.state == ChatState.TALKING and left().filter(pk=chat.pk).exists()


def _who(chat: Chat) -> str:
    agent: Agent | None = chat.conversation.assignee
    return name_to_customers(agent) if agent and chat.state == ChatState.TALKING else ""


def visible_file(chat: Chat, public_id: uuid.UUID) -> Attachment | None:
    """A file of what this visitor was told; None for every other."""
    told = Told.objects.filter(chat=chat).values("entry")
    return Attachment.objects.checked().filter(public_id=public_id, message__in=told, inline=False).first()


def conversation_of(chat: Chat) -> Conversation:
    """Where the chat goes on: in what it was merged into, if it was."""
    return chat.conversation.merged_into or chat.conversation
