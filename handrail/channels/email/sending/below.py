"""What stands below an agent's words: a mailbox's signature and what was said before. Kept as it was sent."""

from __future__ import annotations

from handrail.accounts.models import name_to_customers
from handrail.channels.email.sending.forwarding import forwarded_below
from handrail.channels.email.sending.histories import history_below
from handrail.channels.email.sending.outgoing import History, Outgoing, SentBelow, SignatureText
from handrail.channels.email.sending.signatures import Part, signature_below
from handrail.conversations.models import Direction, Message


def below(message: Message) -> Part:
    """What goes below a reply: the same at each try, whatever was changed in the settings in between."""
    kept = SentBelow.objects.filter(message=message).first()
    if kept is None:
        made = _below(message)
        kept = SentBelow.objects.create(message=message, text=made.text, html=made.html)
    return Part(kept.text, kept.html)


def _below(message: Message) -> Part:
    mailbox = message.conversation.mailbox
    if message.direction == Direction.FORWARD:
        return forwarded_below(message)
    wanted = Outgoing.objects.filter(mailbox=mailbox).first()
    author = name_to_customers(message.entry.agent) if message.entry.agent else mailbox.name
    source = _source(message, wanted) if wanted else ""
    parts = [
        signature_below(source, agent=author, mailbox=mailbox.name),
        history_below(message, _history(message, wanted)),
    ]
    told = [part for part in parts if part]
    return Part("\n\n".join(part.text for part in told), "\n".join(part.html for part in told))


def _history(message: Message, wanted: Outgoing | None) -> str:
    """What is quoted: as the mailbox wants it; to who asked in a chat at least what they asked.

    They have no mail of theirs that could remind them.
    """
    chosen = wanted.history if wanted else History.NONE
    return History.LAST if not chosen and message.conversation.channel == "chat" else chosen


def _source(message: Message, wanted: Outgoing) -> str:
    """The signature in the language one answers in, else the mailbox's own."""
    conversation = message.conversation
    language = (conversation.language or conversation.customer.language).lower().partition("-")[0]
    variant = SignatureText.objects.filter(mailbox=conversation.mailbox, language=language).first()
    return variant.text if variant else wanted.signature
