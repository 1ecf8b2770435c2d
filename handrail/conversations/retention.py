"""Rules on how long words are kept: what they reach, and the nightly work, in bounded batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Category, Conversation, ConversationQuerySet, Place, RetentionRule
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.actors import Actor, ActorKind
from handrail.core.audit import audit
from handrail.core.models import AuditEntry

MOST_A_NIGHT = 5_000  # conversations per mailbox; the next night goes on
LONGEST_MONTHS, LONGEST_DAYS = 600, 3_650
DAYS_OF_A_MONTH = 30.4375  # a year of 365.25 days, divided by twelve
RULE = Actor(ActorKind.RULE, "Retention")


@dataclass(frozen=True)
class Reach:
    """What a rule would erase now, were it on: the conversations, the oldest activity among them, and what
    doors hold as spam.
    """

    closed: int
    spam: int
    oldest: datetime | None
    held: int = 0


Held = Callable[[Mailbox, datetime, bool], int]
HELD: list[Held] = []
"""Doors that hold what looks like spam join with a function of a mailbox and a moment: how much of what came
before then is held, or (True) has just been erased, at most `MOST_A_NIGHT`.
"""


def reached(
    mailbox: Mailbox, *, closed_months: int | None, spam_days: int | None, now: datetime
) -> ConversationQuerySet:
    """Conversations whose last activity lies further back than the rule allows, and that still have words."""
    due = Q(pk__in=[])
    if closed_months:
        limit = now - timedelta(days=closed_months * DAYS_OF_A_MONTH)
        due |= Q(category=Category.CLOSED, last_activity_at__lt=limit) & ~Q(place=Place.SPAM)
        due |= Q(place=Place.ASSISTANT, last_activity_at__lt=limit)  # parked: nobody will close it
    if spam_days:
        due |= Q(place=Place.SPAM, last_activity_at__lt=now - timedelta(days=spam_days))
    has_words = Q(erased_at=None) | Q(last_activity_at__gt=F("erased_at"))
    return Conversation.objects.filter(due, has_words, mailbox=mailbox, parent=None)  # sides go with it


def reach_of(mailbox: Mailbox, *, closed_months: int | None, spam_days: int | None) -> Reach:
    """What the rule would erase this night."""
    rows = reached(mailbox, closed_months=closed_months, spam_days=spam_days, now=timezone.now())
    spam = rows.filter(place=Place.SPAM).count()
    oldest = rows.order_by("last_activity_at").values_list("last_activity_at", flat=True).first()
    return Reach(rows.count() - spam, spam, oldest, _held(mailbox, spam_days, timezone.now(), erase=False))


def _held(mailbox: Mailbox, spam_days: int | None, now: datetime, *, erase: bool) -> int:
    if not spam_days:
        return 0
    return sum(hold(mailbox, now - timedelta(days=spam_days), erase) for hold in HELD)


@transaction.atomic
def set_rule(
    mailbox: Mailbox, *, is_on: bool, closed_months: int | None, spam_days: int | None, by: Model
) -> RetentionRule:
    """Keep the rule of a mailbox. Raises ValidationError; a rule that is on must say at least one time."""
    if closed_months is not None and not 1 <= closed_months <= LONGEST_MONTHS:
        raise ValidationError(_("Write a number of months from 1 to %(most)s.") % {"most": LONGEST_MONTHS})
    if spam_days is not None and not 1 <= spam_days <= LONGEST_DAYS:
        raise ValidationError(_("Write a number of days from 1 to %(most)s.") % {"most": LONGEST_DAYS})
    if is_on and closed_months is None and spam_days is None:
        raise ValidationError(_("Say after how long, or leave the rule off."))
    told = {"is_on": is_on, "closed_months": closed_months, "spam_days": spam_days}
    rule, _created = RetentionRule.objects.update_or_create(mailbox=mailbox, defaults=told)
    audit(by, "retention changed", mailbox=mailbox.pk, **told)
    return rule


def apply_rules(now: datetime | None = None) -> int:
    """Erase what the rules that are on reach, oldest first, each conversation in a transaction of its own."""
    done = 0
    for rule in RetentionRule.objects.filter(is_on=True).select_related("mailbox").order_by("pk"):
        rows = reached(
            rule.mailbox,
            closed_months=rule.closed_months,
            spam_days=rule.spam_days,
            now=now or timezone.now(),
        )
        erased = sum(
            erase_words(conversation, by=RULE, why="rule")
            for conversation in rows.order_by("last_activity_at", "pk")[:MOST_A_NIGHT]
        )
        held = _held(rule.mailbox, rule.spam_days, now or timezone.now(), erase=True)
        if erased or held:
            told = {"mailbox": rule.mailbox_id, "conversations": erased, "held": held}
            AuditEntry.objects.create(by=RULE.label, action="words erased by rule", data=told)
        done += erased + held
    return done
