"""What agents do in a chat they are in: transfer it, and note what came of it."""

from __future__ import annotations

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Team
from handrail.accounts.permissions import May
from handrail.channels.chat.models import Chat, ChatState
from handrail.channels.chat.ringing import NotRinging, offer_next
from handrail.channels.chat.seats import takers_of
from handrail.conversations.events import ChatTransferred, OutcomeSet
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.verbs import verb

OUTCOMES = ("ordered", "not", "later")


class NobodyTakes(ValueError):
    """Of those to whom a chat is to go nobody takes chats now, or has room for one more."""


@verb
@needs(May.ASSIGN)
def transfer(conversation: Conversation, /, *, to: Agent | Team, by: Actor) -> None:
    """Let a chat that goes on ring at a colleague, or in a team; who has it keeps it until it is taken.

    Raises NobodyTakes when there is nobody, and NotRinging when nobody is in the chat (any more).
    """
    chat = Chat.objects.filter(pk=conversation.pk, state=ChatState.TALKING).first()
    if chat is None:
        raise NotRinging
    chat.conversation = conversation
    named = {to.pk} if isinstance(to, Agent) else {*to.agents.values_list("pk", flat=True)}
    had_it = conversation.assignee_id or by.agent_id
    free = {one.agent for one in takers_of(conversation) if one.load < one.limit} & named - {had_it}
    if not free:
        raise NobodyTakes
    chat.state = ChatState.RINGING
    chat.save(update_fields=["state"])
    record(conversation, ChatTransferred(name=to.name, is_team=isinstance(to, Team)), by=by)
    offer_next(chat, (), among=named - {had_it}, back_to=had_it)


@verb
@needs(May.REPLY)
def set_outcome(conversation: Conversation, /, *, outcome: str, by: Actor) -> bool:
    """Note what came of a chat before a sale (one of OUTCOMES, or empty); False when that stands there.

    Raises ValueError for another word, and where no chat is.
    """
    chat = Chat.objects.filter(pk=conversation.pk).first()
    if chat is None or outcome not in ("", *OUTCOMES):
        raise ValueError(outcome)
    if chat.outcome == outcome:
        return False
    old, chat.outcome = chat.outcome, outcome
    chat.save(update_fields=["outcome"])
    record(conversation, OutcomeSet(outcome=outcome, old=old), by=by)
    return True
