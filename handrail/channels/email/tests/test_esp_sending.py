"""A reply leaves by an e-mail service as it does by SMTP: once, threaded, and what became of it is told."""

from __future__ import annotations

import base64
from contextlib import suppress
from email import message_from_bytes
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import Settings

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.bounces.recording import message_of_esp_ids
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.roundtrip import test_mailbox as try_mailbox
from handrail.channels.email.connecting.transport import transport_of
from handrail.channels.email.connecting.trying import try_connection
from handrail.channels.email.esp import transport as esp_transport
from handrail.channels.email.esp.services import services
from handrail.channels.email.matching.tokens import read_message_id
from handrail.channels.email.models import Connection, SentByEsp
from handrail.channels.email.reading.letters import Attached, Person
from handrail.channels.email.sending.replies import TryLater, send_reply
from handrail.channels.email.sending.writing import compose
from handrail.channels.email.tests.test_intake import mail, receive
from handrail.channels.email.tests.test_sending import answered, asked, state_of
from handrail.channels.email.verbs import connect_mailbox
from handrail.conversations.models import SendState
from handrail.conversations.verbs import File, attach_to_draft
from tests.esp_server import AWS_KEY, KEY, EspServer
from tests.servers import free_port

pytestmark = pytest.mark.django_db
SERVICES = {"postmark": {"server_token": KEY}, "mailgun": {"api_key": KEY, "webhook_signing_key": "signing"}}


def by_service(support: Mailbox, server: EspServer, key: str = "postmark", **more: Any) -> Connection:
    told = {"outgoing": "esp", "esp": key, "esp_secrets": SERVICES.get(key), "esp_url": server.url}
    return connect_mailbox(support, **(told | {"esp_domain": "lamp.example"} | more))


@pytest.fixture(params=sorted(SERVICES))
def connected(
    request: pytest.FixtureRequest, support: Mailbox, esp_server: EspServer, settings: Settings
) -> Connection:
    settings.OWN_SERVERS = frozenset([esp_server.place])
    return by_service(support, esp_server, request.param)


def headers_of(told: dict[str, Any]) -> dict[str, str]:
    """The mail's own headers, as the service was told them."""
    if "Headers" in told:
        return {one["Name"].lower(): one["Value"] for one in told["Headers"]}
    return {name[2:].lower(): value for name, value in told.items() if name.startswith("h:")}


def test_a_reply_threads_and_carries_our_signed_message_id(
    support: Mailbox, connected: Connection, ada: Agent, esp_server: EspServer
) -> None:
    conversation = asked(support)
    attach_to_draft(conversation, agent=ada, kind="reply", file=File("Größe.txt", "text/plain", b"1 2 3"))
    entry = answered(conversation, ada)
    send_reply(entry.pk, is_last_try=False)
    (told,) = esp_server.sent
    headers = headers_of(told)
    assert headers["in-reply-to"] == headers["references"] == "<one@nordlicht.example>"
    assert read_message_id(headers["message-id"], settings.SECRET_KEY) == str(entry.pk)
    assert headers["x-handrail"]
    to, cc = told.get("To") or told.get("to"), told.get("Cc") or told.get("cc")
    assert to == "Dora <dora@nordlicht.example>"
    assert cc == "emil@brume.example"
    assert "Empty the cache." in (told.get("TextBody") or told.get("text") or "")
    if connected.esp == "postmark":
        assert headers["x-pm-keepid"] == "true"
        assert told["TrackOpens"] is False
        assert base64.b64decode(told["Attachments"][0]["Content"]) == b"1 2 3"
        assert told["Attachments"][0]["Name"] == "Größe.txt"
    else:
        assert told["o:tracking-opens"] == "no"
        assert [content for _name, content in told["attachment"]] == [b"1 2 3"]
    assert state_of(entry) == SendState.SENT
    assert SentByEsp.objects.filter(message=entry.pk, esp=connected.esp).count() == 1
    back = receive(support, mail("It works!", references=headers["message-id"]))
    assert back.conversation == conversation


def test_an_answer_to_the_service_s_own_id_comes_home(
    support: Mailbox, ada: Agent, esp_server: EspServer, settings: Settings
) -> None:
    settings.OWN_SERVERS = frozenset([esp_server.place])
    by_service(support, esp_server)
    conversation = asked(support)
    entry = answered(conversation, ada)
    send_reply(entry.pk, is_last_try=False)
    back = receive(support, mail("It works!", references="<pm-1@mtasv.example>"))
    assert back.conversation == conversation
    found = message_of_esp_ids(["pm-1@mtasv.example"], "postmark")
    assert found is not None
    assert found.pk == entry.pk
    assert message_of_esp_ids(["pm-1"], "mailgun") is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_tried_again(
    status: int, support: Mailbox, connected: Connection, ada: Agent, esp_server: EspServer
) -> None:
    esp_server.answer_with = (status, {"Message": "slower, please", "message": "slower, please"})
    entry = answered(asked(support), ada)
    with pytest.raises(TryLater, match="slower, please"):
        send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.QUEUED
    esp_server.answer_with = None
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.SENT
    assert len(esp_server.sent) == 1


