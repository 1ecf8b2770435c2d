"""A large log that a customer sends: nobody reads it before a job has looked through it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Conversation
from handrail.conversations.tasks import check_file as job
from handrail.conversations.verbs import File, Words, receive, redact_file, split
from handrail.conversations.verbs.checking import check_file, check_forgotten
from handrail.conversations.verbs.deleting import erase
from handrail.core import blobs
from handrail.core.models import Blob
from handrail.core.secrets.files import LARGEST_AT_ONCE
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
SECRET = "Sommer2024!x"
LOG = f"password={SECRET}\n".encode() + b"line 7: the lamp is on\n" * (LARGEST_AT_ONCE // 20)


@pytest.fixture
def sent(ask: Ask, dora: Customer) -> Attachment:
    return send(ask(), dora)


def send(conversation: Conversation, dora: Customer, *logs: bytes) -> Attachment:
    files = tuple(
        File.from_outside(f"debug-{at}.log", "text/plain", log) for at, log in enumerate(logs or (LOG,))
    )
    entry = receive(conversation, words=Words(text="It fails", files=files), by=dora.as_actor())
    return Attachment.objects.filter(message=entry.pk).earliest("pk")


def of(file: Attachment) -> Conversation:
    assert file.message is not None
    return file.message.conversation


def test_nobody_reads_it_before_it_was_looked_through(
    sent: Attachment, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    client = as_agent(ada)
    page = reverse("conversation", args=[of(sent).number])
    file, preview, line = (
        reverse("file", args=[sent.public_id, sent.name]),
        reverse("open_preview", args=[sent.public_id]),
        reverse("file_line", args=[sent.public_id]),
    )
    assert blobs.open_bytes(sent.blob_id) == b""
    assert sent.size == len(LOG)
    assert [client.get(one).status_code for one in (file, preview)] == [404, 404]
    for seen in (client.get(page), client.get(line)):
        assert 'data-state="checking"' in seen.content.decode()
        assert file not in seen.content.decode()
    assert as_agent(finn).get(line).status_code == 404

    (queued,) = ProcrastinateJob.objects.filter(task_name=job.name)
    job(**queued.args)
    sent.refresh_from_db()
    read = client.get(file).content
    assert read == LOG.replace(SECRET.encode(), "[password ••]".encode())
    assert sent.size == len(read)
    assert file in client.get(line).content.decode()
    assert client.get(preview).status_code == 302
    assert Blob.objects.count() == 1, "what came is forgotten"


def test_a_job_that_comes_twice_or_too_late_does_no_harm(sent: Attachment) -> None:
    key = str(sent.unchecked_id)
    assert [check_file(key), check_file(key)] == [1, 0]


def test_copies_of_it_are_looked_through_as_well(
    sent: Attachment, ask: Ask, dora: Customer, ada: Agent
) -> None:
    key, conversation = str(sent.unchecked_id), of(sent)
    assert sent.message is not None
    split(conversation, entry=sent.message.pk, by=ada.as_actor())
    twin = send(ask(), dora)
    assert Attachment.objects.filter(unchecked=key).count() == Blob.objects.get(key=key).references == 3
    assert check_file(key) == 3
    twin.refresh_from_db()
    assert SECRET.encode() not in blobs.open_bytes(twin.blob_id)
    assert Blob.objects.get().references == 3


def test_what_the_queue_has_lost_is_queued_again_once(sent: Attachment) -> None:
    ProcrastinateJob.objects.all().delete()
    assert [check_forgotten(), check_forgotten()] == [1, 1]
    (queued,) = ProcrastinateJob.objects.filter(task_name=job.name)
    assert job(**queued.args) is None
    assert check_forgotten() == 0


def test_it_is_erased_and_redacted_while_it_waits(ask: Ask, dora: Customer, cleo: Agent) -> None:
    first = send(ask(), dora, LOG, LOG + b"another")
    key, conversation = str(first.unchecked_id), of(first)
    assert redact_file(conversation, file=first.public_id, by=cleo.as_actor()) == 1
    assert not Blob.objects.filter(key=key).exists()
    (other,) = Attachment.objects.exclude(unchecked=None)
    assert other.size == len(LOG) + len("another")
    assert check_file(key) == 0
    erase(conversation)
    assert not Blob.objects.exists()


def test_small_texts_and_what_is_no_text_are_read_at_once(ask: Ask, dora: Customer) -> None:
    conversation = ask()
    files = (
        File.from_outside("a.log", "text/plain", LOG[:1000]),
        File.from_outside("a.png", "image/png", LOG),
    )
    receive(conversation, words=Words(text="It fails", files=files), by=dora.as_actor())
    small, picture = Attachment.objects.order_by("pk")
    assert SECRET.encode() not in blobs.open_bytes(small.blob_id)
    assert blobs.open_bytes(picture.blob_id) == LOG
    assert not ProcrastinateJob.objects.filter(task_name=job.name).exists()
