"""What is not read in the page comes by mail: once, in one mail, not in quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.verbs import Words, note
from handrail.notifications import mailing
from handrail.notifications.mailing import mail_due
from handrail.notifications.models import Choice, Notification
from handrail.notifications.tests.test_telling import hear
from handrail.notifications.verbs import read_about
from tests.cast import Ask

pytestmark = pytest.mark.django_db


class Post:
    """Takes mails, or cannot."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []
        self.works = True

    def __call__(self, address: str, subject: str, text: str, reply_to: str = "") -> bool:
        if self.works:
            self.mails.append((address, subject, text))
        return self.works


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(mailing, "_SENDERS", [post])
    return post


def later(minutes: int = 20) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def test_two_mentions_make_one_mail(ask: Ask, ada: Agent, cleo: Agent, post: Post) -> None:
    for subject in ("White page", "Refund"):
        note(ask(subject=subject), words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    assert mail_due() == 0  # she may read it in the page first
    assert mail_due(at=later()) == 1
    assert mail_due(at=later()) == 0
    [(address, subject, text)] = post.mails
    assert (address, subject) == ("ada@lamp.example", "2 things are new")
    assert "Cleo mentions you\n#" in text
    assert "White page" in text
    assert "/conversations/" in text


def test_what_was_read_is_not_mailed(ask: Ask, ada: Agent, cleo: Agent, post: Post) -> None:
    conversation = ask()
    note(conversation, words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    read_about(ada, conversation.pk)
    assert mail_due(at=later()) == 0


def test_quiet_hours_keep_it_and_the_morning_brings_it(ask: Ask, ada: Agent, cleo: Agent, post: Post) -> None:
    night = timezone.now().replace(hour=23, minute=0)
    Choice.objects.create(agent=ada, quiet_from=time(20), quiet_until=time(8), mail_after=0)
    note(ask(), words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    Notification.objects.update(mail_due_at=night - timedelta(hours=1))
    assert mail_due(at=night) == 0
    assert mail_due(at=night + timedelta(hours=10)) == 1


def test_without_a_mailbox_that_sends_it_waits(ask: Ask, ada: Agent, cleo: Agent, post: Post) -> None:
    note(ask(), words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    post.works = False
    assert mail_due(at=later()) == 0
    post.works = True
    assert mail_due(at=later(30)) == 1