@pytest.mark.parametrize("status", [400, 403, 413, 422])
def test_a_refusal_for_good_is_said_at_once(
    status: int, support: Mailbox, connected: Connection, ada: Agent, esp_server: EspServer
) -> None:
    esp_server.answer_with = (
        status,
        {"ErrorCode": 405, "Message": "not this sender", "message": "not this sender"},
    )
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.FAILED
    assert "not this sender" in entry.message.send_error


@pytest.mark.parametrize("status", [502, 504])
def test_when_a_gateway_lost_the_answer_nobody_knows(
    status: int, support: Mailbox, connected: Connection, ada: Agent, esp_server: EspServer
) -> None:
    esp_server.answer_with = (status, {})
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.UNKNOWN


def test_a_service_that_hangs_up_leaves_unknown_and_is_not_asked_again(
    support: Mailbox, connected: Connection, ada: Agent, esp_server: EspServer
) -> None:
    esp_server.hang_up = True
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.UNKNOWN
    esp_server.hang_up = False
    send_reply(entry.pk, is_last_try=False)
    assert esp_server.sent == []


def test_a_service_that_says_nothing_leaves_unknown(
    support: Mailbox,
    connected: Connection,
    ada: Agent,
    esp_server: EspServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(esp_transport, "TIMEOUT", (1.0, 0.2))
    esp_server.silent = 1.0
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.UNKNOWN


def test_a_service_that_cannot_be_reached_is_an_admin_s_business(
    support: Mailbox, connected: Connection, ada: Agent, settings: Settings
) -> None:
    port = free_port()
    settings.OWN_SERVERS = frozenset([f"127.0.0.1:{port}"])
    connect_mailbox(support, esp_url=f"http://127.0.0.1:{port}/")
    entry = answered(asked(support), ada)
    with pytest.raises(TryLater):
        send_reply(entry.pk, is_last_try=False)
    connected.refresh_from_db()
    assert f"127.0.0.1 refuses connections on port {port}" in connected.out_error


def test_no_request_goes_to_any_address_but_the_service_s_own(
    support: Mailbox, connected: Connection, ada: Agent, esp_server: EspServer, settings: Settings
) -> None:
    entry = answered(asked(support), ada)
    esp_server.go_elsewhere = esp_server.url + "inside/"
    with pytest.raises(TryLater, match="redirected us"):
        send_reply(entry.pk, is_last_try=False)
    settings.OWN_SERVERS = frozenset()
    with pytest.raises(TryLater, match="HANDRAIL_OWN_SERVERS"):
        send_reply(entry.pk, is_last_try=False)
    assert esp_server.sent == []


def test_somebody_the_service_will_not_write_to_is_marked_and_the_agent_told(
    support: Mailbox, ada: Agent, esp_server: EspServer, settings: Settings
) -> None:
    settings.OWN_SERVERS = frozenset([esp_server.place])
    by_service(support, esp_server)
    says = "Message OK, but will not deliver to these inactive addresses: emil@brume.example."
    says += " Inactive recipients are ones that bounced."
    told = {"To": "dora@nordlicht.example", "MessageID": "pm-7", "ErrorCode": 0, "Message": says}
    esp_server.answer_with = (200, told)
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.PARTLY
    bounced = entry.conversation.entries.get(kind="bounced")
    assert bounced.data["addresses"] == ["emil@brume.example"]


def test_images_in_the_words_and_hidden_recipients_go(connected: Connection, esp_server: EspServer) -> None:
    image = Attached("lamp.png", "image/png", b"\x89PNG", True, "lamp")
    letter = compose(
        author="Ada", mailbox_name="Lamp", mailbox_address="support@lamp.example",
        to=[Person("Dora", "dora@nordlicht.example")], subject="Lamp", text="See.",
        html='<p>See. <img data-cid="lamp"></p>', date=timezone.now(), message_id="x@lamp.example",
        attachments=[image],
    )  # fmt: skip
    letter["Bcc"] = "emil@brume.example"
    letter["Auto-Submitted"] = "auto-replied"
    transport = transport_of(connected)
    assert transport is not None
    transport.send(letter)
    (told,) = esp_server.sent
    assert (told.get("Bcc") or told.get("bcc")) == "emil@brume.example"
    assert headers_of(told)["auto-submitted"] == "auto-replied"
    assert 'src="cid:lamp"' in (told.get("HtmlBody") or told.get("html") or "")
    if connected.esp == "postmark":
        (file,) = told["Attachments"]
        assert (file["ContentID"], base64.b64decode(file["Content"])) == ("cid:lamp", b"\x89PNG")
    else:
        assert told["inline"] == [("lamp", b"\x89PNG")]


def test_the_test_names_what_is_wrong_and_sends_nothing(connected: Connection, esp_server: EspServer) -> None:
    transport = transport_of(connected)
    assert transport is not None
    transport.test()
    assert esp_server.sent == []
    secrets = {name: "wrong" for name in connected.esp_secrets}
    connect_mailbox(connected.mailbox, esp_secrets=secrets)
    connected.refresh_from_db()
    transport = transport_of(connected)
    assert transport is not None
    with pytest.raises(MailboxProblem, match="refused the key") as refused:
        transport.test()
    assert refused.value.step == "sign in"
    (problem,) = try_connection(connected)
    assert "refused the key" in problem
    trial = try_mailbox(connected, lambda told: None, 0.1)
    assert [step["state"] for step in trial.steps] == ["failed"]


def test_secrets_are_sealed_and_empty_ones_stay_as_they_are(connected: Connection) -> None:
    assert KEY not in connected.esp_sealed
    before = connected.esp_secrets
    connect_mailbox(connected.mailbox, esp_secrets={name: "" for name in before})
    connected.refresh_from_db()
    assert connected.esp_secrets == before


@pytest.mark.parametrize("key", sorted(services()))
def test_every_service_can_be_spoken_to(key: str) -> None:
    service = services()[key]
    assert service.view("Tracking").esp_name == service.view("Inbound").esp_name
    if service.is_installed:
        assert service.backend.esp_name == service.view("Tracking").esp_name


SES = {"aws_access_key_id": AWS_KEY, "aws_secret_access_key": "secret"}


def test_amazon_gets_the_whole_mail_and_its_answers_come_home(
    support: Mailbox, ada: Agent, esp_server: EspServer, settings: Settings
) -> None:
    settings.OWN_SERVERS = frozenset([esp_server.place])
    link = by_service(support, esp_server, "amazon_ses", esp_secrets=SES, esp_region="eu-west-1")
    transport = transport_of(link)
    assert transport is not None
    transport.test()
    conversation = asked(support)
    entry = answered(conversation, ada)
    send_reply(entry.pk, is_last_try=False)
    (told,) = esp_server.sent
    sent = message_from_bytes(base64.b64decode(told["Content"]["Raw"]["Data"]))
    assert sent["In-Reply-To"] == "<one@nordlicht.example>"
    assert told["Destination"]["ToAddresses"] == ["dora@nordlicht.example"]
    assert state_of(entry) == SendState.SENT
    back = receive(support, mail("It works!", references="<ses-1-000000@eu-west-1.amazonses.com>"))
    assert back.conversation == conversation


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((400, {"__type": "MessageRejected", "message": "not verified"}), SendState.FAILED),
        ((429, {"__type": "TooManyRequestsException", "message": "slower"}), SendState.QUEUED),
        ((504, {}), SendState.UNKNOWN),
    ],
)
def test_what_amazon_answers_is_told_apart(
    answer: tuple[int, dict[str, Any]],
    state: SendState,
    support: Mailbox,
    ada: Agent,
    esp_server: EspServer,
    settings: Settings,
) -> None:
    settings.OWN_SERVERS = frozenset([esp_server.place])
    by_service(support, esp_server, "amazon_ses", esp_secrets=SES, esp_region="eu-west-1")
    esp_server.answer_with = answer
    conversation = asked(support)
    entry = answered(conversation, ada)
    with suppress(TryLater):
        send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == state
    esp_server.answer_with, esp_server.hang_up = None, True
    other = answered(conversation, ada)
    send_reply(other.pk, is_last_try=False)
    assert state_of(other) == SendState.UNKNOWN


def test_a_wrong_key_at_amazon_is_named(support: Mailbox, esp_server: EspServer, settings: Settings) -> None:
    settings.OWN_SERVERS = frozenset([esp_server.place])
    wrong = SES | {"aws_access_key_id": "AKIAWRONG"}
    transport = transport_of(by_service(support, esp_server, "amazon_ses", esp_secrets=wrong))
    assert transport is not None
    with pytest.raises(MailboxProblem, match="refused the key"):
        transport.test()
