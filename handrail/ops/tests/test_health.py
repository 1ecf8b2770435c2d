"""The page of Handrail's health: what fails in the background is seen, and can be done again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_mailbox, grant_access
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.models import Connection, DomainCheck, Grant, IncomingMail, WayOut
from handrail.channels.email.tasks import send
from handrail.core.audit import audit
from handrail.core.jobs import note_failure
from handrail.core.models import AuditEntry, Failure
from handrail.core.remembered import forget_remembered
from handrail.ops.doctor.backup import MADE
from handrail.ops.heartbeats import Heart
from handrail.ops.tests.test_doctor import execute
from tests.cast import Ask
from tests.work import empty_queue

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
RECEIVER = "handrail.channels.receivers.deliver_when_queued"
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
STATEMENTS = 40  # session and user, 30 of the doctor's checks, eight of the page


def test_held_mails_and_failures_are_shown_and_can_be_done_again(
    ask: Ask, support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    held = keep(support, b"", Origin("import", path="broken.eml"))
    assert held is not None
    process(held.pk)
    failure = note_failure(RECEIVER, str(conversation.entries.get().pk), ValueError("a stone on the path"))
    client = as_agent(cleo)
    page = client.get(reverse("health")).content.decode()
    assert "broken.eml" in page
    assert "a stone on the path" in page
    assert f"#{conversation.number}" in page

    before = ProcrastinateJob.objects.count()
    client.post(reverse("failure", args=[failure.pk]))
    client.post(reverse("mail_again", args=[held.pk]))
    assert ProcrastinateJob.objects.count() == before + 2
    assert client.get(reverse("mail_source", args=[held.pk])).content == b""

    client.post(reverse("mail_again", args=[held.pk]), {"dismiss": "1"})
    assert "broken.eml" not in client.get(reverse("health")).content.decode()
    assert IncomingMail.objects.get(pk=held.pk).raw_id == held.raw_id
    assert client.post(reverse("mail_again", args=[held.pk]), {"dismiss": "1"}).status_code == 404
    client.post(reverse("failure", args=[failure.pk]), {"dismiss": "1"})
    assert not Failure.objects.filter(resolved_at=None).exists()
    assert AuditEntry.objects.filter(action="failure dismissed").exists()
    assert client.post(reverse("failure", args=[failure.pk])).status_code == 404


def test_work_that_no_longer_exists_is_said_in_words(cleo: Agent, as_agent: SignIn) -> None:
    failure = note_failure("handrail.gone.receiver", "1", ValueError("x"))
    answer = as_agent(cleo).post(reverse("failure", args=[failure.pk]), follow=True)
    assert "no longer knows" in answer.content.decode()


def test_all_failures_of_a_kind_are_done_again_or_dismissed_together(cleo: Agent, as_agent: SignIn) -> None:
    for entry in range(7):
        note_failure(RECEIVER, str(entry), ValueError("a stone on the path"))
    client = as_agent(cleo)
    page = client.get(reverse("health")).content.decode()
    assert page.count("a stone on the path") == 5
    assert "and 2 more" in page
    before = ProcrastinateJob.objects.count()
    client.post(reverse("failures"), {"what": RECEIVER})
    assert ProcrastinateJob.objects.count() == before + 7
    client.post(reverse("failures"), {"what": RECEIVER, "dismiss": "1"})
    assert not Failure.objects.filter(resolved_at=None).exists()
    assert AuditEntry.objects.get(action="failure dismissed").data["count"] == 7
    assert client.post(reverse("failures"), {"what": RECEIVER}).status_code == 404


def test_a_job_that_waits_for_its_next_try_says_when_and_can_be_tried_now(
    ask: Ask, cleo: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    job = send.configure(schedule_in={"hours": 3}).defer(entry=conversation.entries.get().pk)
    failure = note_failure(send.name, str(job), ValueError("451 try later"))
    client = as_agent(cleo)
    page = client.get(reverse("health")).content.decode()
    assert "A reply could not be sent" in page
    assert f"#{conversation.number}" in page
    assert "tried again by itself" in page
    client.post(reverse("failure", args=[failure.pk]))
    assert ProcrastinateJob.objects.get(pk=job).scheduled_at <= timezone.now()
    client.post(reverse("failure", args=[failure.pk]), {"dismiss": "1"})
    assert ProcrastinateJob.objects.filter(pk=job, status="todo").exists(), "somebody waits for this reply"


def test_a_job_without_a_task_can_only_be_dismissed(cleo: Agent, as_agent: SignIn) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('default', 'handrail.gone.tasks.old', 'failed') RETURNING id"
        )
        (job,) = cursor.fetchone()
    failure = note_failure("handrail.gone.tasks.old", str(job), KeyError("old"))
    client = as_agent(cleo)
    assert ">Try again<" not in client.get(reverse("health")).content.decode()
    client.post(reverse("failure", args=[failure.pk]), {"dismiss": "1"})
    assert not ProcrastinateJob.objects.filter(pk=job).exists()


def test_the_page_asks_as_much_for_everything_as_for_nothing(
    ask: Ask, support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    empty_queue()
    Heart("worker").beat()
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    client = as_agent(cleo)
    client.get(reverse("health"))

    def statements() -> list[str]:
        forget_remembered()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("health"), headers=PART).status_code == 200
        return [one["sql"] for one in asked.captured_queries]

    few = statements()
    audit(None, MADE)
    assert 'data-kind="fine"' in verdict_of(client)
    _fill(ask, support)
    many = statements()
    assert len(few) <= len(many) == STATEMENTS, "\n".join(map(str, many))
    assert 'data-kind="late"' in verdict_of(client)


def verdict_of(client: Client) -> str:
    """The first lines of the page."""
    page = client.get(reverse("health")).content.decode()
    return page.partition('id="verdict"')[2].partition('id="parts"')[0]


def test_who_only_practises_and_never_backed_up_does_not_read_that_everything_works(
    ask: Ask, support: Mailbox, billing: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    empty_queue()
    Heart("worker").beat()
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    for mailbox in (support, billing):
        Connection.objects.create(mailbox=mailbox, outgoing=WayOut.PRACTICE, sent_at=timezone.now())
    Connection.objects.filter(mailbox=support).update(for_colleagues=True)
    client = as_agent(cleo)
    verdict = verdict_of(client)
    assert 'data-kind="risk"' in verdict
    for told in ('id="warned-mail_out"', 'id="warned-backup"', "2 mailboxes practise: nothing leaves"):
        assert told in verdict
    assert 'data-kind="fine"' not in verdict
    assert f'href="{reverse("mailbox", args=[support.pk])}"' in verdict
    page = client.get(reverse("health")).content.decode()
    assert re.search(r'id="finding-mail_in" data-kind="plain"', page)
    assert "Every reply has left" not in page
    assert 'data-kind="fine"' not in page.partition('id="mailboxes"')[2].partition("</section>")[0]
    Connection.objects.filter(mailbox=billing).update(outgoing=WayOut.SMTP, smtp_host="smtp.lamp.example")
    assert "1 mailbox works; 1 mailbox practises: nothing leaves" in verdict_of(client)
    audit(None, MADE)
    Connection.objects.filter(mailbox=support).update(outgoing=WayOut.SMTP, smtp_host="smtp.lamp.example")
    assert 'data-kind="fine"' in verdict_of(client)


def test_each_finding_leads_to_where_it_is_mended(
    ask: Ask, support: Mailbox, billing: Mailbox, cleo: Agent, finn: Agent, as_agent: SignIn
) -> None:
    _fill(ask, support)
    link = Connection.objects.get(mailbox=support)
    Connection.objects.filter(pk=link.pk).update(in_error_since=timezone.now())
    page = as_agent(cleo).get(reverse("health")).content.decode()
    verdict = page.partition('id="verdict"')[2].partition('id="parts"')[0]
    assert f'href="{reverse("mailbox", args=[support.pk])}"' in verdict
    for place in ("#held", "#failures"):
        assert f'href="{place}"' in verdict
        assert f'id="{place[1:]}"' in page
    finn.role = "lead"  # of other mailboxes
    finn.save()
    page = as_agent(finn).get(reverse("health")).content.decode()
    assert reverse("mailbox", args=[support.pk]) not in page


def test_a_lead_reads_nothing_of_mailboxes_that_they_do_not_see(
    ask: Ask, support: Mailbox, billing: Mailbox, way_out: Connection, finn: Agent, as_agent: SignIn
) -> None:
    finn.role = "lead"
    finn.save()
    now = timezone.now()
    Connection.objects.create(
        mailbox=billing, imap_host="imap.lamp.example", out_error_since=now, in_error_since=now,
        smtp_host="smtp.lamp.example", in_error="zqx", out_error="zqx",
    )  # fmt: skip
    Grant.objects.create(connection=billing.connection, access_ends_at=now, granted_at=now, revoked_at=now)
    about = [{"name": "SPF", "state": "missing"}]
    DomainCheck.objects.create(mailbox=billing, domain="zqx.example", findings=about, checked_at=now)
    create_mailbox(name="Zqx", address="zqx@lamp.example")  # in no sight either, and not connected
    note_failure(RECEIVER, str(ask(mailbox=billing).entries.get().pk), ValueError("550 zqx@x.example"))
    seen, client = ask().entries.get(), as_agent(finn)
    note_failure(RECEIVER, str(seen.pk), ValueError("a stone on the path"))
    for mailboxes in ([], [support]):
        for mailbox in mailboxes:
            grant_access(mailbox, to=finn)
        page = client.get(reverse("health")).content.decode().lower()
        assert not {one for one in ("zqx", "billing") if one in page}
        assert ("a stone on the path" in page) == bool(mailboxes)
        for key in ("mail_in", "mail_out", "sign_in", "domains"):
            assert f'id="wrong-{key}"' in page, "that something is wrong is no secret"
    assert client.get("/metrics").status_code == 404


def _fill(ask: Ask, support: Mailbox) -> None:
    """Some of everything that the page can show."""
    Connection.objects.create(mailbox=support, imap_host="imap.lamp.example", in_error="refused")
    for number in range(9):
        held = keep(support, b"", Origin("import", path=f"broken-{number}.eml"))
        assert held is not None
        process(held.pk)
        Heart(f"web {number}").beat()
        note_failure(RECEIVER, str(ask().entries.get().pk), ValueError("x"))
        job = send.defer(entry=ask().entries.get().pk)
        note_failure(send.name, str(job), ValueError("y"))


def test_the_state_alone_answers_the_page_s_own_question(cleo: Agent, as_agent: SignIn) -> None:
    Heart("web 1").beat()
    answer = as_agent(cleo).get(reverse("health"), headers=PART).content.decode()
    assert "<html" not in answer
    assert "web 1" in answer


def test_agents_and_other_mailboxes_leads_see_nothing(
    billing: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    held = keep(billing, b"", Origin("import", path="secret.eml"))
    assert held is not None
    process(held.pk)
    failure = note_failure("handrail.gone.receiver", "1", ValueError("a secret stone"))
    for stranger in (ada, finn):
        client = as_agent(stranger)
        for address in (reverse("health"), reverse("failures"), reverse("failure", args=[failure.pk])):
            for answer in (client.get(address), client.post(address, {"what": failure.what, "dismiss": "1"})):
                assert answer.status_code in (404, 405), address
                assert "stone" not in answer.content.decode()
    failure.refresh_from_db()
    assert failure.resolved_at is None
    finn.role = "lead"
    finn.save()
    client = as_agent(finn)
    for secret in ("secret.eml", "a secret stone"):
        assert secret not in client.get(reverse("health")).content.decode()
    for name in ("mail_again", "mail_source", "held_mail"):
        assert client.get(reverse(name, args=[held.pk])).status_code in (404, 405)
        assert client.post(reverse(name, args=[held.pk])).status_code in (404, 405)
