"""Take back, hold or let go what waits for its time; whoever is first at the row decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.events import Held, Replied, Withdrawn
from handrail.conversations.models import (
    Category,
    Conversation,
    Direction,
    Draft,
    DraftKind,
    Message,
    Place,
    SendState,
    Status,
)
from handrail.conversations.queries.recipients import people_text
from handrail.conversations.timeline import record
from handrail.conversations.verbs.assigning import assign
from handrail.conversations.verbs.beside import stand_as_before
from handrail.conversations.verbs.drafting import find_draft
from handrail.conversations.verbs.mentioning import ask_again
from handrail.conversations.verbs.snoozing import snooze
from handrail.conversations.verbs.statuses import close, set_status
from handrail.core.actors import SYSTEM, Actor
from handrail.core.plain_text import preview, text_to_html
from handrail.core.rich_text import as_written
from handrail.core.verbs import current_work, verb

_WAITING = Q(send_state=SendState.QUEUED, send_after__isnull=False) | Q(send_state=SendState.HELD)


@verb
def withdraw(conversation: Conversation, /, *, entry: int, agent: Agent) -> Draft | None:
    """Make a message that has not begun to leave the agent's draft again; None when it is too late.

    Status, wait, snooze and assignee are as before it, as far as nothing else happened since. What was to
    begin a conversation begins none: the draft is one of a new conversation, and this one lies in the trash.
    A side conversation stays, for its draft.
    """
    message = _waiting(conversation, entry)
    if message is None:
        return None
    others = Message.objects.filter(conversation=conversation).exclude(pk=entry)
    is_alone = conversation.parent_id is None and not others.exists()
    draft = _draft_again(conversation, message, agent, is_alone=is_alone)
    record(conversation, Withdrawn(entry=entry, is_scheduled=message.is_scheduled), by=agent.as_actor())
    before, line, direction = message.before or {}, preview(message.text), message.direction
    ask_again(message.entry)
    message.delete()
    if direction == Direction.OUT:
        _as_before(conversation, entry, before, agent.as_actor())
        if conversation.preview == line and "preview" in before:
            conversation.preview = before["preview"]
            conversation.save(update_fields=["preview"])
    if is_alone:
        close(conversation, by=SYSTEM)
        conversation.place, conversation.trashed_at = Place.TRASH, timezone.now()
        conversation.save(update_fields=["place", "trashed_at"])
    return draft


@verb
@needs(May.REPLY)
def send_now(conversation: Conversation, /, *, entry: int, by: Actor) -> bool:
    """Let a waiting or held message leave at once; False when it does not wait (any more)."""
    message = _waiting(conversation, entry)
    if message is None:
        return False
    was_held = message.send_state == SendState.HELD
    message.send_state, message.send_after = SendState.QUEUED, None
    message.save(update_fields=["send_state", "send_after"])
    if was_held and message.direction == Direction.OUT:
        conversation.waiting_since = None
        conversation.save(update_fields=["waiting_since"])
    current_work().add(entry, Replied.kind, conversation.pk, conversation.number, conversation.mailbox_id)
    return True


@verb
def hold(conversation: Conversation, /, *, entry: int) -> bool:
    """Hold a scheduled reply, because the customer wrote before it: an agent decides what becomes of it."""
    message = _waiting(conversation, entry)
    if message is None or not message.is_scheduled or message.send_state == SendState.HELD:
        return False
    Message.objects.filter(pk=entry).update(send_state=SendState.HELD)
    waited = _moment((message.before or {}).get("waiting_since"))
    conversation.waiting_since = min(filter(None, (waited, conversation.waiting_since)), default=None)
    conversation.save(update_fields=["waiting_since"])
    record(conversation, Held(entry=entry, send_after=message.send_after), by=SYSTEM)
    return True


def _waiting(conversation: Conversation, entry: int) -> Message | None:
    ours = Message.objects.filter(_WAITING, pk=entry, conversation=conversation, automatic=False)
    return ours.select_related("entry").first()


def _draft_again(conversation: Conversation, message: Message, agent: Agent, *, is_alone: bool) -> Draft:
    """Its words before what the agent may have begun to write since."""
    draft = (None if is_alone else find_draft(conversation, agent=agent.pk)) or Draft(
        agent=agent,
        conversation=None if is_alone else conversation,
        mailbox=conversation.mailbox if is_alone else None,
        subject=message.subject,
        language=message.language or "",
    )
    written_since, html_since = draft.text, draft.html
    is_forward = message.direction == Direction.FORWARD
    draft.kind = DraftKind.FORWARD if is_forward else DraftKind.REPLY
    draft.answers = message.entry.data["of"][0] if is_forward and len(message.entry.data["of"]) == 1 else None
    draft.text = "\n\n".join(filter(None, (message.text, written_since)))
    plain = message.html == text_to_html(message.text) and not html_since
    draft.html = "" if plain else as_written(message.html) + html_since
    draft.to, draft.cc, draft.bcc = (_line(message, name) for name in ("to", "cc", "bcc"))
    draft.updated_at = timezone.now()
    draft.save()
    message.attachments.update(message=None, draft=draft)
    return draft


def _line(message: Message, name: str) -> str:
    return people_text(message.recipients.get(name, []))


def _as_before(conversation: Conversation, entry: int, before: dict[str, Any], by: Actor) -> None:
    if conversation.parent_id is not None:
        stand_as_before(conversation, before.get("status", 0))
        return
    later = Message.objects.filter(conversation=conversation, direction=Direction.OUT, pk__gt=entry)
    answered_since = later.filter(automatic=False).exists()
    if conversation.status_id == before.get("then") != before.get("status"):
        old = Status.objects.filter(pk=before.get("status", 0)).first()
        if old is not None:
            set_status(conversation, to=old, by=by)
    if before.get("took") and not answered_since and conversation.assignee_id == by.agent_id:
        assign(conversation, to=conversation.team, by=by)  # back to its team, or to nobody
    waited = _moment(before.get("waiting_since"))
    if not answered_since and conversation.category != Category.CLOSED:
        conversation.waiting_since = min(filter(None, (waited, conversation.waiting_since)), default=None)
        conversation.save(update_fields=["waiting_since"])
    until = _moment(before.get("snoozed_until"))
    if until and until > timezone.now() and conversation.category != Category.CLOSED:
        snooze(conversation, until=until, by=by)


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
