"""Mail beside a conversation: what is written to the one never reaches the other, in either direction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox, TokenPlace
from handrail.channels.email.matching.tokens import make_message_id, make_reply_address, make_token
from handrail.channels.email.models import AcknowledgementText, Connection, History, Outgoing
from handrail.channels.email.sending.mails import mail_of
from handrail.channels.email.sending.nudging import time_out_waiting
from handrail.channels.email.tests.test_matching import come, mail
from handrail.conversations import verbs
from handrail.conversations.models import (
    Attachment,
    Category,
    Conversation,
    Entry,
    Link,
    Message,
    SendState,
)
from handrail.conversations.outbox import deliver
from handrail.conversations.queries.sides import recipients_beside
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.enclosing import Enclosed
from handrail.core.secrets.files import LARGEST_AT_ONCE
from handrail.customers.verbs import find_or_create, join_organisation

pytestmark = pytest.mark.django_db
DORA, CARRIER, OTHER = "dora@nordlicht.example", "desk@carrier.example", "lyon@carrier.example"


def to(*addresses: str) -> dict[str, list[dict[str, str]]]:
    return {"to": [{"name": "", "address": one} for one in addresses]}


def beside(parent: Conversation, by: Agent, text: str = "Where is it?", **more: object) -> Entry:
    words = Words(text=text, subject="Parcel 7", recipients=to(CARRIER))
    return verbs.begin_side(parent, words=words, by=by.as_actor(), **more)  # type: ignore[arg-type]


def sent(entry: Entry) -> EmailMessage:
    """The mail of an entry, as it would leave; it counts as sent."""
    message = Message.objects.select_related("conversation__mailbox", "entry__agent").get(pk=entry.pk)
    written = mail_of(message, id_of(entry).strip("<>"))
    Message.objects.filter(pk=entry.pk).update(
        send_state=SendState.SENT, message_id=id_of(entry).strip("<>"), sent_at=timezone.now()
    )
    return written


def id_of(entry: Entry) -> str:
    return f"<{make_message_id(str(entry.pk), 'lamp.example', django_settings.SECRET_KEY)}>"


def address_of(entry: Entry, mailbox: Mailbox) -> str:
    return make_reply_address(mailbox.address, str(entry.pk), django_settings.SECRET_KEY)


@pytest.fixture
def asked(support: Mailbox) -> Conversation:
    found = come(support, mail(DORA, "My parcel never came.")).conversation
    assert found is not None
    return found


def replied(conversation: Conversation, by: Agent, text: str = "We look.", **more: str) -> Entry:
    words = Words(text=text, subject="Re: Parcel", recipients=to(DORA))
    return verbs.reply(conversation, words=words, by=by.as_actor())


def kinds(conversation: Conversation) -> list[str]:
    return list(conversation.entries.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("way", ["reply address", "References", "token"])
def test_the_answer_comes_back_beside_by_every_sign(
    way: str, support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(plus_addresses=True)
    entry = beside(asked, ada)
    assert address_of(entry, support) in sent(entry)["Reply-To"]
    token = make_token(str(entry.pk), django_settings.SECRET_KEY)
    headers = {
        "reply address": {"To": address_of(entry, support)},
        "References": {"In-Reply-To": id_of(entry)},
        "token": {"Subject": f"Re: Parcel 7 {token}"},
    }[way]
    done = come(support, mail(CARRIER, "It is in Lyon.", **headers))
    assert done.conversation == entry.conversation
    assert kinds(entry.conversation)[-1] == "side_received"
    assert kinds(asked) == ["received", "side_begun", "side_answered"]
    assert not Message.objects.filter(conversation=asked, text__contains="Lyon").exists()


def test_however_late_it_comes_and_from_a_colleague_of_theirs(
    support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(reopen_days=0)
    entry = beside(asked, ada)
    side = entry.conversation
    join_organisation(side.customer, "Carrier")
    join_organisation(find_or_create(OTHER, "Lyon"), "Carrier")
    verbs.close_side(side, by=ada.as_actor())
    verbs.close(asked, by=ada.as_actor())
    done = come(support, mail(OTHER, "It is in Lyon.", To=address_of(entry, support)))
    assert done.conversation == side
    asked.refresh_from_db()
    assert asked.category == Category.CLOSED
    assert kinds(side)[-2:] == ["side_received", "joined"]


def test_a_large_log_goes_along_without_its_secrets_though_nobody_has_looked_through_it_yet(
    support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    log = b"password=Sommer2024!x\n" + b"line 7: the lamp is on\n" * (LARGEST_AT_ONCE // 20)
    customer = asked.customer
    assert customer is not None
    file = File.from_outside("debug.log", "text/plain", log)
    said = verbs.receive(asked, words=Words(text="The log", files=(file,)), by=customer.as_actor())
    key = Attachment.objects.get(message=said.pk).pk
    entry = beside(asked, ada, enclosed=Enclosed(files=(key,)))
    (copy,) = Attachment.objects.filter(message=entry.pk)
    assert copy.unchecked_id, "nobody waits for it while writing"
    (gone,) = sent(entry).iter_attachments()
    text = gone.get_content()
    assert (gone.get_filename(), text.count("the lamp is on")) == ("debug.log", LARGEST_AT_ONCE // 20)
    assert "Sommer" not in text
    assert not Attachment.objects.exclude(unchecked=None).exists()


def test_the_customer_never_writes_into_it(support: Mailbox, asked: Conversation, ada: Agent) -> None:
    """Not by its address, not when the third party has put them in copy, not as their colleague."""
    entry = beside(asked, ada)
    side = entry.conversation
    join_organisation(side.customer, "Nordlicht")
    join_organisation(asked.customer, "Nordlicht")
    answer = mail(
        CARRIER, "Dora knows.", To=address_of(entry, support), Cc=DORA, Message_ID="<a@carrier.example>"
    )
    assert come(support, answer).conversation == side
    assert [one["address"] for one in recipients_beside(side).to] == [CARRIER]
    assert recipients_beside(side).cc == []
    raw = mail(DORA, "I do.", To=address_of(entry, support), In_Reply_To="<a@carrier.example>")
    new = come(support, raw).conversation
    assert new is not None
    assert new not in (side, asked)
    assert (new.customer, new.place) == (asked.customer, "inbox")
    assert Link.objects.get(conversation=new).to == asked
    both = mail(
        DORA,
        "And this?",
        To=address_of(entry, support),
        References=f"{id_of(entry)} {id_of(replied(asked, ada))}",
    )
    assert come(support, both).conversation == asked


def test_who_answers_both_at_once_is_read_by_the_team_alone(
    support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    """A colleague of the customer is asked beside it, and names mails of both."""
    reply = replied(asked, ada)
    entry = beside(asked, ada)
    join_organisation(entry.conversation.customer, "Nordlicht")
    join_organisation(asked.customer, "Nordlicht")
    before = kinds(asked)
    raw = mail(CARRIER, "Both.", To=address_of(reply, support), Cc=address_of(entry, support))
    assert come(support, raw).conversation == entry.conversation
    assert kinds(asked) == [*before, "side_answered"]


def test_a_mail_that_the_third_party_names_joins_nothing(
    support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    """The carrier asks us something of their own, too; a colleague's mail that the side names comes there."""
    entry = beside(asked, ada)
    side = entry.conversation
    named = f"<{secrets.token_hex(8)}@carrier.example>"
    raw = mail(CARRIER, "See below.", To=address_of(entry, support), References=f"{id_of(entry)} {named}")
    assert come(support, raw).conversation == side
    own = come(
        support, mail(CARRIER, "A question of our own", Message_ID="<own@carrier.example>")
    ).conversation
    assert own not in (None, side, asked)
    late = mail(
        "finn@elsewhere.example", "Late", To=CARRIER, Message_ID=named, In_Reply_To="<own@carrier.example>"
    )
    found = come(support, late).conversation
    assert found not in (side, asked)
    side.refresh_from_db()
    assert (side.parent, side.merged_into) == (asked, None)


