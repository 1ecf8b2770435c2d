"""What the doctor finds wrong."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from handrail import __version__
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.models import Connection, IncomingMail
from handrail.conversations.models import Entry, SendState
from handrail.conversations.verbs import Words, give_up_sending, reply
from handrail.core.audit import audit
from handrail.core.models import AuditEntry, Failure
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import Passage
from handrail.ops.doctor import clock, database, examining, mail, parts, work
from handrail.ops.doctor.backup import MADE, backup
from handrail.ops.doctor.findings import Finding
from handrail.ops.doctor.search import search
from handrail.ops.doctor.silence import Habit, is_unusual, longest_usual
from handrail.ops.doctor.work import replies
from handrail.ops.heartbeats import Heart, keys_fingerprint, this_node
from tests.articles import article
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


def test_a_worker_of_a_time_that_has_not_come_is_not_alive() -> None:
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 year')")
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


def test_a_mailbox_that_was_fetched_at_a_time_that_has_not_come_is_named(connected: Connection) -> None:
    connected.checked_at = timezone.now() + timedelta(days=365)
    connected.save()
    assert not mail.mail_in().is_well


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


def seen(node: str, name: str, seconds_ago: float, *, version: str = __version__, keys: str = "") -> None:
    """A part as another machine would have written it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ops_part (node, name, role, pid, version, fingerprint, started_at, seen_at)"
            " VALUES (%s, %s, '', 1, %s, %s, now(), now() - make_interval(secs => %s))",
            [node, name, version, keys or keys_fingerprint(), seconds_ago],
        )
    forget_remembered()


def test_a_part_that_fell_silent_is_named_with_its_machine_for_an_hour() -> None:
    assert not parts.parts().is_well, "nothing runs"
    Heart("web 1").beat()
    seen("old (1f2e)", "web 1", 7200)
    assert parts.parts().is_well
    assert parts.parts().says == "1 part runs"
    seen("spare (9c0d)", "worker", 5)
    assert parts.parts().says == "2 parts run on 2 machines"
    seen("spare (9c0d)", "web 1", 65)
    found = parts.parts()
    assert not found.is_well
    assert found.says == "web 1 on spare (9c0d) has been silent for 1 minute"


@pytest.mark.parametrize("seconds_ago", [-3600 * 24 * 365, -1800, 3600 * 24 * 365])
def test_parts_of_a_time_before_the_clock_was_set_are_not_alive(seconds_ago: float) -> None:
    Heart("web 1").beat()
    seen("spare (9c0d)", "worker", seconds_ago)
    (living,) = [part for part in parts.seen_parts() if part.lives]
    assert living.name == "web 1"
    assert "-" not in parts.parts().says


def test_machines_with_another_version_or_other_keys_are_named() -> None:
    Heart("web 1").beat()
    seen("spare (9c0d)", "worker", 1)
    assert parts.versions().is_well
    assert parts.keys().is_well
    seen("third (77aa)", "worker", 1, version="0.0.9", keys="others")
    assert parts.versions().says == f"0.0.9: third (77aa); {__version__}: spare (9c0d), {this_node()}"
    assert parts.keys().says == "other keys than here on third (77aa)"
    assert "HANDRAIL_VAULT_KEYS" in parts.keys().mend


def test_a_clock_that_was_set_back_is_said(ask: Ask) -> None:
    ask()
    assert clock.clock().is_well
    ask(at=timezone.now() + timedelta(hours=1))
    found = clock.clock()
    assert not found.is_well
    assert "in the future" in found.says


def test_a_machine_whose_clock_differs_from_the_database_s_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    an_hour_late = time.time() - 3600
    monkeypatch.setattr("handrail.ops.doctor.clock.time.time", lambda: an_hour_late)
    found = clock.clock()
    assert not found.is_well
    assert "1 hour apart" in found.says


def test_ten_thousand_due_jobs_are_counted_quickly_with_the_age_of_the_oldest() -> None:
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name)"
        " SELECT 'default', 'x' FROM generate_series(1, 10000)"
    )
    execute("UPDATE procrastinate_events SET at = now() - interval '2 hours'")
    execute("ANALYZE procrastinate_jobs, procrastinate_events")
    found = work.queue()
    assert found.says == "10000 jobs are due, the oldest for 2 hours"
    assert not found.is_well


def test_a_job_from_the_future_is_not_due_for_less_than_nothing() -> None:
    execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'x')")
    execute("UPDATE procrastinate_events SET at = now() + interval '1 year'")
    assert work.queue_now().oldest == 0
    assert work.queue().is_well


