"""Requests of colleagues: a lead says which organisations share them, and whether colleagues may answer.

What is shared stays the request of whoever asked. One that is restricted, in spam or in the trash, or part of
another, is not shared; nor what somebody asked while they belonged to another organisation.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.channels.portal.models import RequestFollower, Sharing
from handrail.conversations.models import Conversation, Place
from handrail.core.audit import audit
from handrail.core.verbs import verb
from handrail.customers.models import Change, Customer, Organisation
from handrail.customers.verbs.changing import log


class Shares(StrEnum):
    """What customers of an organisation see of each other's requests."""

    NOTHING = "nothing"
    SEE = "see"
    ANSWER = "answer"


def shares_of(organisation: int | None) -> Shares:
    """What is shared in an organisation (its key), in one statement; nothing where there is none."""
    found = Sharing.objects.filter(organisation=organisation).values_list("may_answer", flat=True).first()
    return Shares.NOTHING if found is None else Shares.ANSWER if found else Shares.SEE


def sharing_among(organisations: Collection[int]) -> set[int]:
    """Those of the organisations (keys) whose customers see each other's requests, in one statement."""
    return set(Sharing.objects.filter(organisation__in=organisations).values_list("organisation", flat=True))


@verb
@needs(May.SETTINGS)
def share(organisation: Organisation, /, *, how: Shares, by: Agent) -> bool:
    """Let its customers see each other's requests, answer in them too, or neither; False when it is so."""
    before = shares_of(organisation.pk)
    if before == how:
        return False
    if how == Shares.NOTHING:
        Sharing.objects.filter(organisation=organisation).delete()
    else:
        told = {"may_answer": how == Shares.ANSWER}
        Sharing.objects.update_or_create(organisation=organisation, defaults=told)
    if how != Shares.ANSWER:
        RequestFollower.objects.filter(customer__organisation=organisation).delete()
    audit(by, "requests shared", organisation=organisation.pk, how=str(how))
    log(organisation, "changed", by.as_actor(), changed={"sharing": [str(before), str(how)]})
    return True


def shared_requests(organisation: int, *, but_of: int, mailboxes: frozenset[int]) -> QuerySet[Conversation]:
    """Requests of the organisation's customers but for one, in these mailboxes. Ask `shares_of` first."""
    moved = Change.objects.filter(customer=OuterRef("customer"), data__changed__has_key="organisation")
    moved = moved.exclude(data__changed__organisation__0="").order_by("-pk")
    theirs = Conversation.objects.filter(
        Q(erased_at=None) | Q(last_activity_at__gt=F("erased_at")),
        customer__organisation=organisation,
        customer__merged_into=None,
        customer__erased_at=None,
        mailbox__in=mailboxes,
        place=Place.INBOX,
        parent=None,
        restricted=False,
    )
    theirs = theirs.exclude(customer=but_of).annotate(moved_at=Subquery(moved.values("at")[:1]))
    return theirs.filter(Q(moved_at=None) | Q(created_at__gte=F("moved_at")))


@transaction.atomic
def follow(customer: Customer, request: Conversation, *, follows: bool) -> bool:
    """Tell the customer by mail when we answer a colleague's request, or no more; False when it is so."""
    if follows:
        return RequestFollower.objects.get_or_create(customer=customer, conversation=request)[1]
    return bool(RequestFollower.objects.filter(customer=customer, conversation=request).delete()[0])
