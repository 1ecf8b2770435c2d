"""Refusals and notices of some sixty mail systems, invented after their manuals: what is understood."""

from __future__ import annotations

import pytest

from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail
from handrail.channels.email.tests.samples.bounces import DORA, Sample, about_two, notices, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name[:60])
def test_what_systems_say_is_understood(sample: Sample) -> None:
    bounce = read_mail(sample.raw).bounce
    assert bounce is not None
    assert (bounce.group, bounce.permanent, bounce.recipients) == (sample.group, sample.hard, (DORA,))


def test_almost_all_are_told_without_a_return_path() -> None:
    bare = [read_mail(one.raw.replace(b"Return-Path: <>\n", b"", 1)) for one in notices()]
    assert sum(letter.kind == "bounce" for letter in bare) >= 0.95 * len(bare)


@pytest.mark.parametrize(
    ("program", "raw"), about_two(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_everybody_who_was_not_reached_is_named_and_nobody_else(program: str, raw: bytes) -> None:
    bounce = read_mail(raw).bounce
    assert bounce is not None, program
    assert set(bounce.recipients) == {DORA, "emil@x.example"}


def test_who_writes_to_themselves_is_named_all_the_same() -> None:
    text = "The following address failed:\n\n  dora@example.org\n    550 User unknown\n"
    bounce = read_mail(
        mail(text, From="MAILER-DAEMON@mx.example", To="dora@example.org", Subject="Failure")
    ).bounce
    assert bounce is not None
    assert bounce.recipients == ("dora@example.org",)


REPORT = """--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{fields}
--b--
"""


@pytest.mark.parametrize(
    ("fields", "recipients"),
    [
        ("Final-Recipient: dora@nordlicht.example\nAction: failure\nStatus: 550 5.1.1", (DORA,)),
        (
            "Final-Recipient: RFC822;<dora@nordlicht.example>\nAction: Failed\nStatus: 5.1.1 (unknown)",
            (DORA,),
        ),
        ("Original-Recipient: rfc822; dora@nordlicht.example\nAction: failed\nStatus: 5.1.1", (DORA,)),
        ("X-Actual-Recipient: rfc822; dora@nordlicht.example\nAction: failed", (DORA,)),
        ("FINAL-RECIPIENT : rfc822;dora@nordlicht.example\nSTATUS : 5.1.1", (DORA,)),
        (
            "Final-Recipient: rfc822; dora@nordlicht.example\nStatus: 5.1.1\n"
            "Final-Recipient: rfc822; emil@nordlicht.example\nStatus: 5.1.1",
            (DORA, "emil@nordlicht.example"),
        ),
        (
            "Final-Recipient: rfc822; elsewhere@x.example\nStatus: 5.1.1\n"
            "Original-Recipient: rfc822; dora@nordlicht.example",
            (DORA,),
        ),
    ],
)
def test_fields_of_a_report_are_read_however_they_are_spelt(fields: str, recipients: tuple[str, ...]) -> None:
    raw = mail(
        REPORT.format(fields=fields),
        From="MAILER-DAEMON@mx.example",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )
    bounce = read_mail(raw).bounce
    assert bounce is not None
    assert bounce.recipients == recipients


def test_a_list_that_sends_a_mail_back_is_told_and_its_members_are_not() -> None:
    refused = {
        "From": "lamps-admin@x.example",
        "Subject": "You are not member (lamps ML)",
        "X-MLServer": "fml 4",
    }
    assert read_mail(mail("You are not a member of this list.\n", **refused)).kind == "bounce"
    assert (
        read_mail(mail(**{**refused, "From": "emil@x.example", "List-Id": "<lamps.x.example>"})).kind
        == "list"
    )


def test_a_complaint_without_a_report_is_one_and_a_persons_complaint_is_not() -> None:
    subject = "complaint about message from 192.0.2.1"
    attached = (
        "--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: dora@nordlicht.example\n"
        "Subject: Lamp\n\nHello\n--b--\n"
    )
    letter = read_mail(mail(attached, Subject=subject, Content_Type="multipart/mixed; boundary=b"))
    assert letter.bounce is not None
    assert (letter.bounce.event, letter.bounce.recipients) == ("complaint", (DORA,))
    assert read_mail(mail("Stop this please.\n", Subject=subject)).kind == "message"


@pytest.mark.parametrize(
    ("said", "hard"),
    [("in reply to end of DATA command", False), ("in reply to RCPT TO command", True)],
)
def test_carriers_that_say_unknown_after_reading_a_mail_are_not_believed(said: str, hard: bool) -> None:
    text = (
        "I'm sorry to have to inform you that your message could not be delivered.\n\n"
        f"<dora@ezweb.ne.jp>: host mx.ezweb.ne.jp[192.0.2.1] said: 550 : User unknown ({said})\n"
    )
    letter = read_mail(mail(text, From="MAILER-DAEMON@mx.example", Subject="Undelivered Mail"))
    assert letter.bounce is not None
    assert (letter.bounce.group, letter.bounce.permanent) == ("address", hard)
