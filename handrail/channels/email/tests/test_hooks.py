"""Mail and news that e-mail services bring: kept before they hear 200, once, and only from who may."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting.trial_mails import new_token, trial_key, trial_mail
from handrail.channels.email.models import Connection, HookCall, IncomingMail, MailState, SentByEsp
from handrail.channels.email.tests.test_esp_sending import by_service
from handrail.channels.email.tests.test_intake import mail
from handrail.channels.email.tests.test_sending import answered, asked
from handrail.channels.email.verbs import connect_mailbox, pause_mailbox, renew_hook
from handrail.conversations.models import Conversation, SendState
from handrail.core import blobs
from handrail.core.room import NoRoom
from handrail.core.vault import unseal
from handrail.customers.verbs import has_bounced
from tests.esp_server import EspServer
from tests.work import work_until_empty

pytestmark = pytest.mark.django_db
SIGNING = "signing"


def receiving(support: Mailbox, esp: str, **secrets: str) -> Connection:
    return connect_mailbox(support, incoming="esp", esp=esp, esp_secrets=secrets)


def address(link: Connection, rest: str = "") -> str:
    return f"/hooks/mail/{link.esp}/{unseal(link.hook_sealed)}/{rest}"


def post(link: Connection, told: Any, rest: str = "", status: int = 200, **more: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(address(link, rest), told, content_type="application/json", **more)
    assert answer.status_code == status, answer.content
    assert not answer.cookies


def postmark(raw: bytes) -> dict[str, Any]:
    return {"FromName": "Dora", "MessageID": "pm-in-1", "Headers": [], "RawEmail": raw.decode()}


def signed(**fields: str) -> dict[str, str]:
    stamp, token = "1767600000", "t-1"
    signature = hmac.new(SIGNING.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": signature, **fields}


def test_a_mail_is_kept_to_the_byte_and_once(support: Mailbox) -> None:
    link, raw = receiving(support, "postmark"), mail("Grüße ☃", message_id="<one@nordlicht.example>")
    post(link, postmark(raw))
    post(link, postmark(raw))
    kept = IncomingMail.objects.get()
    assert blobs.open_bytes(kept.raw_id) == raw
    assert (kept.mailbox, kept.source, kept.posted) == (support, "esp", None)
    link.refresh_from_db()
    assert link.arrived_at
    assert link.checked_at


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_was_brought_becomes_a_conversation(support: Mailbox) -> None:
    post(receiving(support, "postmark"), postmark(mail("The page stays white.")))
    work_until_empty()
    assert Conversation.objects.get().mailbox == support


def test_a_mail_for_nobody_we_know_stays_in_the_mailbox_of_the_address(
    support: Mailbox, billing: Mailbox
) -> None:
    post(receiving(support, "postmark"), postmark(mail(to="somebody.else@elsewhere.example")))
    assert IncomingMail.objects.get().mailbox == support


def test_mailgun_s_form_gives_every_byte_and_must_be_signed(support: Mailbox) -> None:
    link = receiving(support, "mailgun", webhook_signing_key=SIGNING)
    raw = mail("x").replace(b"\n\n", b"\nX-Odd: caf\xe9 \xff\n\n", 1)
    told = signed(sender="dora@nordlicht.example", recipient="support@lamp.example")
    body = b"&".join(
        [*(f"{name}={value}".encode() for name, value in told.items()), b"body-mime=" + quoted(raw)]
    )
    form = "application/x-www-form-urlencoded"
    assert Client().post(address(link, "mime"), body, content_type=form).status_code == 200
    assert blobs.open_bytes(IncomingMail.objects.get().raw_id) == raw
    forged = body.replace(b"signature=", b"signature=0")
    assert Client().post(address(link, "mime"), forged, content_type=form).status_code == 403
    assert IncomingMail.objects.count() == 1


def test_sendgrid_s_form_in_parts_gives_every_byte(support: Mailbox) -> None:
    raw = mail("x").replace(b"\n\n", b"\nX-Odd: caf\xe9 \xff\n\n", 1)
    part = b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n' + raw + b"\r\n--b--\r\n"
    link = receiving(support, "sendgrid")
    answer = Client().post(address(link), part, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 200
    kept = blobs.open_bytes(IncomingMail.objects.get().raw_id)
    assert kept == raw
    assert b"\xff" in kept


def quoted(raw: bytes) -> bytes:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(raw, safe="").encode()


def test_a_mail_taken_apart_is_put_together_and_what_was_posted_is_kept(support: Mailbox) -> None:
    link = receiving(support, "mailjet")
    told = {
        "Sender": "dora@nordlicht.example",
        "Recipient": "support@lamp.example",
        "Headers": {
            "From": "Dora <dora@nordlicht.example>",
            "Subject": "Weiß",
            "Message-ID": "<two@x.example>",
        },
        "Text-part": "Die Seite bleibt weiß.",
        "Html-part": "<p>Die Seite bleibt weiß.</p>",
        "Parts": [
            {"Headers": {"Content-Type": "text/plain; charset=utf-8"}, "ContentRef": "Text-part"},
            {"Headers": {"Content-Type": "text/html; charset=utf-8"}, "ContentRef": "Html-part"},
            {
                "Headers": {
                    "Content-Type": "image/png",
                    "Content-Disposition": 'attachment; filename="a.png"',
                },
                "ContentRef": "Attachment1",
            },
        ],
        "Attachment1": base64.b64encode(b"\x89PNG").decode(),
    }
    post(link, told)
    post(link, told)
    kept = IncomingMail.objects.get()
    assert json.loads(blobs.open_bytes(str(kept.posted_id))) == told
    from handrail.channels.email.intake import process

    assert process(kept.pk).state == MailState.ACCEPTED
    conversation = Conversation.objects.get()
    message = conversation.messages.get()
    assert (message.subject, message.text.strip()) == ("Weiß", "Die Seite bleibt weiß.")
    assert [one.name for one in message.attachments.all()] == ["a.png"]


def test_a_large_mail_comes_through(support: Mailbox) -> None:
    raw = mail("x" * 70) + (b"y" * 74 + b"\r\n") * 460_000
    post(receiving(support, "postmark"), postmark(raw))
    assert IncomingMail.objects.get().raw.size == len(raw) > 34_000_000


def test_finn_gets_nothing(support: Mailbox, finn: Agent, as_agent: Any) -> None:
    link, told = receiving(support, "postmark"), json.dumps(postmark(mail()))
    for client in (Client(), as_agent(finn)):
        for wrong in (
            "/hooks/mail/postmark/guess/",
            "/hooks/mail/nobody/guess/",
            address(link).replace("mark", "al"),
        ):
            assert client.post(wrong, told, content_type="application/json").status_code == 404
        assert client.get(address(link)).status_code == 405
    assert Client().head(address(link)).status_code == 200
    old = address(link)
    renew_hook(link)
    assert Client().post(old, told, content_type="application/json").status_code == 404
    connect_mailbox(support, incoming="imap")  # no service has reason to call any more
    assert Client().post(address(link), told, content_type="application/json").status_code == 404
    assert not IncomingMail.objects.exists()
    assert unseal(link.hook_sealed) not in link.hook_hash


def test_what_cannot_be_read_is_refused_and_shown(support: Mailbox) -> None:
    link = receiving(support, "postmark")
    post(link, {"RecordType": "Bounce"}, status=400)
    link.refresh_from_db()
    assert "cannot be read" in link.in_error
    post(link, postmark(mail()))
    link.refresh_from_db()
    assert link.in_error == ""


def test_a_post_fetches_nothing_from_amazon(support: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who knows the address names a bucket, and we would look into it with the mailbox's keys."""
    asked: list[str] = []
    monkeypatch.setattr("boto3.session.Session.client", lambda _self, name, **_more: asked.append(name))
    link = receiving(support, "amazon_ses", aws_access_key_id="a", aws_secret_access_key="b")
    action = {"type": "S3", "bucketName": "payroll", "objectKey": "salaries"}
    told = {"notificationType": "Received", "mail": {}, "receipt": {"action": action}}
    notice = {"Type": "Notification", "MessageId": "m-1", "Message": json.dumps(told)}
    headers = {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": "Notification", "HTTP_X_AMZ_SNS_MESSAGE_ID": "m-1"}
    post(link, notice, status=400, **headers)
    assert asked == []
    assert not IncomingMail.objects.exists()


def test_not_now_is_said_so_that_the_service_comes_again(
    support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = receiving(support, "postmark")
    pause_mailbox(link)
    post(link, postmark(mail()), status=503)
    Connection.objects.update(is_active=True)

    def full() -> None:
        raise NoRoom("nearly full")

    monkeypatch.setattr("handrail.channels.email.esp.hooks.require_room", full)
    post(link, postmark(mail()), status=503)
    link.refresh_from_db()
    assert link.in_error == "nearly full"
    assert not IncomingMail.objects.exists()


def test_the_mail_of_our_own_test_is_noted_and_not_kept(support: Mailbox) -> None:
    link, token = receiving(support, "postmark"), new_token()
    post(link, postmark(trial_mail(support.address, token).as_bytes()))
    assert HookCall.objects.filter(connection=link, key=trial_key(token)).exists()
    assert not IncomingMail.objects.exists()


def bounce(**more: Any) -> dict[str, Any]:
    said = "smtp;550 5.1.1 <emil@brume.example> user unknown"
    told = {
        "RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "MessageID": "pm-1",
        "Email": "emil@brume.example", "Details": said, "BouncedAt": "2026-01-05T09:00:00Z",
    }  # fmt: skip
    return told | more


@pytest.fixture
def sent(support: Mailbox, ada: Agent, esp_server: EspServer, settings: Settings) -> Any:
    """A reply that Postmark calls pm-1."""
    settings.OWN_SERVERS = frozenset([esp_server.place])
    by_service(support, esp_server)
    entry = answered(asked(support), ada)
    SentByEsp.objects.create(message=entry.message, esp="postmark", esp_id="pm-1")
    entry.message.send_state = SendState.SENT
    entry.message.save()
    return entry


def told_of(sent: Any, told: dict[str, Any]) -> list[dict[str, Any]]:
    link = Connection.objects.get()
    post(link, told, "events/")
    post(link, told, "events/")  # services call again
    work_until_empty()
    return [entry.data for entry in sent.conversation.entries.filter(kind="bounced")]


@pytest.mark.django_db(transaction=True)
def test_a_bounce_is_told_and_the_address_marked_once(sent: Any) -> None:
    (told,) = told_of(sent, bounce())
    assert told["addresses"] == ["emil@brume.example"]
    assert (told["report"], told["permanent"], told["group"]) == ("failed", True, "address")
    assert "user unknown" in told["words"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("told", "report", "group"),
    [
        (bounce(Type="SoftBounce", Details="552 5.2.2 mailbox full"), "failed", "mailbox"),
        (bounce(Type="Transient", Details="451 4.4.1 connection timed out"), "delayed", "server"),
        (bounce(RecordType="SpamComplaint", Type="SpamComplaint", Details=""), "complaint", "other"),
    ],
)
def test_soft_late_and_complained_are_told_apart(
    sent: Any, told: dict[str, Any], report: str, group: str
) -> None:
    (noted,) = told_of(sent, told)
    assert (noted["report"], noted["permanent"], noted["group"]) == (report, False, group)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("odd", ["\0", "\ud800", "\x1b[31m"])
def test_what_a_strange_server_says_stops_no_event(sent: Any, odd: str) -> None:
    """Finn's server refuses our mail with bytes that no database takes: the service brings its words on."""
    said = f"smtp;550 5.1.1 user unknown{odd}"
    (told,) = told_of(sent, bounce(Details=said, Description=said))
    assert told["group"] == "address"
    link = Connection.objects.get()
    post(link, bounce(MessageID=f"pm-1{odd}", Email=f"emil{odd}@brume.example"), "events/")


@pytest.mark.django_db(transaction=True)
def test_who_opens_or_clicks_is_nobody_s_business(sent: Any) -> None:
    opened = {"RecordType": "Open", "MessageID": "pm-1", "Recipient": "emil@brume.example",
              "ReceivedAt": "2026-01-05T09:00:00Z"}  # fmt: skip
    assert told_of(sent, opened) == []
    assert told_of(sent, bounce(MessageID="of another sender")) == []
    assert not has_bounced("emil@brume.example")
