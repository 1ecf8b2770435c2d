"""Operators about people: who asked, whom it went to, who answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Access, Agent, Mailbox, Role, Team, mailbox_ids
from handrail.conversations.models import Conversation, Message
from handrail.conversations.queries.filters.operators import (
    Asking,
    Operator,
    Suggestion,
    any_of,
    choices,
    lines,
    register,
)
from handrail.customers.models import Address, Customer, Organisation
from handrail.customers.verbs import normalise_address

NEWEST = 1000  # conversations among whose people, languages and fields suggestions are looked for
ME, NOBODY = "me", "nobody"


def newest(asking: Asking) -> QuerySet[Any, Any]:
    """The conversations this agent may see that moved last: where suggestions come from."""
    visible = Conversation.objects.visible_to(asking.agent).awake()
    return visible.order_by("-last_activity_at", "-pk")[:NEWEST]


def _from(value: str, _asking: Asking) -> Q:
    """An address exactly, @domain, or a part of a name or address."""
    address = normalise_address(value)
    if address.startswith("@"):
        found = Address.objects.filter(normalised__endswith=address).values("customer")
        return Q(customer__in=found)
    if "@" in address:
        return Q(customer__in=Address.objects.filter(normalised=address).values("customer"))
    by_address = Address.objects.filter(normalised__startswith=address).values("customer")
    return Q(customer__in=Customer.objects.filter(name__icontains=value)) | Q(customer__in=by_address)


def _people(asking: Asking, typed: str) -> list[Suggestion]:
    address = normalise_address(typed)
    asked = Customer.objects.filter(pk__in=newest(asking).values("customer"))
    called = Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
    found = Address.objects.filter(customer__in=asked).filter(
        Q(normalised__startswith=address) | Q(customer__in=asked.filter(called))
    )
    values = found.order_by("customer__name", "pk").values_list("value", "customer__name")[:8]
    return [Suggestion(value, name) for value, name in values]


def _to(value: str, _asking: Asking) -> Q:
    """A message went to this address, in To or Cc."""
    written = {value.strip(), normalise_address(value)}
    matches = Q()
    for address in written:
        matches |= Q(recipients__contains={"to": [{"address": address}]})
        matches |= Q(recipients__contains={"cc": [{"address": address}]})
    return Q(pk__in=Message.objects.filter(matches).values("conversation"))


def _own_addresses(asking: Asking, typed: str) -> list[Suggestion]:
    known = Mailbox.objects.visible_to(asking.agent).values_list("address", "name")[:50]
    return choices(typed, [Suggestion(address, name) for address, name in known])


def _organisation(value: str, _asking: Asking) -> Q:
    found = Organisation.objects.filter(name__icontains=value)
    return Q(customer__organisation__in=found)


def _organisations(asking: Asking, typed: str) -> list[Suggestion]:
    asked = newest(asking).values("customer__organisation")
    found = Organisation.objects.filter(pk__in=asked, name__icontains=typed).order_by("name")
    return [Suggestion(name) for name in found.values_list("name", flat=True)[:8]]


def _assignee(value: str, asking: Asking) -> Q:
    if value.casefold() == ME:
        return Q(assignee=asking.agent)
    if value.casefold() == NOBODY:
        return Q(assignee=None)
    return Q(assignee__in=Agent.objects.filter(Q(name__iexact=value) | Q(email__iexact=value)))


def colleagues(asking: Asking) -> QuerySet[Agent]:
    """Active agents who share a mailbox with this one, and this one."""
    access = Access.objects.filter(mailbox__in=mailbox_ids(asking.agent))
    members = Team.agents.through.objects.filter(team__in=access.values("team")).values("agent")
    owners = Q(role=Role.OWNER) if mailbox_ids(asking.agent) else Q()
    shares = Q(pk__in=access.values("agent")) | Q(pk__in=members) | Q(pk=asking.agent.pk) | owners
    return Agent.objects.filter(shares, is_active=True)


def _colleagues(asking: Asking, typed: str) -> list[Suggestion]:
    first = [Suggestion(ME, str(_("Me"))), Suggestion(NOBODY, str(_("Nobody")))]
    found = colleagues(asking).order_by("name").values_list("name", flat=True)[:200]
    return choices(typed, [*first, *map(Suggestion, found)])


def _known_colleagues(asking: Asking, values: Sequence[str]) -> QuerySet[Any, Any]:
    found = colleagues(asking).filter(any_of("name", values) | any_of("email", values))
    return found.annotate(called=lines("name", "email")).values_list("called")


register(
    Operator(
        "from",
        _("Customer"),
        _("a name, an address, or @domain"),
        "from:dora@nordlicht.example",
        _from,
        _people,
    ),
    Operator("to", _("Sent to"), _("an address"), "to:support@lamp.example", _to, _own_addresses),
    Operator(
        "org", _("Organisation"), _("a name or a part of it"), "org:Nordlicht", _organisation, _organisations
    ),
    Operator(
        "assignee",
        _("Assigned to"),
        _("a name, me, or nobody"),
        "assignee:me",
        _assignee,
        _colleagues,
        existing=_known_colleagues,
        always=frozenset({ME, NOBODY}),
        missing=_("No colleague of yours is called “%(value)s”: choose one from the suggestions."),
    ),
)


def _team(value: str, _asking: Asking) -> Q:
    return Q(team=None) if value.casefold() == NOBODY else Q(team__in=Team.objects.filter(name__iexact=value))


def _teams(asking: Asking, typed: str) -> list[Suggestion]:
    found = _visible_teams(asking).order_by("name").values_list("name", flat=True)[:200]
    return choices(typed, [Suggestion(NOBODY, str(_("Nobody"))), *map(Suggestion, found)])


def _visible_teams(asking: Asking) -> QuerySet[Team]:
    """Teams that share a mailbox with this agent; a guest's own."""
    if asking.agent.is_guest:
        return Team.objects.filter(agents=asking.agent.pk)
    return Team.objects.filter(access__mailbox__in=mailbox_ids(asking.agent)).distinct()


def _known_teams(asking: Asking, values: Sequence[str]) -> QuerySet[Any, Any]:
    return (
        _visible_teams(asking)
        .filter(any_of("name", values))
        .annotate(called=lines("name"))
        .values_list("called")
    )


register(
    Operator(
        "team",
        _("Team"),
        _("a team's name, or nobody"),
        'team:"Northwind Care"',
        _team,
        _teams,
        _known_teams,
        always=frozenset({NOBODY}),
        missing=_("There is no team “%(value)s”."),
    ),
)
