"""A visitor's files: each is kept when it comes, and becomes part of the message that names it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils import timezone

from handrail.channels.chat.limits import MOST_FILES, MOST_FILES_IN_ALL, UNUSED_FILE
from handrail.channels.chat.models import Chat, Upload
from handrail.channels.chat.refusals import Refused
from handrail.conversations.models import Attachment, Conversation
from handrail.conversations.verbs import File
from handrail.core import blobs
from handrail.core.verbs import verb


@verb
def upload(conversation: Conversation, /, *, chat: Chat, once: uuid.UUID, file: File) -> Upload:
    """Keep a file; the same `once` keeps one. Raises Refused for one too many."""
    if known := Upload.objects.filter(chat=chat, once=once).first():
        return known
    sent = Attachment.objects.filter(message__conversation=conversation, message__direction="in").count()
    if sent + Upload.objects.filter(chat=chat).count() >= MOST_FILES_IN_ALL:
        raise Refused("large")
    file = File.from_outside(file.name[:255], file.content_type, file.data)
    return Upload.objects.create(
        chat=chat,
        once=once,
        blob=blobs.put(file.data),
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
    )


def take_files(chat: Chat, wanted: Sequence[uuid.UUID]) -> tuple[File, ...]:
    """The files for a message, in the order named; they are uploads no more. Raises Refused."""
    if len(wanted) > MOST_FILES or len(set(wanted)) != len(wanted):
        raise Refused("wrong")
    found = {one.public_id: one for one in Upload.objects.filter(chat=chat, public_id__in=wanted)}
    if len(found) != len(wanted):
        raise Refused("wrong")
    files = [
        File.kept(found[key].name, found[key].content_type, blobs.open_bytes(found[key].blob_id))
        for key in wanted
    ]
    for key in wanted:
        _drop(found[key])
    return tuple(files)


def _drop(one: Upload) -> None:
    one.delete()
    blobs.forget(one.blob_id)


def drop_unused() -> int:
    """Forget files that no message named within a day; returns how many."""
    old = list(Upload.objects.filter(created_at__lt=timezone.now() - UNUSED_FILE)[:1000])
    return sum(_drop_alone(one.chat.conversation, upload=one.pk) for one in old)


@verb
def _drop_alone(conversation: Conversation, /, *, upload: int) -> bool:
    found = Upload.objects.filter(pk=upload).first()
    if found is not None:
        _drop(found)
    return found is not None


def drop_files_of(chats: Sequence[int]) -> None:
    """Forget what these chats' visitors sent and no message named."""
    for one in Upload.objects.filter(chat__in=chats):
        _drop(one)
