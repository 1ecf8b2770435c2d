"""Which conversation a mail continues, who may, and what it only refers to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from itertools import permutations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.matching import gathering
from handrail.channels.email.matching.means import means_of
from handrail.channels.email.matching.tokens import make_message_id, make_reply_address, make_token
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.reading.reader import read_mail
from handrail.conversations.models import Category, Conversation, Link, LinkReason, Message, Place
from handrail.conversations.verbs import Words, close, note, reply
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create, join_organisation
from tests.cast import Ask

pytestmark = pytest.mark.django_db
DORA, EMIL, FINN = "dora@nordlicht.example", "emil@brume.example", "finn@elsewhere.example"


def mail(sender: str = DORA, text: str = "Hello.", **headers: str) -> bytes:
    message = EmailMessage()
    given = {"To": "support@lamp.example", "Subject": "White page"}
    given |= {"Message-ID": f"<{uuid.uuid4()}@x.example>"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    message["From"] = sender
    for name, value in given.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def come(mailbox: Mailbox, raw: bytes) -> IncomingMail:
    done = process(keep(mailbox, raw, Origin("imap")).pk)
    assert done.conversation is not None, done.reason
    return done


def begin(mailbox: Mailbox, **headers: str) -> Conversation:
    found = come(mailbox, mail(**headers)).conversation
    assert found is not None
    return found


def answered(conversation: Conversation, ada: Agent, *cc: str) -> int:
    people = {"to": [{"name": "", "address": DORA}], "cc": [{"name": "", "address": one} for one in cc]}
    return reply(conversation, words=Words(text="Yes.", recipients=people), by=ada.as_actor()).pk


def id_of(entry: int) -> str:
    return f"<{make_message_id(str(entry), 'lamp.example', settings.SECRET_KEY)}>"


def kinds(conversation: Conversation) -> list[str]:
    return list(conversation.entries.order_by("pk").values_list("kind", flat=True))


def test_a_signed_reply_address_leads_home_from_any_delivery_header(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    address = make_reply_address(support.address, str(answered(conversation, ada)), settings.SECRET_KEY)
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "X-Forwarded-To", "Envelope-To"):
        assert come(support, mail(**{name: address.upper()})).conversation == conversation
    forged = address.replace("+hr.", "+hr.9")
    assert come(support, mail(To=forged)).conversation != conversation


def test_a_token_in_subject_or_body_leads_home_and_the_subject_alone_does_not(
    support: Mailbox, ada: Agent
) -> None:
    conversation = begin(support)
    token = make_token(str(answered(conversation, ada)), settings.SECRET_KEY)
    assert come(support, mail(Subject=f"AW: White page {token}")).conversation == conversation
    assert come(support, mail(text=f"Thanks\n> {token}")).conversation == conversation
    assert come(support, mail(Subject="Re: White page")).conversation != conversation


def test_every_sign_in_a_mail_is_named_with_its_validity(support: Mailbox) -> None:
    valid = f"<{make_message_id('7', 'lamp.example', settings.SECRET_KEY)}>"
    token = make_token("9", settings.SECRET_KEY)[:-2] + "a]"
    raw = mail(References=f"<x@x.example> {valid}", Subject=token)
    found = [one.as_json() for one in means_of(read_mail(raw), settings.SECRET_KEY)]
    assert [(one["means"], one["key"]) for one in found] == [
        ("Message-ID", "7"), ("References", None), ("token", "9"),
    ]  # fmt: skip
    assert [found[0]["valid"], found[1]["valid"]] == [True, None]


def test_every_in_reply_to_and_every_reference_counts(support: Mailbox) -> None:
    conversation = begin(support, Message_ID="<one@x.example>")
    for value in ("<lost@x.example> <one@x.example>", "<one@x.example> <lost@x.example>"):
        assert come(support, mail(In_Reply_To=value)).conversation == conversation
        assert come(support, mail(References=value)).conversation == conversation


def test_who_was_in_cc_joins_and_an_agent_can_undo_it(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    conversation = begin(support)
    ours = answered(conversation, ada, EMIL)
    joined = come(support, mail(f"Emil <{EMIL}>", "Me too.", References=id_of(ours)))
    come(support, mail(EMIL, "And this.", References=id_of(ours)))
    assert joined.conversation == conversation
    assert kinds(conversation) == ["received", "replied", "received", "joined", "received"]
    browser, page = as_agent(ada), f"/conversations/{conversation.number}/"
    assert "joined by mail" in browser.get(page).content.decode()
    browser.post(f"{page}part/", {"entry": str(joined.entry_id)})
    conversation.refresh_from_db()
    own = Conversation.objects.exclude(pk=conversation.pk).get()
    assert kinds(conversation) == ["received", "replied", "parted"]
    assert kinds(own) == ["received", "joined", "received"]
    assert own.customer.addresses.get().value == EMIL
    assert own.waiting_since is not None
    assert conversation.waiting_since is None
    assert (
        f"refers to #{conversation.number}" in browser.get(f"/conversations/{own.number}/").content.decode()
    )
    again = come(support, mail(EMIL, References=id_of(ours)))
    assert again.conversation != conversation


def test_the_customers_own_mails_cannot_be_taken_out(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    conversation = begin(support)
    entry = conversation.entries.get().pk
    answer = as_agent(ada).post(f"/conversations/{conversation.number}/part/", {"entry": str(entry)})
    assert answer.status_code == 422
    assert conversation.entries.count() == 1


def test_a_colleague_needs_a_sign_of_ours(support: Mailbox, ada: Agent, dora: Customer) -> None:
    conversation = begin(support, Message_ID="<one@x.example>")
    lea = find_or_create("lea@nordlicht.example", "Lea")
    join_organisation(lea, "Nordlicht Studio")
    without = come(support, mail("lea@nordlicht.example", References="<one@x.example>"))
    assert without.conversation != conversation
    with_sign = come(support, mail("lea@nordlicht.example", References=id_of(answered(conversation, ada))))
    assert with_sign.conversation == conversation


def test_a_strangers_mail_is_linked_and_shown_on_both_pages(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    conversation = begin(support)
    own = come(support, mail(FINN, References=id_of(answered(conversation, ada)))).conversation
    assert own is not None
    link = Link.objects.get()
    assert (link.conversation, link.to, link.reason) == (own, conversation, LinkReason.STRANGER)
    browser = as_agent(ada)
    assert (
        f"refers to #{conversation.number}" in browser.get(f"/conversations/{own.number}/").content.decode()
    )
    shown = browser.get(f"/conversations/{conversation.number}/").content.decode()
    assert f"#{own.number} refers to this conversation" in shown


def test_who_may_not_see_the_other_mailbox_sees_no_link(
    support: Mailbox, billing: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    conversation = begin(support)
    come(billing, mail(FINN, To="billing@lamp.example", References=id_of(answered(conversation, ada))))
    assert Link.objects.exists()
    assert "refers to" not in as_agent(ada).get(f"/conversations/{conversation.number}/").content.decode()


def test_who_writes_as_us_has_no_place_by_being_named_everywhere(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    ours = id_of(answered(conversation, ada))
    assert come(support, mail("support@lamp.example", References=ours)).conversation != conversation


def test_closed_long_ago_begins_anew_unless_a_machine_writes(support: Mailbox, ada: Agent) -> None:
    conversation = begin(support)
    ours = id_of(answered(conversation, ada))
    close(conversation, by=ada.as_actor())
    old = timezone.now() - timedelta(days=31)
    Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=old)
    away = come(support, mail(References=ours, Auto_Submitted="auto-replied"))
    assert away.conversation == conversation
    Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=old)
    new = come(support, mail(References=ours)).conversation
    assert new != conversation
    assert Link.objects.get().reason == LinkReason.CLOSED
    Mailbox.objects.filter(pk=support.pk).update(reopen_days=None)
    assert come(support, mail(References=ours)).conversation == conversation
    conversation.refresh_from_db()
    assert conversation.category == Category.OPEN


def test_a_failed_dmarc_needs_a_sign_of_ours_and_joins_nothing(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(trusted_authserv_id="mx.lamp.example")
    conversation = begin(support, Message_ID="<one@x.example>")
    ours = id_of(answered(conversation, ada, EMIL))
    failed = {"Authentication_Results": "mx.lamp.example; spf=pass; dmarc=fail header.from=nordlicht.example"}
    alone = come(support, mail(References="<one@x.example>", **failed)).conversation
    assert alone is not None
    assert alone != conversation
    assert Link.objects.get().reason == LinkReason.UNPROVEN
    page = as_agent(ada).get(f"/conversations/{alone.number}/").content.decode()
    assert "This mail may not come from its sender" in page
    assert come(support, mail(References=ours, **failed)).conversation == conversation
    assert come(support, mail(EMIL, References=ours, **failed)).conversation != conversation
    passed = {"Authentication_Results": "mx.elsewhere.example; dmarc=fail"}
    assert come(support, mail(References="<one@x.example>", **passed)).conversation == conversation


@pytest.mark.parametrize("other", [b"From : Olga <olga@lamp.example>", b"From: Olga <olga@lamp.example>"])
def test_what_is_proven_of_one_from_is_not_proven_of_the_other(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client], other: bytes
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(trusted_authserv_id="mx.lamp.example")
    begin(support, Message_ID="<one@x.example>")
    passed = {"Authentication_Results": "mx.lamp.example; spf=pass; dkim=pass; dmarc=pass"}
    raw = mail(FINN, References="<one@x.example>", **passed).replace(b"From: ", other + b"\nFrom: ", 1)
    forged = come(support, raw).conversation
    assert forged is not None
    assert forged.messages.get().authentication == {"dmarc": "fail"}
    page = as_agent(ada).get(f"/conversations/{forged.number}/").content.decode()
    assert "This mail may not come from its sender" in page
    assert "Hello." in page


def test_a_mail_whose_from_counts_for_nothing_is_kept_and_shown(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    conversation = come(support, mail().replace(b"From:", b"From :", 1)).conversation
    assert conversation is not None
    page = as_agent(ada).get(f"/conversations/{conversation.number}/").content.decode()
    assert "Hello." in page
    assert DORA not in page


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_thread_is_one_in_any_order(support: Mailbox, order: tuple[int, ...]) -> None:
    mails = [
        mail(DORA, Message_ID="<1@x.example>", Cc=EMIL),
        mail(EMIL, Message_ID="<2@x.example>", In_Reply_To="<1@x.example>"),
        mail(DORA, Message_ID="<3@x.example>", In_Reply_To="<2@x.example>"),
    ]
    kept = [come(support, mails[at]) for at in order]
    for one in kept:
        one.refresh_from_db()
    assert len({one.conversation_id for one in kept}) == 1
    assert Message.objects.values("conversation").distinct().count() == 1


def test_what_has_become_part_of_another_leads_there(
    support: Mailbox, ada: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    last = begin(support, In_Reply_To="<2@x.example>")
    first = begin(support, Message_ID="<1@x.example>")
    goal = come(support, mail(Message_ID="<2@x.example>", References="<1@x.example>")).conversation
    gone = last if goal == first else first
    gone.refresh_from_db()
    assert gone.merged_into == goal
    assert gone.place == Place.MERGED
    assert goal is not None
    answer = as_agent(ada).get(f"/conversations/{gone.number}/", follow=True)
    assert f"/conversations/{goal.number}/" in answer.redirect_chain[-1][0]
    page = answer.content.decode()
    assert page.count('data-kind="received"') == 3


def test_what_an_agent_has_touched_is_only_linked(support: Mailbox, ada: Agent) -> None:
    last = begin(support, In_Reply_To="<2@x.example>")
    first = begin(support, Message_ID="<1@x.example>")
    for one in (last, first):
        note(one, words=Words(text="Mine."), by=ada.as_actor())
    come(support, mail(Message_ID="<2@x.example>", References="<1@x.example>"))
    assert not Conversation.objects.filter(place=Place.MERGED).exists()
    assert Link.objects.get().reason == LinkReason.BOTH


def test_nobody_brings_two_customers_together_by_naming_both(support: Mailbox) -> None:
    doras = begin(support, Message_ID="<1@x.example>", Cc=FINN)
    emils = come(support, mail(EMIL, Message_ID="<2@x.example>", Cc=FINN)).conversation
    come(support, mail(FINN, References="<1@x.example> <2@x.example>"))
    assert {doras.pk, emils.pk if emils else 0} == set(
        Conversation.objects.filter(merged_into=None).values_list("pk", flat=True)
    )


def test_one_mail_to_two_mailboxes_is_linked(support: Mailbox, billing: Mailbox) -> None:
    raw = mail(To="support@lamp.example, billing@lamp.example")
    first, second = come(support, raw).conversation, come(billing, raw).conversation
    assert first != second
    assert Link.objects.get().reason == LinkReason.COPY


def test_the_rules_of_a_mailbox_are_set_on_their_page(
    support: Mailbox, cleo: Agent, finn: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    address, browser = f"/settings/mailboxes/{support.pk}/rules/", as_agent(cleo)
    told = {"aliases": "help@lamp.example\nhi@lamp.example", "forwarders": "lamp.example", "reopen_days": "7"}
    assert browser.post(address, told).status_code == 302
    support.refresh_from_db()
    assert support.aliases == ["help@lamp.example", "hi@lamp.example"]
    assert (support.forwarders, support.reopen_days) == (["lamp.example"], 7)
    assert browser.post(address, {"aliases": "nobody"}).status_code == 422
    assert "help@lamp.example" in browser.get(address).content.decode()
    assert as_agent(finn).get(address).status_code in (302, 403, 404)


def test_a_conversation_that_is_named_twice_is_brought_in_once(ask: Ask) -> None:
    one, other = ask(), ask()
    known = Conversation.objects.get(pk=other.pk)
    gathering._bring(other, one)
    gathering._bring(known, one)  # as it was read before it became part of the other
    known.refresh_from_db()
    assert known.merged_into_id == one.pk
