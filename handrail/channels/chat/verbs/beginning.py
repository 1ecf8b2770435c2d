"""A visitor writes their first message."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.chat.assisting import answers_first
from handrail.channels.chat.greeting import address_of, greet
from handrail.channels.chat.identity import realm_of
from handrail.channels.chat.keys import kept_once
from handrail.channels.chat.models import Chat, ChatState, Widget
from handrail.channels.chat.refusals import Refused
from handrail.channels.chat.spoken import look_later
from handrail.channels.vouching import Vouched, customer_of
from handrail.conversations.events import ChatBegun
from handrail.conversations.models import Conversation, Message, Place
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words, move, start
from handrail.core.actors import Actor, ActorKind
from handrail.core.secrets import mask_secrets
from handrail.core.verbs import verb
from handrail.customers.models import Customer
from handrail.customers.verbs import find_customer, find_or_create


class Taken(ValueError):
    """This key has begun another chat."""


@dataclass(frozen=True)
class Beginning:
    """What a visitor sends to begin with, checked; `vouched` is whom the product says they are.

    `held`: why it looks like spam (a word of `core.abuse.Judgement`): it is kept where somebody can look, and
    rings at nobody. `connection` is the name that it came from today, no address.
    """

    key_hash: str
    once: uuid.UUID
    text: str
    name: str = ""
    email: str = ""
    page: str = ""
    phase: str = ""
    language: str = ""
    fields: list[dict[str, str]] = field(default_factory=list)
    vouched: Vouched | None = None
    held: str = ""
    connection: str = ""


@verb
def begin(mailbox: Mailbox, /, *, widget: Widget, said: Beginning) -> tuple[Chat, bool]:
    """Begin a chat: the assistant answers, or it rings if somebody is there; with False the one that this
    began before.

    The key and the same `once` begin one chat, however often. Raises Taken for the key with another `once`.
    Raises Refused for somebody vouched for whom the team has blocked.
    Two at once: the second meets the unique key (IntegrityError), and comes again to find the first.
    """
    once = kept_once(said.key_hash, said.once)
    if known := Chat.objects.select_related("conversation").filter(key_hash=said.key_hash).first():
        if not Message.objects.filter(once=once, entry__conversation=known.conversation_id).exists():
            raise Taken
        return known, False
    customer = _customer(widget, said)
    if said.vouched is not None and _is_blocked(customer):
        raise Refused("blocked")
    by, words = customer.as_actor(said.name), _words(said, customer)
    conversation = start(mailbox, customer=customer, words=words, by=by, channel="chat", once=once)
    chat = _keep(conversation, widget, said)
    about = ChatBegun(said.page, said.phase, chat.fields, said.vouched is not None, said.held)
    record(conversation, about, by=by)
    if said.held:
        move(conversation, to=Place.SPAM, by=Actor(ActorKind.RULE, "Handrail"))
    first = conversation.entries.earliest("pk")
    look_later(first)
    if said.held or not answers_first(chat, first):
        greet(chat)
    return chat, True


def _customer(widget: Widget, said: Beginning) -> Customer:
    """Whom the product vouches for, or somebody new: an address that is typed makes nobody known.

    One that nobody has becomes the new one's, not verified; one that somebody has stays with the chat alone.
    """
    if said.vouched is not None:
        return customer_of(said.vouched, realm_of(widget))
    is_free = bool(said.email) and find_customer(said.email) is None
    return find_or_create(said.email if is_free else "", said.name, language=said.language[:10])


def _is_blocked(customer: Customer) -> bool:
    known = Chat.objects.filter(conversation__customer=customer, is_identified=True)
    return known.exclude(blocked_at=None).exists()


def _words(said: Beginning, customer: Customer) -> Words:
    text = mask_secrets(said.text).text
    return Words(
        text=text,
        subject=text.strip().partition("\n")[0][:80],
        sender={"name": said.name or customer.name, "address": said.email or address_of(customer)},
    )


def _keep(conversation: Conversation, widget: Widget, said: Beginning) -> Chat:
    return Chat.objects.create(
        conversation=conversation,
        widget=widget,
        key_hash=said.key_hash,
        state=ChatState.LEFT,
        phase=said.phase,
        page=said.page,
        name=said.name,
        email=said.email,
        language=said.language,
        connection=said.connection,
        fields=[one | {"value": mask_secrets(one["value"]).text} for one in said.fields],
        is_identified=said.vouched is not None,
        here_at=timezone.now(),
    )
