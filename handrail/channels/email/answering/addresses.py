"""To what address one answers a notification: signed, for one agent in one conversation, used once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from handrail.accounts.confirming import has_confirmed
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.matching.tokens import Claim, claim_of_answer_address, make_answer_address
from handrail.channels.email.reading.addresses import people
from handrail.channels.email.reading.letters import Letter
from handrail.conversations.models import Conversation

VALID_FOR = timedelta(days=7)
_KEPT_FOR = timedelta(days=90)  # so long a late answer is told why it came too late
_KEY_CHARACTERS, _KEY_LENGTH = "abcdefghijkmnpqrstuvwxyz23456789", 12
_DELIVERED = ("delivered-to", "x-original-to", "x-forwarded-to", "envelope-to", "x-envelope-to")
_LOOKS_LIKE = re.compile(r"\+hra\.", re.IGNORECASE)


class AnswerAddress(models.Model):
    """One such address. It was mailed to `mailed_to`; `used_by` tells the mail that used it."""

    key = models.CharField(max_length=20, unique=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    mailed_to = models.EmailField()
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.CharField(max_length=998, blank=True)
    refusals_told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["made_at"], name="answer_address_age")]

    def __str__(self) -> str:
        return f"answer address of {self.agent_id} in {self.conversation_id}"

    @property
    def here(self) -> Conversation:
        """The conversation, or the one into which it was merged: merging again moves that pointer too."""
        return self.conversation.merged_into or self.conversation

    def is_over(self, at: datetime) -> bool:
        """Whether it was too old at that time."""
        return at > self.made_at + VALID_FOR


def answer_address(agent: Agent, number: int) -> str:
    """A new address to which this agent answers with a note in conversation `number`; empty where none works.

    The mailbox must deliver plus addresses and check senders, and the agent must have confirmed their own.
    """
    conversation = Conversation.objects.visible_to(agent).select_related("mailbox").filter(number=number)
    found = conversation.first()
    if found is None or not _takes_answers(found.mailbox) or not has_confirmed(agent):
        return ""
    key = "".join(secrets.choice(_KEY_CHARACTERS) for _ in range(_KEY_LENGTH))
    try:
        address = make_answer_address(found.mailbox.address, key, settings.SECRET_KEY)
    except ValueError:  # the mailbox's own name is too long to add to
        return ""
    AnswerAddress.objects.filter(made_at__lt=timezone.now() - _KEPT_FOR).delete()
    AnswerAddress.objects.create(key=key, agent=agent, conversation=found, mailed_to=agent.email)
    return address


def _takes_answers(mailbox: Mailbox) -> bool:
    return mailbox.plus_addresses and bool(mailbox.trusted_authserv_id.strip())


def answer_claims(letter: Letter) -> list[Claim] | None:
    """What the answer addresses claim to which a mail was sent, each once; None when it was sent to none.

    One that only looks like such an address claims nothing, but the mail was meant for it: an empty list.
    """
    named = [one for one in dict.fromkeys(_addresses(letter)) if _LOOKS_LIKE.search(one)]
    if not named:
        return None
    claims = (claim_of_answer_address(one, settings.SECRET_KEY) for one in named)
    return list(dict.fromkeys(claim for claim in claims if claim))


def _addresses(letter: Letter) -> Iterator[str]:
    yield from (person.address for person in (*letter.to, *letter.cc))
    seen = letter.headers_seen
    named = (value for name in (*_DELIVERED, "to", "cc") for value in seen.get(name, ())[:200])
    yield from (person.address for person in people(named))