def test_a_job_without_a_task_is_a_failure_before_anybody_has_noted_it() -> None:
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'failed')"
    )
    assert not work.failures().is_well


def test_held_mail_is_a_finding(support: Mailbox) -> None:
    assert mail.held().is_well
    kept = keep(support, b"", Origin("import", path="broken.eml"))
    assert kept is not None
    process(kept.pk)
    assert mail.held().says == "1 mail is held"


def test_mail_that_came_and_that_nobody_read_is_a_finding(support: Mailbox) -> None:
    kept = keep(support, b"", Origin("practice"))
    assert mail.unread().is_well, "it came just now"
    IncomingMail.objects.filter(pk=kept.pk).update(received_at=timezone.now() - timedelta(minutes=11))
    assert not mail.unread().is_well
    process(kept.pk)
    assert mail.unread().is_well


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("mails", "span", "longest", "allowed"),
    [
        (9, hours(700), hours(90), None),  # too few to have a habit
        (1000, hours(100), hours(2), hours(24)),  # busy: a day without mail is nothing
        (11, hours(100), hours(12), hours(40)),  # usually every ten hours: four times that
        (400, hours(700), hours(62), hours(93)),  # mail rests at the weekend
        (10, hours(0), hours(0), hours(24)),
    ],
)
def test_how_long_a_mailbox_may_be_silent(
    mails: int, span: timedelta, longest: timedelta, allowed: timedelta | None
) -> None:
    assert longest_usual(Habit(mails, span, longest)) == allowed
    assert not is_unusual(allowed or hours(10_000), Habit(mails, span, longest))


@pytest.mark.parametrize(("last", "is_well"), [(30, True), (41, False), (41 + 24 * 40, False), (-5, True)])
def test_a_mailbox_that_falls_silent_is_named(connected: Connection, last: int, is_well: bool) -> None:
    """Mail came every ten hours, the newest `last` hours ago."""
    connected.uid_validity = 7
    connected.save()
    for number in range(20):
        mail_ = keep(connected.mailbox, b"x", Origin("imap", folder="INBOX", uid_validity=7, uid=number + 1))
        assert mail_ is not None
        mail_.received_at = timezone.now() - timedelta(hours=last + 10 * (19 - number))
        mail_.save()
    assert mail.silence().is_well is is_well
    assert ("support@lamp.example" in mail.silence().says) is not is_well


@pytest.mark.parametrize(("last", "is_well"), [(30, True), (41, False)])
@pytest.mark.parametrize("way", ["esp", "drop"])
def test_a_mailbox_that_mail_is_brought_to_may_fall_silent_too(
    connected: Connection, way: str, last: int, is_well: bool
) -> None:
    Connection.objects.update(incoming=way, imap_host="", checked_at=None)
    for number in range(20):
        mail_ = keep(connected.mailbox, b"x", Origin(way))
        mail_.received_at = timezone.now() - timedelta(hours=last + 10 * (19 - number))
        mail_.save()
    assert mail.silence().is_well is is_well
    assert ("support@lamp.example" in mail.silence().says) is not is_well
    assert mail.mail_in().is_well, "nobody looks into it, so it is never late"
    Connection.objects.update(in_error="the post cannot be read", in_error_since=timezone.now())
    assert "cannot be read" in mail.mail_in().says


def test_where_mail_is_delivered_somebody_must_listen(connected: Connection) -> None:
    assert mail.mail_drop().is_well
    Connection.objects.update(incoming="drop")
    assert not mail.mail_drop().is_well
    Heart("mail drop").beat()
    forget_remembered()
    assert mail.mail_drop().is_well
    assert "listening: " in mail.mail_drop().says


def test_a_reply_that_waits_for_days_is_a_finding(ask: Ask, ada: Agent) -> None:
    entry = reply(ask(), words=Words(text="Empty the cache."), by=ada.as_actor())
    assert replies().is_well
    Entry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(days=3))
    assert not replies().is_well


def test_who_never_used_our_backup_is_not_told_that_something_is_wrong() -> None:
    assert (backup().is_well, backup().kind) == (True, "risk")  # a warning: perhaps it is backed up otherwise
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


def test_articles_that_an_update_indexes_again_are_counted(db: None) -> None:
    article("White page")
    article("Lamps")
    well = search()
    Passage.objects.filter(translation__slug="lamps").update(version=0)
    renewing = search()
    assert well.is_well == renewing.is_well is True  # it goes on by itself, and articles are found
    assert "1" in renewing.says
    assert "1" not in well.says
