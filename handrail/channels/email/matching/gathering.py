"""Mails arrive in any order: what turns out to belong to a conversation is brought into it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from handrail.channels.email.matching.finding import Match
from handrail.channels.email.matching.places import people_named
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.reading.letters import Letter
from handrail.conversations.models import Conversation, Link, LinkReason
from handrail.conversations.queries.recipients import is_own
from handrail.conversations.verbs import is_untouched, merge
from handrail.core.statements import Statement
from handrail.customers.models import Address


def gather(conversation: Conversation, letter: Letter, match: Match, *, proven: bool) -> None:
    """Bring in what `match` says belongs here, and mails of those who came before they were introduced."""
    for other in match.same:
        _bring(other, conversation)
    if proven and (match.conversation or match.same):
        for other in _introduced(conversation, letter, bool(match.same)):
            _bring(other, conversation)


def _bring(other: Conversation, into: Conversation) -> None:
    """Merge it, or what it has become part of meanwhile: one mail may name the same conversation twice."""
    other.refresh_from_db(fields=["merged_into"])
    whole = other.merged_into or other
    if whole.pk == into.pk:
        return
    merge(whole, into=into)
    IncomingMail.objects.filter(conversation__in=[other, whole]).update(conversation=into)


def _introduced(conversation: Conversation, letter: Letter, has_grown: bool) -> list[Conversation]:
    """Untouched conversations of people who answered a mail of this one before the letter named them.

    Of its own customer too, who was a stranger to a conversation that this one `has_grown` by.
    """
    own = conversation.mailbox.own_addresses
    named = [address for address in people_named(letter) if not is_own(address, own)]
    strangers = _STRANGERS.objects(conversation.pk) if named or has_grown else []
    found = []
    for link in strangers:
        other = link.conversation if link.to_id == conversation.pk else link.to
        if other.mailbox_id == conversation.mailbox_id and _belongs(other, conversation, named):
            found.append(other)
    return found


def _belongs(other: Conversation, to: Conversation, named: list[str]) -> bool:
    is_named = Address.objects.filter(customer=other.customer_id, normalised__in=named)
    return (other.customer_id == to.customer_id or is_named.exists()) and is_untouched(other)


def _strangers(conversation: int) -> QuerySet[Link]:
    either = Q(conversation_id=conversation) | Q(to_id=conversation)
    alive = Q(conversation__merged_into=None, to__merged_into=None)
    links = Link.objects.filter(either, alive, reason=LinkReason.STRANGER)
    return links.select_related("conversation", "to").order_by("pk")[:20]


_STRANGERS = Statement(_strangers)
