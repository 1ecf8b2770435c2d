"""Old HTML mails, recorded before what they quote was folded, are folded; nothing else of them changes."""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict

from handrail.accounts.models import Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.rereading import reread, unfolded
from handrail.channels.email.tests.material import mail
from handrail.conversations.models import Message
from handrail.core.models import Blob, BlobBytes
from handrail.core.text_safety import safe_html

pytestmark = pytest.mark.django_db
HTML = {"Content_Type": "text/html; charset=utf-8"}
BODY = (
    "<div>It is dark again.</div><br><div class='gmail_quote'><div>On Mon, 2 Nov 2026 Ada wrote:</div>"
    "<blockquote><p>Is the lamp plugged in?</p></blockquote></div>"
)


def as_before(support: Mailbox, raw: bytes) -> tuple[int, Message]:
    """A mail as it was recorded when its HTML was kept whole; and its message as it is recorded now."""
    kept = process(keep(support, raw, Origin("imap")).pk)
    now = Message.objects.get(pk=kept.entry_id)
    Message.objects.filter(pk=now.pk).update(html=safe_html(read_mail(raw).html), quoted_html="")
    return kept.pk, now


def test_it_becomes_what_it_would_be_today(support: Mailbox) -> None:
    pk, now = as_before(support, mail(BODY, **HTML))
    assert now.quoted_html
    assert unfolded() == [pk]
    references = Blob.objects.get().references
    assert reread(pk)
    assert model_to_dict(Message.objects.get()) == model_to_dict(now)
    assert Blob.objects.get().references == references
    assert unfolded() == []
    assert not reread(pk)


@pytest.mark.parametrize("changed", [{"text": "Other words."}, {"quoted": "Other"}, {"html": "<p>Other</p>"}])
def test_what_is_read_otherwise_today_stays(support: Mailbox, changed: dict[str, str]) -> None:
    pk, _now = as_before(support, mail(BODY, **HTML))
    Message.objects.update(**changed)
    before = model_to_dict(Message.objects.get())
    assert not reread(pk)
    assert model_to_dict(Message.objects.get()) == before


def test_what_went_meanwhile_stops_nobody(support: Mailbox) -> None:
    pk, _now = as_before(support, mail(BODY, **HTML))
    BlobBytes.objects.all().delete()
    assert not reread(pk)
    assert not reread(pk + 1)


def test_plain_mails_are_left_alone(support: Mailbox) -> None:
    process(keep(support, mail("New.\n\n> Old\n"), Origin("imap")).pk)
    Message.objects.update(quoted_html="")
    (pk,) = unfolded()
    assert not reread(pk)
