"""Every five minutes: what is said of waits now, and what came true of what was said. A fixed number of
statements.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Place
from handrail.core.zones import zone
from handrail.routing.models import MailboxHours, WaitCase, WaitDay, WaitStatement
from handrail.routing.waits.cases import Case
from handrail.routing.waits.gathering import RECENT, gather
from handrail.routing.waits.predicting import LEAST, Basis, Predictor, predictor
from handrail.routing.waits.working import hours_since_1970, moment_of

MOST_CASES = 4000  # of one mailbox: the latest
SETTLING = timedelta(days=14)  # so long the numbers of a day may still change


def renew_waits(now: datetime | None = None) -> None:
    """Read what happened, say anew what to expect, count what came true."""
    now = now or timezone.now()
    gather(now)
    hours = {one.mailbox_id: one.as_hours() for one in MailboxHours.objects.all()}
    zones = dict(Mailbox.objects.values_list("pk", "time_zone"))
    made = []
    for mailbox, cases in _cases(now):
        asked = predictor(cases, hours_since_1970(now), hours.get(mailbox), zone(zones[mailbox]))
        made += [_statement(mailbox, asked, basis, now) for basis in _told_apart(cases)]
    with transaction.atomic():
        WaitStatement.objects.all().delete()
        WaitStatement.objects.bulk_create(made)
    _count(now)


def _cases(now: datetime) -> list[tuple[int, list[Case]]]:
    """The latest cases of each mailbox, in the order in which they asked; what is the assistant's waits for
    nobody.
    """
    rows = WaitCase.objects.filter(asked_at__gt=now - RECENT, asked_at__lte=now)
    rows = rows.exclude(conversation__place=Place.ASSISTANT)
    latest = Window(RowNumber(), partition_by="mailbox", order_by=["-asked_at", "-pk"])
    rows = rows.annotate(nth=latest).filter(nth__lte=MOST_CASES).order_by("asked_at", "pk")
    found = defaultdict[int, list[Case]](list)
    columns = ("mailbox", "asked_at", "answered_at", "left_at", "channel", "language")
    for mailbox, asked, answered, left, channel, language in rows.values_list(*columns):
        ends = [None if one is None else hours_since_1970(one) for one in (answered, left)]
        found[mailbox].append(Case(hours_since_1970(asked), ends[0], ends[1], channel, language))
    return list(found.items())


def _told_apart(cases: list[Case]) -> list[Basis]:
    """All, each channel, and each channel and language of which enough is known."""
    answered = defaultdict[Basis, int](int)
    for case in cases:
        answered[Basis(case.channel, case.language)] += case.answered is not None
    channels = sorted({case.channel for case in cases})
    both = [basis for basis, count in sorted(answered.items()) if count >= LEAST and basis.language]
    return [Basis(), *map(Basis, channels), *both]


def _statement(mailbox: int, asked: Predictor, basis: Basis, now: datetime) -> WaitStatement:
    wait = asked.wait(*basis)
    waiting = [case.asked for case in asked.cases if basis.holds(case) and case.waits(asked.now)]
    made = WaitStatement(mailbox_id=mailbox, channel=basis.channel, language=basis.language, at=now)
    made.waiting, made.oldest = len(waiting), moment_of(min(waiting)) if waiting else None
    if wait:
        made.half_by, made.most_by = moment_of(wait.half_by), moment_of(wait.most_by)
        made.cases, (made.basis_channel, made.basis_language) = wait.cases, wait.basis
    return made


def _count(now: datetime) -> None:
    """What was said is settled when there was an answer, or the time is over without one."""
    some = WaitCase.objects.filter(asked_at__gt=now - SETTLING, most_by__isnull=False)
    in_vain = Q(most_by__lt=now, left_at=None) | Q(left_at__gt=F("most_by"))
    settled = some.filter(Q(answered_at__isnull=False) | in_vain)
    days = (
        settled.annotate(day=TruncDate("asked_at", tzinfo=UTC)).order_by().values("mailbox", "channel", "day")
    )
    counted = days.annotate(
        told=Count("pk"),
        in_half=Count("pk", filter=Q(answered_at__lte=F("half_by"))),
        in_most=Count("pk", filter=Q(answered_at__lte=F("most_by"))),
    )
    names = ("mailbox", "channel", "day", "told", "in_half", "in_most")
    rows = [
        WaitDay(mailbox_id=mailbox, channel=channel, day=day, told=told, in_half=half, in_most=most)
        for mailbox, channel, day, told, half, most in counted.values_list(*names)
    ]
    WaitDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["mailbox", "channel", "day"],
        update_fields=["told", "in_half", "in_most"],
    )
