"""Odd mails as agents see them: meetings, protected mails, files without names, pictures in the words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.tests.material import mail
from handrail.conversations.models import Attachment, Conversation, Message

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
TIMES = "DTSTART;TZID=America/New_York:20250602T100000\r\nDTEND;TZID=America/New_York:20250602T103000\r\n"


def arrive(support: Mailbox, raw: bytes) -> Conversation:
    kept = process(keep(support, raw, Origin("imap")).pk)
    assert kept.conversation is not None, kept.reason
    return kept.conversation


def parts(*written: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--b\n{one}\n" for one in written)
    return mail(f"{body}--b--\n", Content_Type=f"multipart/{kind}; boundary=b")


def drawn(client: Client, conversation: Conversation) -> str:
    return client.get(f"/conversations/{conversation.number}/").content.decode()


def calendar(method: str, more: str = "") -> str:
    event = f"BEGIN:VEVENT\r\nSUMMARY:A lamp & <more>\r\nLOCATION:Room 1\r\n{TIMES}{more}END:VEVENT\r\n"
    ics = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\n{event}END:VCALENDAR\r\n"
    return f"Content-Type: text/calendar; method={method}\n\n{ics}"


def test_an_invitation_is_a_card_and_its_file_is_kept(support: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    more = "ORGANIZER;CN=Dora Doe:mailto:dora@x.org\r\n"
    page = drawn(
        as_agent(ada),
        arrive(support, parts("Content-Type: text/plain\n\nPlease come.", calendar("REQUEST", more))),
    )
    card = re.search(r'<section class="invitation".*?</section>', page, re.DOTALL)
    assert card
    words = " ".join(re.sub(r"<[^>]+>", " ", card[0]).split())
    assert words.startswith("Invitation A lamp &amp; &lt;more&gt; When Mon, 2 June 2025, 10:00–10:30")
    assert "America/New_York Mon, 2 June 2025, 16:00–16:30 your time" in words
    assert words.endswith("Where Room 1 Organiser Dora Doe &lt;dora@x.org&gt;")
    assert "invitation.ics" in page


@pytest.mark.parametrize(
    ("method", "more", "heading"),
    [
        ("CANCEL", "", "Meeting called off"),
        (
            "REPLY",
            "ATTENDEE;PARTSTAT=DECLINED;CN=Emil:mailto:emil@x.org\r\n",
            "Emil &lt;emil@x.org&gt; declines",
        ),
        ("REPLY", "", "Somebody answers"),
        ("COUNTER", "", "Another time is proposed"),
        ("PUBLISH", "RRULE:FREQ=DAILY\r\n", "repeats"),
    ],
)
def test_a_card_says_what_is_asked(
    support: Mailbox, ada: Agent, as_agent: SignIn, method: str, more: str, heading: str
) -> None:
    assert heading in drawn(as_agent(ada), arrive(support, parts(calendar(method, more))))


def test_whole_days_are_shown_as_days(support: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    days = "DTSTART;VALUE=DATE:20250602\r\nDTEND;VALUE=DATE:20250604\r\n"
    page = drawn(as_agent(ada), arrive(support, parts(calendar("REQUEST").replace(TIMES, days))))
    assert "Mon, 2 June 2025 – Tue, 3 June 2025" in page
    assert "your time" not in page


def test_protected_mails_say_so(support: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    signature = "Content-Type: application/pgp-signature\n\nx"
    signed = arrive(support, parts("Content-Type: text/plain\n\nhi", signature, kind="signed"))
    page = drawn(client, signed)
    assert "Signed, not verified" in page
    assert "signature.asc" in page
    sealed = arrive(support, mail("MIAG", Content_Type="application/pkcs7-mime; name=smime.p7m"))
    page = drawn(client, sealed)
    assert "Encrypted, not readable here" in page
    assert "smime.p7m" in page


def test_a_picture_in_the_words_is_not_listed_again(support: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    html = 'Content-Type: text/html\n\n<p>Look <img src="cid:pic%40x"></p>'
    picture = "Content-Type: image/png; name=pic.png\nContent-ID: <pic@x>\n\nx"
    other = "Content-Type: image/png; name=other.png\n\ny"
    page = drawn(as_agent(ada), arrive(support, parts(html, picture, other, kind="related")))
    assert page.count("pic.png") == 1  # as the picture's address
    assert page.count("other.png") > 1


def test_files_are_called_by_what_they_are(support: Mailbox) -> None:
    inner = "Content-Type: message/rfc822\n\nSubject: Old lamp\nFrom: Emil <e@x.org>\n\nbroken\n"
    arrive(support, parts("Content-Type: application/pdf\n\n%PDF", inner))
    assert list(Attachment.objects.values_list("name", flat=True)) == ["attachment.pdf", "Old lamp, Emil.eml"]


def test_a_meeting_that_comes_twice_is_listed_once(support: Mailbox) -> None:
    again = calendar("REQUEST").replace("method=REQUEST", "method=REQUEST; name=invite.ics", 1)
    arrive(support, parts("Content-Type: text/plain\n\ncome", calendar("REQUEST"), again))
    assert list(Attachment.objects.values_list("name", flat=True)) == ["invite.ics"]


def test_a_mail_without_an_id_gets_one_from_its_bytes(support: Mailbox) -> None:
    arrive(support, mail("one"))
    arrive(support, mail("two"))
    first, second = Message.objects.values_list("message_id", flat=True)
    assert first.endswith("@no-message-id.invalid")
    assert first != second


def test_a_name_that_is_only_the_address_is_none(support: Mailbox) -> None:
    conversation = arrive(support, mail(From="=?utf-8?q?dora=40x.org?= <dora@x.org>"))
    assert Message.objects.get().sender == {"name": "", "address": "dora@x.org"}
    assert conversation.customer.name in {"", "dora@x.org"}
