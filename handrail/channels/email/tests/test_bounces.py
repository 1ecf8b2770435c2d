"""What mail systems say of mails that did not arrive, and mails of people that only speak of it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.bounces.reasons import GROUPS
from handrail.channels.email.reading.letters import Bounce
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
OURS = "hr.12.abc@lamp.example"


def bounce_of(raw: bytes) -> Bounce:
    letter = read_mail(raw)
    assert letter.kind == "bounce"
    assert letter.bounce is not None
    assert letter.bounce.group in GROUPS
    return letter.bounce


def report(fields: str, *, kind: str = "delivery-status", sender: str = DAEMON) -> bytes:
    """A multipart/report with one recipient's fields and the headers of our mail."""
    parts = (
        "--b\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.\n"
        f"--b\nContent-Type: message/{kind}\n\n{fields}\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        f"From: help@lamp.example\nTo: dora@nordlicht.example\nMessage-ID: <{OURS}>\n--b--\n"
    )
    return mail(
        parts,
        From=sender,
        Subject="Undelivered Mail Returned to Sender",
        Content_Type=f"multipart/report; report-type={kind}; boundary=b",
    )


def status(action: str, code: str, words: str) -> str:
    return (
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; dora@nordlicht.example\n"
        f"Action: {action}\nStatus: {code}\nDiagnostic-Code: smtp; {words}\n"
    )


def test_a_report_says_whom_why_and_about_which_mail() -> None:
    bounce = bounce_of(report(status("failed", "5.1.1", "550 5.1.1 <dora@nordlicht.example>: User unknown")))
    assert bounce.recipients == ("dora@nordlicht.example",)
    assert (bounce.status, bounce.permanent, bounce.group) == ("5.1.1", True, "address")
    assert bounce.reason == "550 5.1.1 <dora@nordlicht.example>: User unknown"
    assert bounce.returned_id == OURS
    assert bounce.event == "failed"


def test_the_address_we_wrote_to_counts_not_where_it_led() -> None:
    fields = (
        status("failed", "5.2.2", "552 over quota") + "Original-Recipient: rfc822; team@nordlicht.example\n"
    )
    assert bounce_of(report(fields)).recipients == ("team@nordlicht.example",)


@pytest.mark.parametrize(
    ("words", "code", "group", "permanent"),
    [
        ("550 5.1.1 no such user here", "5.1.1", "address", True),
        ("550 Host unknown", "5.0.0", "address", True),
        ("550 Requested action not taken: mailbox unavailable", "5.0.0", "address", True),
        ("552 5.2.2 Mailbox is full", "5.2.2", "mailbox", False),
        ("550 5.2.1 The email account that you tried to reach is disabled", "5.2.1", "mailbox", False),
        ("552 5.3.4 Message too big for system", "5.3.4", "mailbox", False),
        (
            "550 5.7.26 This mail has been blocked because the sender is unauthenticated",
            "5.7.26",
            "policy",
            False,
        ),
        ("554 5.7.1 Service unavailable; client host blocked using a list", "5.7.1", "policy", False),
        ("550 5.1.8 Sender address rejected: Domain not found", "5.1.8", "policy", False),
        ("554 5.7.1 This message was identified as spam", "5.7.1", "content", False),
        ("550 5.6.0 a virus was found in the attachment", "5.6.0", "content", False),
        ("connect to mx.nordlicht.example: Connection timed out", "4.4.1", "server", False),
        ("451 4.3.0 Temporary lookup failure", "4.3.0", "server", False),
        ("x", "5.1.2", "address", True),
        ("x", "5.2.3", "mailbox", False),
        ("x", "5.7.0", "policy", False),
    ],
)
def test_the_cause_is_one_of_six(words: str, code: str, group: str, permanent: bool) -> None:
    bounce = bounce_of(report(status("failed", code, words)))
    assert (bounce.group, bounce.permanent) == (group, permanent)


def test_a_delay_is_never_hard() -> None:
    bounce = bounce_of(report(status("delayed", "4.4.1", "host unknown to the name server")))
    assert (bounce.event, bounce.permanent) == ("delayed", False)


def test_a_report_of_success_is_no_failure() -> None:
    bounce = bounce_of(report(status("delivered", "2.0.0", "250 2.0.0 Ok")))
    assert (bounce.event, bounce.permanent, bounce.group) == ("delivered", False, "other")


