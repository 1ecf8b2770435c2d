"""What the visitor of a chat is told of the timeline, and in which order; written in the same transaction.

Nothing reaches a visitor that has no row of `Told`. An entry gets its row when it may be seen: what waits to
be sent, when it leaves; so no answer appears before one that was read, and none that was withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from handrail.channels.chat.greeting import greet
from handrail.channels.chat.models import Chat, ChatState, Told
from handrail.channels.chat.ringing import stop_ringing
from handrail.channels.chat.seats import choose, takers_of
from handrail.channels.chat.sitting import expect
from handrail.conversations import events
from handrail.conversations.models import Category, Conversation, Entry, Message, Place
from handrail.core.live import VISITORS
from handrail.core.statements import Statement, padded
from handrail.core.verbs import Work

WORDS = (
    *(events.Received.kind, events.Replied.kind, events.Nudged.kind, events.TimedOut.kind),
    events.AssistantAnswered.kind,
)
ASSISTED = (events.AssistantBegan.kind, events.AssistantAsked.kind, events.AssistantJudged.kind)
LINES = (
    *(*ASSISTED, events.HandedOver.kind),
    *(events.ChatTaken.kind, events.ChatTransferred.kind),
    *(events.ChatLeft.kind, events.ChatMissed.kind, events.ChatEnded.kind),
)


def settle(work: Work) -> None:
    """Tell the visitors what a unit of work has recorded in their conversations."""
    chats = [one for one in work.locked if isinstance(one, Conversation) and one.channel == "chat"]
    if not chats:
        return
    held = {one.pk for one in chats}
    if merged := [one.pk for one in chats if one.merged_into_id is not None]:
        _part_ways(merged)
    heard = [pk for pk, kind in work.entries if kind in WORDS + LINES]
    if any(kind == events.Assigned.kind for _pk, kind in work.entries):
        _expect(held)
    entries: list[Entry] = _ENTRIES.objects(padded(heard), padded(sorted(held)))
    for conversation in {entry.conversation_id for entry in entries}:
        _tell_all(conversation, [one for one in entries if one.conversation_id == conversation])
    _leave_assistant(work)
    if held - {entry.conversation_id for entry in entries} and work.entries:
        wake(Chat.objects.filter(conversation__in=held).values_list("pk", flat=True))


def _leave_assistant(work: Work) -> None:
    """Chats that the team took from the assistant without a word ring, or say when an answer comes."""
    held = [
        (one, before.get("place"))
        for one, before in zip(work.locked, work.before, strict=True)
        if isinstance(one, Conversation)
    ]
    left = {one.pk: one for one, old in held if old == Place.ASSISTANT != one.place}
    if not left:
        return
    for chat in Chat.objects.select_related("widget__mailbox").filter(pk__in=left, state=ChatState.ANSWERING):
        chat.conversation, told = left[chat.pk], len(work.entries)
        _greet(chat)
        tell(chat, [Entry(pk=pk) for pk, kind in work.entries[told:] if kind in LINES])


def _greet(chat: Chat) -> None:
    """Only for what is open and in the inbox; at whom it was assigned to, and at nobody else."""
    conversation = chat.conversation
    if conversation.place != Place.INBOX or conversation.category == Category.CLOSED:
        chat.state, chat.ended_at = ChatState.LEFT, timezone.now()
        chat.save(update_fields=["state", "ended_at"])
        return
    among = [conversation.assignee_id] if conversation.assignee_id else []
    takers = [one for one in takers_of(conversation) if one.agent in among] if among else []
    is_met = not among or choose(chat.pk, takers) is not None
    greet(chat, is_here=chat.is_here and is_met, among=among)


def _expect(held: Iterable[int]) -> None:
    """To whom a chat that goes on was given has a moment until a page of theirs is open."""
    given = Chat.objects.filter(pk__in=held, state=ChatState.TALKING, conversation__assignee__isnull=False)
    for agent in given.values_list("conversation__assignee", flat=True):
        expect(agent)


def _tell_all(conversation: int, entries: Sequence[Entry]) -> None:
    for chat in chats_of(conversation):
        for entry in entries:
            _note(chat, entry, _message_of(entry))
        tell(chat, [entry for entry in entries if _is_shown(chat, entry, _message_of(entry))])


def _entries(keys: list[int], conversations: list[int]) -> QuerySet[Entry]:
    found = Entry.objects.select_related("message").filter(pk__in=keys, conversation__in=conversations)
    return found.order_by("pk")


_ENTRIES = Statement(_entries)


def _message_of(entry: Entry) -> Message | None:
    message: Message | None = getattr(entry, "message", None)
    return message


def chats_of(conversation: int) -> list[Chat]:
    """The chat of a conversation, and those of the same person's that were merged into it."""
    chats: list[Chat] = _FAMILY.objects(conversation)
    own = next((chat for chat in chats if chat.pk == conversation), None)
    same = own.conversation.customer_id if own else None
    return [one for one in chats if one is own or one.conversation.customer_id == same]


