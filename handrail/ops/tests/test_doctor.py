"""What the doctor finds wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Connection
from handrail.conversations.models import SendState
from handrail.conversations.verbs import Words, give_up_sending, reply
from handrail.core.audit import audit
from handrail.core.models import AuditEntry, Failure
from handrail.ops.doctor import database, examining, mail, work
from handrail.ops.doctor.backup import MADE, backup
from handrail.ops.doctor.findings import Finding
from handrail.ops.doctor.work import replies
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def connected() -> Connection:
    mailbox = Mailbox.objects.create(name="Support", address="support@lamp.example")
    return Connection.objects.create(
        mailbox=mailbox,
        imap_host="imap.lamp.example",
        smtp_host="smtp.lamp.example",
        checked_at=timezone.now(),
    )


def test_database_of_the_tests_is_well() -> None:
    for check in (database.server, database.characters, database.extensions, database.migrations):
        assert check().is_well, check()


def test_missing_extension_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "EXTENSIONS", ("pg_trgm", "hstore"))
    found = database.extensions()
    assert not found.is_well
    assert found.says == "missing: hstore"
    assert "CREATE EXTENSION hstore;" in found.mend


def test_worker_must_have_reported_lately() -> None:
    assert not work.worker().is_well
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes')")
    assert not work.worker().is_well
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert work.worker().is_well


@pytest.mark.parametrize(("due_in", "is_well"), [(-120, False), (-5, True), (86_400, True)])
def test_jobs_must_not_wait_long_after_they_are_due(due_in: int, is_well: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at, status)"
            " VALUES ('default', 'send', '{}', now() + make_interval(secs => %s), 'todo')",
            [due_in],
        )
    assert work.queue().is_well is is_well


def test_failure_counts_until_it_is_settled() -> None:
    failure = Failure.objects.create(what="receiver", subject="812", error="gone")
    assert not work.failures().is_well
    failure.resolved_at = timezone.now()
    failure.save()
    assert work.failures().is_well


def test_mailbox_that_works_is_well(connected: Connection) -> None:
    assert mail.mail_in().is_well
    assert mail.mail_out().is_well


def test_mailbox_that_was_not_fetched_lately_is_named(connected: Connection) -> None:
    connected.checked_at = timezone.now() - timedelta(hours=1)
    connected.save()
    found = mail.mail_in()
    assert not found.is_well
    assert "support@lamp.example" in found.says


def test_mailbox_that_cannot_send_is_named_with_its_error(connected: Connection) -> None:
    connected.out_error, connected.out_error_since = "wrong password", timezone.now()
    connected.save()
    found = mail.mail_out()
    assert not found.is_well
    assert found.says == "support@lamp.example: wrong password"


def test_check_that_breaks_is_a_finding_and_hinders_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise ZeroDivisionError

    monkeypatch.setattr(examining, "CHECKS", (broken, database.server))
    first, second = examining.examine()
    assert not first.is_well
    assert "ZeroDivisionError" in first.says
    assert second.is_well


def test_a_reply_that_was_not_sent_is_a_finding(ask: Ask, ada: Agent) -> None:
    assert replies().is_well
    entry = reply(ask(), words=Words(text="Empty the cache."), by=ada.as_actor())
    assert replies().is_well
    give_up_sending(entry.conversation, entry=entry.pk, state=SendState.FAILED, error="550")
    assert not replies().is_well


def test_who_never_used_our_backup_is_not_told_that_something_is_wrong() -> None:
    assert backup().is_well
    assert "no backup has been made" in backup().says


@pytest.mark.parametrize(
    ("days", "is_well", "says"),
    [(0, True, "less than a day"), (1, True, "1 day old"), (7, True, "7 days"), (9, False, "9 days")],
)
def test_who_stopped_backing_up_is_told(days: int, is_well: bool, says: str) -> None:
    for age in (30, days):
        made = audit(None, MADE)
        AuditEntry.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=age, hours=1))
    assert backup().is_well is is_well
    assert says in backup().says
