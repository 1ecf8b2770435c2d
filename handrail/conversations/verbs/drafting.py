"""What an agent is writing, kept on the server until it is sent or thrown away."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Conversation, Draft, DraftKind, Message
from handrail.conversations.verbs.words import File, index_message
from handrail.core import blobs
from handrail.core.actors import Actor
from handrail.core.rich_text import pictures_in, written_html, written_text
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
    conversation: Conversation,
    *,
    agent: Agent,
    kind: str,
    text: str,
    html: str = "",
    to: str | None = None,
    cc: str = "",
    bcc: str = "",
    answers: int | None = None,
) -> Draft | None:
    """Keep the draft; an empty one without files is no draft and is removed (returns None)."""
    facts = draft_facts(kind=kind, text=text, html=html, to=to, cc=cc, bcc=bcc, answers=answers)
    draft = find_draft(conversation, agent=agent.pk)
    if not facts["text"].strip() and (draft is None or not draft.attachments.exists()):
        discard_draft(conversation, agent=agent)
        return None
    return Draft.objects.update_or_create(agent=agent, conversation=conversation, defaults=facts)[0]


def draft_facts(*, kind: str, text: str, html: str = "", **more: Any) -> dict[str, Any]:
    """A draft's columns, cleaned and within their limits; of HTML the text is made. Raises DraftRefused."""
    if max(len(text), len(html)) > LONGEST_DRAFT:
        raise DraftRefused
    html = written_html(html)
    if html:
        text = written_text(html)
    limits = {"to": 4000, "cc": 2000, "bcc": 2000, "subject": 500, "language": 10}
    for name, limit in limits.items():
        if isinstance(value := more.get(name), str):
            more[name] = value.replace("\x00", "")[:limit]
    kept = {"kind": DraftKind(kind), "text": text.replace("\x00", ""), "html": html}
    return {**kept, **more, "updated_at": timezone.now()}


@transaction.atomic
def discard_draft(conversation: Conversation, *, agent: Agent) -> None:
    """Throw the draft and its files away."""
    for draft in Draft.objects.filter(agent=agent, conversation=conversation):
        drop_draft(draft)


@transaction.atomic
def drop_draft(draft: Draft) -> None:
    """Throw this draft away, with its files."""
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
    return keep_file(draft, file)


@transaction.atomic
def keep_file(draft: Draft, file: File) -> Attachment:
    """Keep a file with this draft; a picture between its words gets the Content-ID that names it there."""
    if draft.attachments.count() >= MOST_FILES:
        raise DraftRefused
    public_id = uuid.uuid4()
    return Attachment.objects.create(
        public_id=public_id,
        draft=draft,
        blob=blobs.put(file.data),
        name=file.name.replace("\x00", "")[:255] or "file",
        content_type=file.content_type.replace("\x00", "")[:150],
        size=len(file.data),
        inline=file.inline,
        content_id=f"{public_id}@handrail" if file.inline else "",
    )


@transaction.atomic
def detach_from_draft(conversation: Conversation, *, agent: Agent, file: uuid.UUID) -> bool:
    """Take a file off the draft; False when it is not there."""
    draft = find_draft(conversation, agent=agent.pk)
    return draft is not None and drop_file(draft, file)


@transaction.atomic
def drop_file(draft: Draft, file: uuid.UUID) -> bool:
    """Take a file off this draft; False when it is not there."""
    attachment = draft.attachments.filter(public_id=file).first()
    if attachment is None:
        return False
    key = attachment.blob_id
    attachment.delete()
    blobs.forget(key)
    return True


def take_draft(conversation: Conversation, *, by: Actor, into: Message) -> None:
    """The agent's draft has become `into`: its files move there, the draft is gone."""
    draft = find_draft(conversation, agent=by.agent_id) if by.agent_id is not None else None
    if draft is not None:
        move_draft(draft, into=into)


def move_draft(draft: Draft, *, into: Message) -> None:
    """Its files belong to a message now, but for pictures that were taken out of the words; it is gone."""
    moved = draft.attachments.update(draft=None, message=into)
    draft.delete()
    if not moved:
        return
    used = pictures_in(into.html.replace(' data-cid="', ' src="cid:'))
    for picture in into.attachments.filter(inline=True).exclude(content_id__in=used):
        picture.delete()
        blobs.forget(picture.blob_id)
    index_message(into, list(into.attachments.values_list("name", flat=True)))
