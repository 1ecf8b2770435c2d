"""A chat is over: somebody ended it, nobody took it, the visitor has gone. It goes on by mail."""

from __future__ import annotations

import uuid

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.assistant.models import Exchange
from handrail.channels.chat.greeting import is_reached_by_mail, sender_of, times_without_us
from handrail.channels.chat.limits import GONE
from handrail.channels.chat.models import LIVE, Chat, ChatState, Told
from handrail.channels.chat.ringing import stop_ringing
from handrail.channels.chat.telling import wake
from handrail.channels.chat.verbs.saying import Said, say
from handrail.channels.chat.verbs.uploading import drop_files_of
from handrail.conversations.events import ChatEnded, ChatLeft, ChatMissed, ChatTaken
from handrail.conversations.models import Conversation, Message, Place
from handrail.conversations.timeline import record
from handrail.conversations.verbs import assign, move
from handrail.core.actors import SYSTEM, Actor
from handrail.core.verbs import verb
from handrail.customers.models import Address, AddressKind
from handrail.customers.verbs import find_customer, normalise_address


def missed(chat: Chat) -> None:
    """Nobody took it in time, inside a verb that holds its conversation: from now on it is mail.

    It is nobody's if whoever was in the chat has left; who had it before it rang keeps it.
    """
    conversation = chat.conversation
    goes_on = _goes_on(conversation)
    _over(chat, ChatState.MISSED)
    if conversation.assignee_id is not None and goes_on:
        assign(conversation, to=None, by=SYSTEM)
    times = times_without_us(chat)
    told = ChatMissed(has_address=is_reached_by_mail(chat), goes_on=goes_on, **times)
    record(conversation, told, by=SYSTEM)


def _goes_on(conversation: Conversation) -> bool:
    """Whether somebody has taken the chat and it was not over since."""
    kinds = (ChatTaken.kind, ChatEnded.kind, ChatMissed.kind, ChatLeft.kind)
    last = conversation.entries.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True).last()
    return last == ChatTaken.kind


@verb
@needs(May.REPLY)
def end(conversation: Conversation, /, *, by: Actor, why: str = "agent") -> bool:
    """Either side ends it, or (`why` "away") the visitor has gone; False when it is over already.

    One that nobody has answered belongs to nobody; the customer waits on. People get what the assistant had,
    if it owes an answer, or if it was not the visitor's own wish to end it there.
    """
    chat = Chat.objects.filter(pk=conversation.pk).first()
    if chat is None or not (chat.is_live or chat.state == ChatState.ANSWERING):
        return False
    chat.conversation = conversation
    _over(chat, ChatState.ENDED)
    if chat.answered_at is None and conversation.assignee_id is not None:
        assign(conversation, to=None, by=SYSTEM)
    record(conversation, ChatEnded(why=why), by=by)
    is_for_people = by.agent_id is not None or why == "forgotten" or _owes_answer(conversation)
    if conversation.place == Place.ASSISTANT and is_for_people:
        move(conversation, to=Place.INBOX, by=SYSTEM)
    return True


def _owes_answer(conversation: Conversation) -> bool:
    return Exchange.objects.filter(pk=conversation.pk, pending_at__isnull=False).exists()


def _over(chat: Chat, state: ChatState) -> None:
    if chat.state == ChatState.RINGING:
        stop_ringing(chat.conversation)
    chat.state, chat.ended_at = state, timezone.now()
    chat.save(update_fields=["state", "ended_at"])


@verb
def leave(
    conversation: Conversation, /, *, chat: Chat, email: str, once: uuid.UUID | None = None, text: str = ""
) -> bool:
    """Keep the address to which answers go from now on, and what the visitor adds; False when it was known.

    A chat that rings is over: the visitor does not want to wait.
    """
    chat = Chat.objects.select_related("widget").get(pk=chat.pk)
    chat.conversation = conversation
    is_new = normalise_address(chat.email) != normalise_address(email)
    was_ringing = chat.state == ChatState.RINGING
    if is_new:
        _keep_address(chat, email)
    if was_ringing:
        _over(chat, ChatState.LEFT)
    if text.strip() and once is not None:
        say(conversation, chat=chat, said=Said(once, text))
    if (is_new and not chat.is_live and chat.state != ChatState.ANSWERING) or was_ringing:
        record(conversation, ChatLeft(has_address=True, again=not was_ringing), by=SYSTEM)
    return is_new


def _keep_address(chat: Chat, email: str) -> None:
    """It is not verified. What the visitor said last names it, so that an answer finds it.

    Whom the product knows gets no address by typing one: by it, its owner's mails would become theirs.
    """
    chat.email = email
    chat.save(update_fields=["email"])
    customer = chat.conversation.customer
    is_named = customer.identities.exists()
    if not is_named and not customer.addresses.exists() and find_customer(email) is None:
        Address.objects.create(
            customer=customer, kind=AddressKind.EMAIL, value=email, normalised=normalise_address(email)
        )
    told = Told.objects.filter(chat=chat).values("entry")
    theirs = Message.objects.filter(entry__in=told, direction="in", channel__in=["", "chat"])
    last = theirs.order_by("pk").last()
    if last is not None:
        Message.objects.filter(pk=last.pk).update(sender=sender_of(chat))


@verb
def forget(conversation: Conversation, /) -> bool:
    """End the chat and forget the visitor's key: nobody opens it from outside any more. The words stay."""
    chat = Chat.objects.filter(pk=conversation.pk).exclude(key_hash=None).first()
    if chat is None:
        return False
    end(conversation, by=conversation.customer.as_actor(chat.name), why="forgotten")
    drop_files_of([chat.pk])
    Chat.objects.filter(pk=chat.pk).update(key_hash=None)
    wake([chat.pk], gone=True)
    return True


def end_left_alone() -> int:
    """End the chats whose visitors have been gone for a while; returns how many."""
    since = timezone.now() - GONE
    alone = Conversation.objects.filter(chat__state__in=LIVE, chat__here_at__lt=since).order_by("pk")
    return sum(end(conversation, by=SYSTEM, why="away") for conversation in alone[:500])
