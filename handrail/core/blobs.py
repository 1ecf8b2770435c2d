"""Bytes by their SHA-256: put, open, forget. A row says where they lie."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import F

from handrail.core.models import Blob, BlobBytes


def put(data: bytes) -> Blob:
    """Keep `data` (or count one more reference to it) in the caller's transaction."""
    key = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        Blob.objects.bulk_create([Blob(key=key, size=len(data))], ignore_conflicts=True)
        blob = Blob.objects.select_for_update().get(key=key)
        if blob.references == 0:
            BlobBytes.objects.get_or_create(blob=blob, defaults={"data": data})
        blob.references += 1
        blob.save(update_fields=["references"])
    return blob


def open_bytes(key: str) -> bytes:
    """The bytes of a blob; raises BlobBytes.DoesNotExist when they were forgotten."""
    return bytes(BlobBytes.objects.get(blob_id=key).data)


def keep(key: str) -> None:
    """Count one more reference to bytes that are already kept."""
    Blob.objects.filter(key=key).update(references=F("references") + 1)


def forget(key: str) -> None:
    """Drop one reference; with the last one the bytes are gone."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update().get(key=key)
        if blob.references <= 1:
            blob.delete()
        else:
            blob.references -= 1
            blob.save(update_fields=["references"])