def _family(conversation: int) -> QuerySet[Chat]:
    family = Q(conversation=conversation) | Q(conversation__merged_into=conversation)
    return Chat.objects.filter(family, conversation__erased_at=None).select_related("conversation")


_FAMILY = Statement(_family)


def _note(chat: Chat, entry: Entry, message: Message | None) -> None:
    """What an answer changes: who answers a ringing chat has taken it; whom we knew has written by mail."""
    before = (chat.state, chat.answered_at, chat.is_by_mail)
    if entry.kind == events.Replied.kind and entry.agent_id is not None:
        chat.answered_at = chat.answered_at or timezone.now()
        if chat.state in (ChatState.RINGING, ChatState.ANSWERING):
            chat.state = ChatState.TALKING
            stop_ringing(chat.conversation)
    elif message is not None and chat.email and message.channel and _is_somebody_else(chat, entry):
        _go_on_by_mail(chat)  # whichever address was typed last
    if before != (chat.state, chat.answered_at, chat.is_by_mail):
        chat.save(update_fields=["state", "answered_at", "is_by_mail", "ended_at"])


def _go_on_by_mail(chat: Chat) -> None:
    """From now on the visitor is shown nothing of ours: they need not be who writes by mail."""
    if chat.state == ChatState.RINGING:
        stop_ringing(chat.conversation)
    if chat.is_live:
        chat.state, chat.ended_at = ChatState.ENDED, timezone.now()
    chat.is_by_mail = True


def _part_ways(held: Iterable[int]) -> None:
    """A chat that became part of what its visitor is not shown goes on by mail, and says so."""
    merged = Chat.objects.filter(conversation__in=held, is_by_mail=False).exclude(
        conversation__merged_into=None
    )
    for chat in merged.select_related("conversation"):
        if chat.pk not in {one.pk for one in chats_of(chat.conversation.merged_into_id or 0)}:
            _go_on_by_mail(chat)
            chat.save(update_fields=["state", "is_by_mail", "ended_at"])
            wake([chat.pk])


def _is_shown(chat: Chat, entry: Entry, message: Message | None) -> bool:
    """Not what waits to be sent; not what others wrote by mail, nor what is said after that.

    Whoever typed an address need not be the one who answers from it: their words are for us alone.
    """
    if entry.kind in LINES:
        return True
    if message is None or message.send_after is not None or _is_somebody_else(chat, entry):
        return False
    return not chat.is_by_mail or (entry.kind == events.Received.kind and not message.channel)


def _is_somebody_else(chat: Chat, entry: Entry) -> bool:
    return entry.kind == events.Received.kind and entry.customer_id != chat.conversation.customer_id


def tell(chat: Chat, entries: Iterable[Entry]) -> None:
    """Give entries their places in what the visitor reads; those that have one keep it. Wakes the streams."""
    Told.objects.bulk_create([Told(chat=chat, entry=one) for one in entries], ignore_conflicts=True)
    wake([chat.pk])


def wake(chats: Iterable[int], *, gone: bool = False) -> None:
    """Let the streams of these chats look again, in every process, when this transaction has committed."""
    if keys := sorted(set(chats)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [VISITORS, json.dumps({"things": keys, "gone": gone})])
