"""Bytes by their SHA-256: put, open, forget. A row says where they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.db.models import BinaryField, F, Func, Value

from handrail.core.models import Blob, BlobBytes
from handrail.core.statements import prepared_cursor

# The row is locked by whoever counts first, so two who bring the same bytes store them once.
_PUT = """
WITH counted AS (
  INSERT INTO core_blob AS kept (key, size, "references", store) VALUES (%s, %s, 1, 'postgres')
  ON CONFLICT (key) DO UPDATE SET "references" = kept."references" + 1 RETURNING key, "references"
)
INSERT INTO core_blobbytes (blob_id, data) SELECT key, %b FROM counted WHERE "references" = 1
"""


_KEEP = 'UPDATE core_blob SET "references" = "references" + 1 WHERE key = %s'


def put(data: bytes) -> Blob:
    """Keep `data` (or count one more reference to it) in the caller's transaction."""
    key = hashlib.sha256(data).hexdigest()
    with prepared_cursor() as cursor:
        cursor.execute(_PUT, [key, len(data), data])
    return Blob(key=key, size=len(data))


def open_bytes(key: str) -> bytes:
    """The bytes of a blob; raises BlobBytes.DoesNotExist when they were forgotten."""
    return bytes(BlobBytes.objects.get(blob_id=key).data)


def open_part(key: str, first: int, end: int) -> bytes:
    """Bytes `first` to before `end`, without reading the rest; raises BlobBytes.DoesNotExist."""
    where = (F("data"), Value(first + 1), Value(end - first))
    part = Func(*where, function="substring", output_field=BinaryField())
    return bytes(BlobBytes.objects.filter(blob_id=key).values_list(part, flat=True).get())


def open_many(keys: Sequence[str]) -> dict[str, bytes]:
    """The bytes of several blobs by their keys; those that were forgotten are missing."""
    found = BlobBytes.objects.filter(blob_id__in=set(keys)).values_list("blob_id", "data")
    return {key: bytes(data) for key, data in found}


def keep(key: str) -> None:
    """Count one more reference to bytes that are already kept."""
    with prepared_cursor() as cursor:
        cursor.execute(_KEEP, [key])


def forget(key: str) -> None:
    """Drop one reference; with the last one the bytes are gone."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update().get(key=key)
        if blob.references <= 1:
            blob.delete()
        else:
            blob.references -= 1
            blob.save(update_fields=["references"])