def test_a_stranger_with_the_address_gets_a_conversation_of_their_own(
    support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    entry = beside(asked, ada)
    new = come(support, mail("finn@elsewhere.example", "Hello?", To=address_of(entry, support))).conversation
    assert new not in (asked, entry.conversation, None)
    assert Link.objects.get(conversation=new).to == asked


def test_what_one_of_us_writes_elsewhere_to_the_third_party_stays_beside(
    support: Mailbox, asked: Conversation, ada: Agent
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(trusted_authserv_id="mx.lamp.example")
    support.refresh_from_db()
    entry = beside(asked, ada)
    proof = "mx.lamp.example; dmarc=pass header.from=lamp.example"
    raw = mail(
        "support@lamp.example",
        "And now?",
        To=CARRIER,
        Cc="support@lamp.example",
        In_Reply_To=id_of(entry),
        Authentication_Results=proof,
    )
    assert come(support, raw).conversation == entry.conversation
    assert kinds(entry.conversation) == ["side_sent", "side_sent"]
    assert not Message.objects.filter(conversation=entry.conversation, send_state=SendState.QUEUED).exclude(
        pk=entry.pk
    )


def test_no_acknowledgement_no_promise_no_nudge(
    support: Mailbox, asked: Conversation, ada: Agent, way_out: Connection
) -> None:
    Outgoing.objects.create(mailbox=support, acknowledges=True)
    AcknowledgementText.objects.create(mailbox=support, language="en", subject="Here", within="It is here.")
    entry = beside(asked, ada)
    side = entry.conversation
    come(support, mail(CARRIER, "It is in Lyon.", To=address_of(entry, support)))
    deliver(list(Entry.objects.filter(conversation=side).values_list("pk", flat=True)))
    side.refresh_from_db()
    assert (side.waiting_since, side.next_due_at) == (None, None)
    assert kinds(side) == ["side_sent", "side_received"]
    assert time_out_waiting() == 0


WAYS_IN = ("note", "customer", "reply", "side", "third party", "side again")


@contextmanager
def forgotten() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.sampled_from(WAYS_IN), min_size=3, max_size=9),
    history=st.sampled_from(list(History)),
    place=st.sampled_from(list(TokenPlace)),
    chooses=st.booleans(),
)
def test_no_marker_crosses(
    acts: list[str],
    history: str,
    place: str,
    chooses: bool,
    support: Mailbox,
    ada: Agent,
) -> None:
    """Whatever is said where, in which order: the mails of each side hold nothing of the other."""
    with forgotten():
        Mailbox.objects.filter(pk=support.pk).update(token_place=place)
        Outgoing.objects.update_or_create(mailbox=support, defaults={"history": history})
        told = Told(support, ada, chooses=chooses)
        for act in acts:
            told.go_on(act)
        told.end()
        for text in map(as_text, told.to_dora):
            assert told.outer not in text
            assert CARRIER not in text
        for text in map(as_text, told.to_carrier):
            assert told.inner not in text
            assert DORA not in text
            assert chooses or told.chosen not in text
        assert told.chosen in as_text(told.to_carrier[0]) or not chooses
        assert not ids(told.to_dora) & named(told.to_carrier)
        assert not ids(told.to_carrier) & named(told.to_dora)


