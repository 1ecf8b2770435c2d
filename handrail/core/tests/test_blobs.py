"""Bytes are kept once, counted, and gone with the last reference; secrets are sealed."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.fernet import Fernet
from django.db import IntegrityError, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.core import blobs
from handrail.core.models import Blob, BlobBytes
from handrail.core.vault import SecretUnreadableError, seal, unseal


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(min_value=1, max_value=4))
def test_bytes_come_back_and_go_with_their_last_reference(data: bytes, times: int) -> None:
    for _ in range(times):
        blob = blobs.put(data)
    assert blob.key == hashlib.sha256(data).hexdigest()
    assert Blob.objects.get(key=blob.key).references == times
    for left in range(times, 0, -1):
        assert blobs.open_bytes(blob.key) == data
        assert Blob.objects.get(key=blob.key).references == left
        blobs.forget(blob.key)
    with pytest.raises(BlobBytes.DoesNotExist):
        blobs.open_bytes(blob.key)


@pytest.mark.django_db
def test_keeping_counts_once_more() -> None:
    blob = blobs.put(b"once")
    blobs.keep(blob.key)
    blobs.forget(blob.key)
    assert blobs.open_bytes(blob.key) == b"once"


@pytest.mark.django_db
def test_a_key_that_is_no_hash_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="blob_key_is_sha256"), transaction.atomic():
        Blob.objects.create(key="x", size=1)


def test_secrets_are_sealed_and_keys_rotate() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with override_settings(VAULT_KEYS=[old]):
        sealed = seal("pass word")
    assert "pass word" not in sealed
    with override_settings(VAULT_KEYS=[new, old]):
        assert unseal(sealed) == "pass word"
        again = seal("pass word")
    with override_settings(VAULT_KEYS=[new]):
        assert unseal(again) == "pass word"
        with pytest.raises(SecretUnreadableError, match="HANDRAIL_VAULT_KEYS"):
            unseal(sealed)
    assert seal("") == unseal("") == ""
