"""An address is verified by DMARC, or by our token that only its owner was sent; by nothing else."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.conf import settings

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email import intake
from handrail.channels.email.matching.tokens import make_message_id
from handrail.channels.email.verifying import verify
from handrail.conversations.models import Conversation, Entry, Message
from handrail.conversations.verbs import Words, reply
from handrail.customers.models import Address, Change
from tests.cast import Ask

pytestmark = pytest.mark.django_db
DORA = "dora@nordlicht.example"


def arrive(mailbox: Mailbox, **headers: str) -> Entry:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Dora <{DORA}>", mailbox.address, "Hello"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("It is me")
    kept = intake.keep(mailbox, mail.as_bytes(), intake.Origin(source="file"))
    entry = intake.process(kept.pk).entry
    assert entry is not None
    return entry


def is_verified(address: str = DORA) -> bool:
    return Address.objects.filter(value=address, verified_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("said", "expected"),
    [("dmarc=pass", True), ("dmarc=fail", False), ("dkim=pass", False), ("spf=pass", False)],
)
def test_only_dmarc_vouches_for_the_sender(support: Mailbox, said: str, expected: bool) -> None:
    support.trusted_authserv_id = "mx.lamp.example"
    support.save()
    entry = arrive(support, Authentication_Results=f"mx.lamp.example; {said}")
    assert bool(verify([entry])) is expected
    assert is_verified() is expected
    assert Change.objects.filter(action="address_verified").count() == expected
    assert verify([entry]) == 0  # once is enough


def test_what_another_server_says_proves_nothing(support: Mailbox) -> None:
    support.trusted_authserv_id = "mx.lamp.example"
    support.save()
    assert not verify([arrive(support, Authentication_Results="mx.evil.example; dmarc=pass")])


def answered(conversation: Conversation, ada: Agent, *to: str, copies: tuple[str, ...] = ()) -> str:
    people = [[{"name": "", "address": one} for one in group] for group in (to, copies)]
    words = Words(text="Yes", recipients={"to": people[0], "cc": people[1]})
    entry = reply(conversation, words=words, by=ada.as_actor())
    name = make_message_id(str(entry.pk), "lamp.example", settings.SECRET_KEY)
    Message.objects.filter(pk=entry.pk).update(message_id=name)
    return f"<{name}>"


def test_a_token_counts_when_it_went_to_one_alone(ask: Ask, support: Mailbox, ada: Agent) -> None:
    conversation = ask()
    shared = answered(conversation, ada, DORA, copies=("emil@brume.example",))
    assert not verify([arrive(support, In_Reply_To=shared)])
    forged = shared.replace("hr.", "hr.9")
    assert not verify([arrive(support, In_Reply_To=forged)])
    alone = answered(conversation, ada, DORA)
    assert verify([arrive(support, In_Reply_To=alone)])
    assert Change.objects.get(action="address_verified").data["how"] == "token"


def test_a_mail_that_an_agent_forwarded_proves_nothing(support: Mailbox) -> None:
    entry = arrive(support)
    Message.objects.filter(pk=entry.pk).update(authentication={"dmarc": "pass"})
    entry.reason = "Fwd: Ada"
    assert not verify([entry])