class Told:
    """A conversation with Dora and one beside it with a carrier, and every mail that left in either."""

    def __init__(self, support: Mailbox, ada: Agent, *, chooses: bool) -> None:
        names = ("inner", "outer", "chosen")
        self.inner, self.outer, self.chosen = (f"{name}{secrets.token_hex(4)}" for name in names)
        self.support, self.ada = support, ada
        asked = come(support, mail(DORA, f"My parcel {self.chosen}", Subject="Parcel")).conversation
        assert asked is not None
        self.asked, self.last_in = asked, asked.entries.get()
        enclosed = Enclosed((self.last_in.pk,)) if chooses else Enclosed()
        self.last = beside(asked, ada, f"Where is {self.outer}?", enclosed=enclosed)
        self.side = self.last.conversation
        self.to_dora: list[EmailMessage] = []
        self.to_carrier = [sent(self.last)]

    def go_on(self, act: str) -> None:
        """One thing more is said."""
        self.asked.refresh_from_db()
        self.side.refresh_from_db()
        if act == "note":
            verbs.note(self.asked, words=Words(text=f"Note {self.inner}"), by=self.ada.as_actor())
        elif act == "customer":
            to_us = address_of(self.last_in, self.support)
            come(self.support, mail(DORA, f"Still {self.inner}", To=to_us))
        elif act == "reply":
            self._reply(f"We look {self.inner}")
        elif act == "third party":
            headers = {"To": address_of(self.last, self.support), "In-Reply-To": id_of(self.last)}
            come(self.support, mail(CARRIER, f"It is {self.outer}\n\n> {self.outer}", **headers))
        else:
            self._write(f"Then {self.outer}")

    def end(self) -> None:
        """The last word on either side, which may quote all before it."""
        self._reply("The end")
        self._write("The end")

    def _reply(self, text: str) -> None:
        self.last_in = replied(self.asked, self.ada, text)
        self.to_dora.append(sent(self.last_in))

    def _write(self, text: str) -> None:
        words = Words(text=text, subject=self.side.subject, recipients=to(CARRIER))
        self.last = verbs.write_side(self.side, words=words, by=self.ada.as_actor())
        self.to_carrier.append(sent(self.last))


def as_text(one: EmailMessage) -> str:
    parts = [str(part.get_content()) for part in one.walk() if part.get_content_maintype() == "text"]
    heads = [f"{name}: {value}" for name, value in one.items()]
    return "\n".join([*heads, *parts])


def ids(mails: list[EmailMessage]) -> set[str]:
    return {str(one["Message-ID"]) for one in mails}


def named(mails: list[EmailMessage]) -> set[str]:
    return {one for each in mails for one in f"{each['References']} {each['In-Reply-To']}".split()}
