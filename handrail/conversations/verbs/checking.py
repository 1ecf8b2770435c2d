"""Files that customers send: texts lose their secrets before anybody reads them, large ones in a job.

A text of some megabytes takes seconds of a processor. Looked through where it comes in, a few of them would
keep pages waiting; so it is kept, shown to nobody, and one job at a time looks through what waits.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.exceptions import AlreadyEnqueued

from handrail.conversations.models import Attachment, Message
from handrail.core import blobs
from handrail.core.secrets.files import mask_bytes

_AT_ONCE = 100
_COPIED = ("blob_id", "unchecked_id", "name", "content_type", "size")


def keep_bytes(data: bytes, *, is_unchecked: bool) -> dict[str, Any]:
    """The columns of an attachment with these bytes, in the caller's transaction."""
    from handrail.conversations import tasks

    if not is_unchecked:
        return {"blob": blobs.put(data)}
    kept = blobs.put(data)
    tasks.check_file.defer(key=kept.key)
    return {"blob": blobs.put(b""), "unchecked": kept}


def copy_file(file: Attachment, message: Message, **more: Any) -> None:
    """Let a message have a file as well, `more` being other columns; its bytes are shared, not stored twice.

    What is still looked through for secrets is so for both.
    """
    copied = {name: getattr(file, name) for name in _COPIED}
    Attachment.objects.create(message=message, **copied, **more)
    for key in filter(None, (file.blob_id, file.unchecked_id)):
        blobs.keep(key)


def check_file(key: str) -> int:
    """Mask what waits with these bytes; returns how many attachments can be read now."""
    if not Attachment.objects.filter(unchecked=key).exists():
        return 0
    data, _found = mask_bytes(blobs.open_bytes(key))
    with transaction.atomic():
        waiting = list(Attachment.objects.select_for_update().filter(unchecked=key).order_by("pk"))
        for file in waiting:
            empty, file.blob, file.unchecked, file.size = file.blob_id, blobs.put(data), None, len(data)
            file.save(update_fields=["blob", "unchecked", "size"])
            blobs.forget(empty)
            blobs.forget(key)
    return len(waiting)


def to_send(files: QuerySet[Attachment]) -> list[Attachment]:
    """These files, for a job that sends them: those that still wait to be looked through are so now."""
    waiting = [one.unchecked_id for one in files if one.unchecked_id]
    for key in waiting:
        check_file(key)
    return list(files.all() if waiting else files)


def check_forgotten() -> int:
    """Queue what still waits, such as a copy that was made while the job ran; returns how many files."""
    from handrail.conversations import tasks

    waiting = Attachment.objects.exclude(unchecked=None).values_list("unchecked", flat=True)
    keys = list(waiting.distinct()[:_AT_ONCE])
    for key in keys:
        with suppress(AlreadyEnqueued), transaction.atomic():
            tasks.check_file.configure(queueing_lock=f"check {key}").defer(key=key)
    return len(keys)
