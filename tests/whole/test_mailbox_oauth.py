"""A mailbox signs in with OAuth: connect, renew, taken back, and the warning before a secret ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting.grants import Grant, Kind, SignInService
from handrail.channels.email.connecting.oauth import accept, access_token, endpoints, question
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.roundtrip import test_mailbox as run_test
from handrail.channels.email.connecting.smtp import test_connection as run_smtp_test
from handrail.channels.email.connecting.telling import warn_of_ends
from handrail.channels.email.fetching import fetch_once
from handrail.channels.email.models import Connection, IncomingMail
from handrail.channels.email.tasks import send_to_agent
from handrail.channels.email.tests.material import mail
from handrail.channels.email.verbs import connect_mailbox, keep_service
from handrail.ops.doctor.mail import sign_in
from tests.oauth_servers import OAuthServer, running_oauth, running_oauth_imap, running_oauth_smtp
from tests.servers import ImapServer, running_smtp
from tests.work import empty_queue

pytestmark = pytest.mark.django_db(transaction=True)
BACK = "https://desk.example/back"


@pytest.fixture(autouse=True)
def _no_jobs_left() -> Iterator[None]:
    empty_queue()
    yield
    empty_queue()


@pytest.fixture
def oauth(settings: Any) -> Iterator[OAuthServer]:
    with running_oauth() as server:
        settings.OWN_SERVERS = frozenset({server.place})
        yield server


def service(oauth: OAuthServer) -> SignInService:
    row = SignInService(
        kind=Kind.OTHER, name="Ours", client_id=oauth.client_id,
        authorize_url=oauth.authorize_url, token_url=oauth.token_url, scope="mail",
    )  # fmt: skip
    return keep_service(row, oauth.client_secret)


def connected(
    support: Mailbox, oauth: OAuthServer, imap: ImapServer | None = None, **more: Any
) -> Connection:
    told: dict[str, Any] = (
        {"imap_host": imap.host, "imap_port": imap.port, "imap_security": "none"} if imap else {}
    )
    row = connect_mailbox(
        support, service=service(oauth), imap_user=support.address, smtp_user=support.address, **told, **more
    )
    allow(row, oauth)
    return row


def allow(row: Connection, oauth: OAuthServer) -> None:
    assert row.service
    url, verifier = question(row.service, row.imap_user, BACK, "state")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    back = parse_qs(urlsplit(oauth.authorize(query)).query)
    accept(row, back["code"][0], verifier, BACK)


@pytest.mark.parametrize(
    "says",
    [
        b"[" * 100_000,
        b"<html>",
        b"null",
        b'{"access_token": null, "refresh_token": "r"}',
        b'{"access_token": ["a"], "expires_in": {}}',
        b'{"error": "odd", "error_description": "a \\u0000 in it"}',
        b'{"error": ["invalid_grant"], "error_description": {"a": 1}}',
    ],
)
def test_a_provider_that_answers_nonsense_is_a_sentence_and_costs_nothing(
    support: Mailbox, oauth: OAuthServer, says: bytes
) -> None:
    row = connected(support, oauth)
    good = access_token(row)
    oauth.says_instead = says
    Grant.objects.update(access_ends_at=timezone.now() + timedelta(minutes=1))
    assert access_token(row) == good  # the one that still works is kept
    Grant.objects.update(access_ends_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(MailboxProblem) as problem:
        access_token(row)
    Connection.objects.update(in_error=str(problem.value)[:500])  # a table takes it
    with pytest.raises(MailboxProblem):
        accept(row, "code", "verifier", BACK)
    assert Grant.objects.get().revoked_at is None


@pytest.mark.parametrize("lasts", [0, -5, "²", 10**40, 1.5, None])
def test_a_token_lasts_as_long_as_can_be_meant(support: Mailbox, oauth: OAuthServer, lasts: Any) -> None:
    oauth.lasts = lasts
    row = connected(support, oauth)
    assert Grant.objects.get().access_ends_at < timezone.now() + timedelta(days=120)
    assert access_token(row)


def test_a_mailbox_fetches_and_tests_itself_with_tokens(support: Mailbox, oauth: OAuthServer) -> None:
    with running_oauth_imap(oauth) as (imap, inner), running_oauth_smtp(oauth, inner) as smtp:
        row = connected(support, oauth, imap, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        told: list[dict[str, Any]] = []
        trial = run_test(row, told.append, 15.0)
        assert trial.worked, trial.steps
        assert len(trial.steps) == 5
        assert "INBOX" in trial.folders
        assert told[-1]["ended"]
        inner.append(mail("Hello"))
        assert fetch_once(row) == 1  # all since the test, whose own mail is none of ours
        assert IncomingMail.objects.count() == 1


def test_tokens_are_sealed_and_renewed_before_they_end(support: Mailbox, oauth: OAuthServer) -> None:
    row = connected(support, oauth)
    grant = Grant.objects.get()
    first = access_token(row)
    assert first in oauth.access
    assert first not in grant.access_sealed
    assert access_token(row) == first
    Grant.objects.update(access_ends_at=timezone.now() + timedelta(minutes=5))
    second = access_token(row)
    assert second != first
    Grant.objects.update(access_ends_at=timezone.now())
    assert access_token(row) not in (first, second)  # the refresh token was changed too
    assert oauth.asked[-1]["grant_type"] == "refresh_token"


def test_a_permission_that_was_taken_back_is_said_at_once(support: Mailbox, oauth: OAuthServer) -> None:
    with running_oauth_imap(oauth) as (imap, _inner):
        row = connected(support, oauth, imap)
        assert sign_in().is_well
        oauth.revoke()
        Grant.objects.update(access_ends_at=timezone.now())
        with pytest.raises(MailboxProblem, match="Connect again"):
            fetch_once(row)
        assert Grant.objects.get().revoked_at
        assert support.address in sign_in().says
        asked = len(oauth.asked)
        with pytest.raises(MailboxProblem):
            access_token(row)
        assert len(oauth.asked) == asked  # nobody knocks at a closed door
        allow(row, oauth)
        assert sign_in().is_well
        assert fetch_once(row) == 0


def test_a_refused_token_names_the_step(support: Mailbox, oauth: OAuthServer) -> None:
    with running_oauth_imap(oauth) as (imap, _inner), running_oauth_smtp(oauth) as smtp:
        row = connected(support, oauth, imap, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        oauth.access.clear()
        oauth.answer_with = "temporarily_unavailable"
        trial = run_test(row, lambda told: None, 1.0)
        assert trial.steps[-1]["state"] == "failed"
        assert trial.steps[-1]["says"].startswith("Sign-in:")
        row.imap_host = ""
        trial = run_test(row, lambda told: None, 1.0)
        assert trial.steps[-1]["says"].startswith("Sign-in:")


def test_a_mail_that_does_not_arrive_is_said(support: Mailbox, oauth: OAuthServer) -> None:
    with running_oauth_imap(oauth) as (imap, _inner), running_oauth_smtp(oauth) as smtp:
        row = connected(support, oauth, imap, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        trial = run_test(row, lambda told: None, 0.5)
        assert trial.steps[-1]["says"].startswith("Arrival:")
        smtp.refuse_with = "550 5.7.60 not your address"
        trial = run_test(row, lambda told: None, 0.5)
        assert trial.steps[-1]["says"].startswith("Sending:")
        assert "not your address" in trial.steps[-1]["says"]


def test_a_client_that_is_refused_is_not_a_revoked_grant(support: Mailbox, oauth: OAuthServer) -> None:
    row = connected(support, oauth)
    oauth.answer_with = "invalid_client"
    with pytest.raises(MailboxProblem, match="secret"):
        access_token(row, fresh=True)
    assert Grant.objects.get().revoked_at is None


def test_a_token_service_on_a_private_address_is_not_asked(
    support: Mailbox, oauth: OAuthServer, settings: Any
) -> None:
    settings.OWN_SERVERS = frozenset()
    with pytest.raises(MailboxProblem, match="could not be asked"):
        connected(support, oauth)
    assert oauth.asked == []


@pytest.mark.parametrize(("days", "warns"), [(-1, True), (0, True), (8, True), (30, False)])
def test_a_secret_that_ends_is_warned_of(oauth: OAuthServer, days: int, warns: bool) -> None:
    row = service(oauth)
    row.secret_ends_on = (timezone.now() + timedelta(days=days)).date()
    row.save()
    assert sign_in().is_well != warns


def test_another_service_voids_the_grant(support: Mailbox, oauth: OAuthServer) -> None:
    connected(support, oauth)
    connect_mailbox(support, service=None)
    assert not Grant.objects.exists()


def test_microsoft_and_google_are_known() -> None:
    microsoft = endpoints(SignInService(kind=Kind.MICROSOFT, tenant="lamp.example"))
    assert microsoft.token == "https://login.microsoftonline.com/lamp.example/oauth2/v2.0/token"
    assert "offline_access" in microsoft.scope
    assert endpoints(SignInService(kind=Kind.GOOGLE)).more["access_type"] == "offline"


def test_a_token_that_is_refused_before_its_time_is_renewed_once(
    support: Mailbox, oauth: OAuthServer
) -> None:
    with running_oauth_imap(oauth) as (imap, _inner), running_oauth_smtp(oauth) as smtp:
        row = connected(support, oauth, imap, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        for use in (lambda: fetch_once(row), lambda: run_smtp_test(row)):
            oauth.access.clear()
            Grant.objects.update(renewed_at=None)
            asked = len(oauth.asked)
            use()
            assert len(oauth.asked) == asked + 1
        oauth.access.clear()
        with pytest.raises(MailboxProblem, match="refused the sign-in"):
            fetch_once(row)
        assert len(oauth.asked) == asked + 1  # not again within ten minutes
        assert Grant.objects.get().revoked_at is None


def test_what_was_taken_back_is_noticed_at_the_next_sign_in_and_told_to_the_owners(
    support: Mailbox, billing: Mailbox, olga: Agent, cleo: Agent, oauth: OAuthServer
) -> None:
    with (
        running_oauth_imap(oauth) as (imap, _inner),
        running_oauth_smtp(oauth) as smtp,
        running_smtp() as other,
    ):
        row = connected(support, oauth, imap, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        connect_mailbox(billing, smtp_host=other.host, smtp_port=other.port, smtp_security="none")
        oauth.revoke()  # the token itself would have been good for an hour
        with pytest.raises(MailboxProblem, match="Connect again"):
            run_smtp_test(row)
        assert Grant.objects.get().revoked_at
        assert support.address in sign_in().says
        with pytest.raises(MailboxProblem, match="Connect again"):
            fetch_once(row)
        jobs = ProcrastinateJob.objects.filter(task_name=send_to_agent.name)
        assert [job.args["to"] for job in jobs] == [[olga.email]]
        send_to_agent(**jobs.get().args)
        (warning,) = other.messages
        assert f"/settings/mailboxes/{support.pk}/" in warning.get_content()
        assert warning["From"] == billing.address


def test_without_another_mailbox_no_mail_is_tried(support: Mailbox, olga: Agent, oauth: OAuthServer) -> None:
    with running_oauth_smtp(oauth) as smtp:
        row = connected(support, oauth, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        oauth.revoke()
        with pytest.raises(MailboxProblem, match="Connect again"):
            run_smtp_test(row)
    assert not ProcrastinateJob.objects.filter(task_name=send_to_agent.name).exists()


def test_owners_are_told_once_a_fortnight_before_a_secret_ends(
    support: Mailbox, olga: Agent, oauth: OAuthServer
) -> None:
    row = service(oauth)
    jobs = ProcrastinateJob.objects.filter(task_name=send_to_agent.name)
    today = timezone.now().date()
    for days in (15, 7):
        SignInService.objects.update(secret_ends_on=today + timedelta(days=days))
        assert warn_of_ends() == 0
    assert not sign_in().is_well  # seen, though no mailbox can send
    connect_mailbox(support, smtp_host="smtp.lamp.example")
    assert [warn_of_ends(), warn_of_ends()] == [1, 0]
    assert jobs.get().args["to"] == [olga.email]
    assert f"/settings/sign-in-services/{row.pk}/" in jobs.get().args["body"]
    SignInService.objects.update(secret_ends_on=today + timedelta(days=10))  # another one was entered
    assert warn_of_ends() == 1
