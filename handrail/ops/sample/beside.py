"""A question to somebody outside, beside a customer's conversation, and their answer."""

from __future__ import annotations

from datetime import timedelta

from handrail.conversations import verbs
from handrail.conversations.models import Conversation, Entry, Message
from handrail.conversations.verbs import Words
from handrail.core.verbs import current_work, verb
from handrail.customers.verbs import join_organisation
from handrail.ops.sample.company import Company
from handrail.ops.sample.prose import unwrap

PARENT = "sample.emil-charged-twice.0@lamp.example"
_ASKED, _ANSWERED = "sample.aside.0@lamp.example", "sample.aside.1@lamp.example"
_COMPANY = "Kontor Payments"
_SUPPLIER = {"name": "Ines Calder", "address": "merchants@kontor-payments.example"}
_SUBJECT = "Two charges of EUR 79.00, one order"
_QUESTION = """
    Hello Ines,

    one of our customers was charged EUR 79.00 twice this morning, two minutes apart. Only the first
    charge has an order behind it. His bank says that the second is still pending.

    Does it lapse by itself, or do we have to release it?

    Ada, Lamp
    """
_ANSWER = """
    Hi Ada,

    I have found both. The second was authorised but never captured, so no money has moved. I released it
    just now: it leaves his statement within three working days, with some banks the same evening.

    If he asks for a reference: KP-2207-4418.

    Ines
    """


def ask_outside(company: Company) -> None:
    """Ask the company through which customers pay, and have it answer; again does nothing."""
    if Message.objects.filter(message_id=_ASKED).exists():
        return
    for parent in Conversation.objects.filter(messages__message_id=PARENT):
        _ask(parent, company=company)


@verb
def _ask(parent: Conversation, /, *, company: Company) -> None:
    current_work().most_told = 0  # nobody is looking yet
    noted = Entry.objects.filter(conversation=parent, kind="noted").order_by("at")[0]
    ours = {"name": parent.mailbox.name, "address": parent.mailbox.address}
    question = Words(
        text=unwrap(_QUESTION),
        subject=_SUBJECT,
        language="en",
        sender=ours,
        recipients={"to": [_SUPPLIER]},
        message_id=_ASKED,
    )
    by, at = company.agents["ada"].as_actor(), noted.at + timedelta(minutes=4)
    side = verbs.begin_side(parent, words=question, by=by, at=at, send=False).conversation
    answer = Words(
        text=unwrap(_ANSWER),
        subject=f"Re: {_SUBJECT}",
        language="en",
        sender=_SUPPLIER,
        recipients={"to": [ours]},
        message_id=_ANSWERED,
        in_reply_to=(_ASKED,),
        references=(_ASKED,),
    )
    join_organisation(side.customer, _COMPANY)
    verbs.receive_beside(side, words=answer, by=side.customer.as_actor(), at=at + timedelta(minutes=12))
