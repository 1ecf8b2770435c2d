"""What other helpdesks learned about mail the hard way: where each is proved, and those with no better home.

by token, reply address, our id, all references         test_matching, test_tokens, here (files)
no place there; closed long ago; merged                 test_matching
quoted, signed, "reply above this line"                 test_quotes, test_html_quotes, test_reply_samples
automatic, list and bulk mails reopen nothing           test_kinds, test_machine_samples, test_intake
loops: our own mail, two automatic mails a day          test_intake, test_bounced
bounces, hard and soft, and their addresses             test_bounces, test_bounce_samples, test_bounced
a null path and mailer-daemons are never answered       test_bounced
forwarded by hand; groups, lists, forms as senders      test_forwards
own addresses, aliases; one mail to several mailboxes   test_matching, here
no Message-ID, date, subject, recipients                test_every_mail, workspace: test_odd_mails, here
HTML only, text only, both, neither, files only         test_every_mail
pictures by cid, PDF inline, files without a name       test_every_mail, workspace: test_odd_mails
charsets, transfer encodings, broken addresses          test_every_mail
winmail.dat; calendars; signed and encrypted            test_winmail, test_invitations, test_protection
mails in mails                                          test_every_mail, test_forwards
too large, too slow, hostile                            test_every_mail, test_reading, bench/mail_fuzz, here
what cannot be read is held and can be read again       test_intake
scripts and pictures that spy                           workspace: test_hostile_words, journeys: test_hostile
an archive is imported without a word to anybody        test_intake
what leaves: threading, subjects, DKIM                  test_sending, test_writing, test_domain_check
"""

from __future__ import annotations

import pytest
from django.conf import settings

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.matching.tokens import make_token
from handrail.channels.email.quoting.text_quotes import split_reply
from handrail.channels.email.tests.material import mail
from handrail.channels.email.tests.test_intake import receive
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, reply
from handrail.customers.models import Customer

pytestmark = pytest.mark.django_db


def begin(support: Mailbox, body: str = "Hello\n", **headers: str) -> Conversation:
    done = receive(support, mail(body, **headers))
    assert done.conversation is not None, done.reason
    return done.conversation


@pytest.mark.parametrize(
    ("kind", "is_read"), [("text/plain", True), ("message/rfc822", True), ("image/png", False)]
)
def test_a_token_in_a_file_leads_home(support: Mailbox, ada: Agent, kind: str, is_read: bool) -> None:
    conversation = begin(support)
    to_dora = {"to": [{"name": "", "address": "dora@example.org"}]}
    entry = reply(conversation, words=Words(text="Yes.", recipients=to_dora), by=ada.as_actor())
    token = make_token(str(entry.pk), settings.SECRET_KEY)
    attached = (
        "--b\nContent-Type: text/plain\n\nSee there.\n--b\n"
        f"Content-Type: {kind}\nContent-Disposition: attachment; filename=old\n\n"
        f"Subject: Lamp\n\nYes. {token}\n--b--\n"
    )
    found = begin(support, attached, Content_Type="multipart/mixed; boundary=b")
    assert (found == conversation) is is_read


def test_the_line_to_answer_above_is_the_last_resort() -> None:
    text = "Yes, please.\n\n-- Reply above this line --\n\nAda asked:\nShall I send a new lamp?"
    assert split_reply(text).new == "Yes, please."


def test_a_mail_to_hundreds_of_people_makes_one_customer(support: Mailbox) -> None:
    everybody = ", ".join(f"Person {number} <p{number}@crowd.example>" for number in range(500))
    begin(support, Cc=everybody)
    assert Customer.objects.count() == 1


def test_who_writes_to_an_alias_and_to_us_writes_once(support: Mailbox) -> None:
    support.aliases = ["lamps@lamp.example"]
    support.save()
    headers = {"To": "support@lamp.example, lamps@lamp.example", "Message_ID": "<1@x.example>"}
    first = begin(support, **headers)
    receive(support, mail(**headers, Delivered_To="lamps@lamp.example"))
    assert Conversation.objects.get() == first
    assert first.messages.count() == 1


@pytest.mark.parametrize("missing", ["To", "Subject", "From"])
@pytest.mark.parametrize("value", ["", "<>", "undisclosed-recipients:;", "\x00", "=?utf-8?b??="])
def test_a_header_that_says_nothing_stops_nothing(support: Mailbox, missing: str, value: str) -> None:
    assert begin(support, **{missing: value}).messages.get().text.strip() == "Hello"


@pytest.mark.parametrize("reply_to", ["not an address", "<>", "dora@", "a@b@c, <x", "dora@example.org, , "])
def test_a_malformed_reply_to_leaves_somebody_to_answer(support: Mailbox, reply_to: str) -> None:
    conversation = begin(support, Reply_To=reply_to)
    assert conversation.customer.addresses.filter(value="dora@example.org").exists()
