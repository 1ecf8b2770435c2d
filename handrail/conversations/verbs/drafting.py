"""What an agent is writing, kept on the server until it is sent or thrown away."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Conversation, Draft, DraftKind, Message
from handrail.conversations.verbs.words import File, index_message
from handrail.core import blobs
from handrail.core.actors import Actor
from handrail.core.statements import Statement

LONGEST_DRAFT = 500_000
MOST_FILES = 20


class DraftRefused(ValueError):
    """The draft is too long or has too many files."""


def find_draft(conversation: Conversation, *, agent: int) -> Draft | None:
    """What this agent is writing here, if anything."""
    found: list[Draft] = _DRAFT.objects(agent, conversation.pk)
    return found[0] if found else None


_DRAFT = Statement(lambda agent, conversation: Draft.objects.filter(agent=agent, conversation=conversation))


@transaction.atomic
def save_draft(
    conversation: Conversation, *, agent: Agent, kind: str, text: str, cc: str = "", bcc: str = ""
) -> Draft | None:
    """Keep the draft; an empty one without files is no draft and is removed (returns None)."""
    if len(text) > LONGEST_DRAFT:
        raise DraftRefused
    facts = {
        "kind": DraftKind(kind),
        "text": text.replace("\x00", ""),
        "cc": cc.replace("\x00", "")[:2000],
        "bcc": bcc.replace("\x00", "")[:2000],
        "updated_at": timezone.now(),
    }
    draft = find_draft(conversation, agent=agent.pk)
    if not text.strip() and (draft is None or not draft.attachments.exists()):
        discard_draft(conversation, agent=agent)
        return None
    return Draft.objects.update_or_create(agent=agent, conversation=conversation, defaults=facts)[0]


@transaction.atomic
def discard_draft(conversation: Conversation, *, agent: Agent) -> None:
    """Throw the draft and its files away."""
    for draft in Draft.objects.filter(agent=agent, conversation=conversation):
        keys = list(draft.attachments.values_list("blob_id", flat=True))
        draft.delete()
        for key in keys:
            blobs.forget(key)


@transaction.atomic
def attach_to_draft(conversation: Conversation, *, agent: Agent, kind: str, file: File) -> Attachment:
    """Keep a file with the draft, which begins to exist if there was none."""
    draft = Draft.objects.get_or_create(
        agent=agent, conversation=conversation, defaults={"kind": DraftKind(kind)}
    )[0]
    if draft.attachments.count() >= MOST_FILES:
        raise DraftRefused
    return Attachment.objects.create(
        draft=draft,
        blob=blobs.put(file.data),
        name=file.name.replace("\x00", "")[:255] or "file",
        content_type=file.content_type.replace("\x00", "")[:150],
        size=len(file.data),
    )


@transaction.atomic
def detach_from_draft(conversation: Conversation, *, agent: Agent, file: uuid.UUID) -> bool:
    """Take a file off the draft; False when it is not there."""
    attachment = Attachment.objects.filter(
        draft__agent=agent, draft__conversation=conversation, public_id=file
    ).first()
    if attachment is None:
        return False
    key = attachment.blob_id
    attachment.delete()
    blobs.forget(key)
    return True


def take_draft(conversation: Conversation, *, by: Actor, into: Message) -> None:
    """The agent's draft has become `into`: its files move there, the draft is gone."""
    if by.agent_id is None:
        return
    draft = find_draft(conversation, agent=by.agent_id)
    if draft is None:
        return
    moved = draft.attachments.update(draft=None, message=into)
    draft.delete()
    if moved:
        index_message(into, list(into.attachments.values_list("name", flat=True)))