def test_a_complaint_names_its_kind_and_the_mail() -> None:
    fields = "Feedback-Type: abuse\nUser-Agent: Filter/1.0\nOriginal-Rcpt-To: <dora@nordlicht.example>\n"
    bounce = bounce_of(report(fields, kind="feedback-report", sender="abuse@nordlicht.example"))
    assert (bounce.event, bounce.reason, bounce.returned_id) == ("complaint", "abuse", OURS)
    assert bounce.recipients == ("dora@nordlicht.example",)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        (
            "Hi. This is the qmail-send program at mx.example.\nI wasn't able to deliver your message.\n\n"
            "<dora@nordlicht.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            f"--- Below this line is a copy of the message.\n\nMessage-ID: <{OURS}>\n",
            "address",
        ),
        (
            "A message that you sent could not be delivered to one or more of its\nrecipients.\n\n"
            "  dora@nordlicht.example\n    mailbox is full: retry timeout exceeded\n\n"
            "------ This is a copy of the message, including all the headers. ------\n\n"
            f"Message-ID: <{OURS}>\n",
            "mailbox",
        ),
        (
            "The original message was received at Mon, 5 Jan 2026 10:00:00\n\n"
            "   ----- The following addresses had permanent fatal errors -----\n<dora@nordlicht.example>\n\n"
            "   ----- Transcript of session follows -----\n554 5.7.1 Spam message rejected\n\n"
            f"   ----- Original message follows -----\n\nMessage-Id: <{OURS}>\n",
            "content",
        ),
    ],
)
def test_notices_in_words_are_read(text: str, group: str) -> None:
    bounce = bounce_of(mail(text, From=DAEMON, Subject="failure notice", Return_Path="<>"))
    assert (bounce.recipients, bounce.group) == (("dora@nordlicht.example",), group)
    assert bounce.returned_id == OURS


def test_the_failed_address_may_stand_in_a_header_only() -> None:
    raw = mail(
        "Sorry.\n", From=DAEMON, Subject="Failure", X_Failed_Recipients="a@nordlicht.example, b@x.example"
    )
    assert bounce_of(raw).recipients == ("a@nordlicht.example", "b@x.example")


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_notice_of_a_sending_service_is_read(wrapped: bool) -> None:
    told = {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bouncedRecipients": [
                {
                    "emailAddress": "dora@nordlicht.example",
                    "status": "5.1.1",
                    "diagnosticCode": "550 user unknown",
                }
            ],
        },
        "mail": {"headers": [{"name": "Message-ID", "value": f"<{OURS}>"}]},
    }
    text = json.dumps({"Type": "Notification", "Message": json.dumps(told)} if wrapped else told)
    bounce = bounce_of(mail(text, From="no-reply@sns.amazonaws.com", Subject="Notification"))
    assert bounce == Bounce(
        recipients=("dora@nordlicht.example",),
        status="5.1.1",
        permanent=True,
        reason="550 user unknown",
        group="address",
        returned_id=OURS,
    )


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"Message": "{"}', '{"notificationType": "Bounce", "bounce": 1}', "Hello"]
)
def test_a_broken_notice_does_no_harm(text: str) -> None:
    letter = read_mail(mail(text, From="no-reply@sns.amazonaws.com", Subject="Notification"))
    assert letter.bounce is None or letter.bounce.recipients == ()


QUOTED = "550 5.1.1 <emil@x.example>: User unknown\n"


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        (f"My mail comes back, please help:\n{QUOTED}", {"Subject": "Undelivered Mail Returned to Sender"}),
        (
            f"Hello, your server refuses us:\n{QUOTED}",
            {"From": "postmaster@x.example", "Subject": "Delivery failure"},
        ),
        (f"See below\n{QUOTED}", {"Subject": "Fwd: failure notice", "From": "administrator@x.example"}),
        (
            f"It still fails:\n{QUOTED}",
            {"From": "postmaster@x.example", "In-Reply-To": "<1@x>", "Subject": "Mail failure"},
        ),
        ("Your parcel could not be delivered to\ndora@nordlicht.example\n", {"Subject": "Delivery failed"}),
        (
            "I am out of the office until Monday, see you then. Could we meet on Tuesday?",
            {"Subject": "Out of office"},
        ),
    ],
)
def test_people_who_speak_of_failures_stay_people(text: str, headers: dict[str, str]) -> None:
    letter = read_mail(mail(text, **headers))
    assert (letter.kind, letter.bounce) == ("message", None)


def test_a_person_who_attaches_a_bounce_stays_a_person() -> None:
    inner = report(status("failed", "5.1.1", "550 User unknown")).decode()
    body = (
        "--o\nContent-Type: text/plain\n\nWhat does this mean?\n"
        f"--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    )
    letter = read_mail(mail(body, Subject="Help", Content_Type="multipart/mixed; boundary=o"))
    assert (letter.kind, letter.bounce) == ("message", None)


@given(st.text(max_size=2_000), st.text(alphabet="abc@<>:;. 0123456789#-\n", max_size=2_000))
def test_whatever_a_report_holds_is_read(fields: str, words: str) -> None:
    raw = report(fields.replace("\x00", "")) + words.encode()
    assert bounce_of(raw).recipients is not None
    assert read_mail(mail(words, From=DAEMON, Return_Path="<>")).kind == "bounce"


@pytest.mark.parametrize(
    "piece",
    [
        "user user ",
        "550 ",
        "<a@b> ",
        "a" * 79,
        "-----",
        ":\na\n",
        "recipient address ",
        "message-id:\n ",
        "@",
        "5.1.1 ",
        " > ",
    ],
)
def test_hostile_words_cost_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begin = time.perf_counter()
    read_mail(mail(text, From=DAEMON, Subject="failure notice", Return_Path="<>"))
    read_mail(report(status("failed", "5.0.0", text[:4_000])))
    assert time.perf_counter() - begin < 2
