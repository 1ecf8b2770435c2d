"""Whether mail flows, and by which DKIM keys it is signed, as a test of the mailbox tells it."""

from __future__ import annotations

import pytest

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.roundtrip import keep_trial
from handrail.channels.email.connecting.selectors import selectors_in
from handrail.channels.email.connecting.trial_mails import new_token, trial_mail
from handrail.channels.email.connecting.trying import try_connection
from handrail.channels.email.esp.hooks import keep_brought
from handrail.channels.email.intake import Origin
from handrail.channels.email.models import Connection, DomainCheck, WayIn
from tests.servers import SmtpServer

pytestmark = pytest.mark.django_db


def sending(support: Mailbox, server: SmtpServer, **more: object) -> Connection:
    return Connection.objects.create(
        mailbox=support, smtp_host=server.host, smtp_port=server.port, smtp_security="none", **more
    )


def after_a_test(connection: Connection) -> Connection:
    keep_trial(connection.pk)
    return Connection.objects.get(pk=connection.pk)


def test_a_test_that_went_well_is_known_to_have_been(support: Mailbox, smtp_server: SmtpServer) -> None:
    connection = sending(support, smtp_server)
    assert connection.flow_out.state == "unknown"
    assert after_a_test(connection).flow_out.state == "works"
    assert connection.flow_in.state == "unknown"


def test_a_test_that_failed_says_so_until_mail_flows(support: Mailbox, smtp_server: SmtpServer) -> None:
    connection = sending(support, smtp_server, incoming=WayIn.DROP)
    smtp_server.refuse_with = "550 5.7.1 not you"
    found = after_a_test(connection).flow_out
    assert (found.state, "550 5.7.1 not you" in found.says) == ("fails", True)
    connection.refresh_from_db()
    connection.sent_at = found.at
    assert connection.flow_out.state == "works"
    connection.out_error = "It refuses the password."
    assert connection.flow_out.says == "It refuses the password."


def test_that_the_server_let_us_in_is_known_and_is_no_test(support: Mailbox, smtp_server: SmtpServer) -> None:
    connection = sending(support, smtp_server)
    assert try_connection(connection) == []
    connection.refresh_from_db()
    assert connection.flow_out.state == "works"
    smtp_server.refuse_with = "550 5.7.1 not you"
    connection.incoming = WayIn.DROP
    connection.save()
    assert after_a_test(connection).flow_out.state == "fails"


def signed(*signatures: str) -> bytes:
    return "".join(f"DKIM-Signature: {one}\n" for one in signatures).encode()


def test_only_signatures_of_the_domain_itself_name_its_keys() -> None:
    raw = signed(
        "v=1; a=rsa-sha256; d=relay.example; s=relay; b=x",
        "v=1; a=rsa-sha256; d=Lamp.Example;\n\ts=K1; b=x",
        "v=1; d=lamp.example; s=../../x",
        "v=1; d=lamp.example; s=" + "x" * 64,
    )
    assert selectors_in(raw + b"\nDKIM-Signature: d=lamp.example; s=body", "lamp.example") == ["k1"]
    assert selectors_in(b"", "lamp.example") == []


def test_our_mail_that_comes_back_tells_the_names_of_the_keys(support: Mailbox) -> None:
    link = Connection.objects.create(mailbox=support, incoming=WayIn.DROP)
    mail = bytes(trial_mail(support.address, new_token()))
    assert keep_brought(support, link, signed("d=lamp.example; s=k1; b=x") + mail, Origin("drop")) == 0
    assert DomainCheck.objects.get().selectors == ["k1"]
    again = bytes(trial_mail(support.address, new_token()))
    keep_brought(support, link, signed("d=lamp.example; s=k2; b=x") + again, Origin("drop"))
    assert DomainCheck.objects.get().selectors == ["k1"]  # an admin may have written them
    stranger = b"X-Handrail-Trial: forged-token-of-a-stranger\nSubject: x\n\nx"
    DomainCheck.objects.all().delete()
    keep_brought(support, link, signed("d=lamp.example; s=k3; b=x") + stranger, Origin("drop"))
    assert not DomainCheck.objects.exists()
