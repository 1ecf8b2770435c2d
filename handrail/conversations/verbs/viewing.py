"""Save, change, share and arrange views. Shared ones are the team's settings: each change is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent, Team
from handrail.conversations.models import SavedView, ViewArrangement
from handrail.core.audit import audit

MOST_OWN, MOST_SHARED = 40, 60


class ViewRefused(ValueError):
    """The view cannot be as it was asked for; the words say why."""


class Facts(TypedDict, total=False):
    """What a view is made of; `owner` is none for a shared one."""

    name: str
    filter: str
    order: str
    icon: str
    owner: Agent | None
    team: Team | None


@transaction.atomic
def save_view(*, by: Agent, **facts: Unpack[Facts]) -> SavedView:
    """Make a view: one's own unless `owner` is none. Raises ViewRefused."""
    view = SavedView(**({"owner": by} | facts))
    _check(view, by)
    view.save()
    _tell(view, by, "view shared")
    return view


@transaction.atomic
def change_view(view: SavedView, *, by: Agent, **facts: Unpack[Facts]) -> None:
    """Change what a view is made of, also whose it is. Raises ViewRefused."""
    _check_may(view, by)
    was_shared = view.is_shared
    for name, value in facts.items():
        setattr(view, name, value)
    _check(view, by)
    view.save()
    _tell(view, by, "view changed", was_shared=was_shared)


@transaction.atomic
def delete_view(view: SavedView, *, by: Agent) -> None:
    """Take a view away; the conversations in it stay where they are."""
    _check_may(view, by)
    _tell(view, by, "view deleted")
    view.delete()


def arrange_views(agent: Agent, *, keys: Sequence[str], hidden: Sequence[str]) -> None:
    """Keep the order of an agent's views and which of them are hidden."""
    facts = {"keys": list(dict.fromkeys(keys)), "hidden": sorted(set(hidden))}
    ViewArrangement.objects.update_or_create(agent=agent, defaults=facts)


def _check(view: SavedView, by: Agent) -> None:
    _check_may(view, by)
    others = SavedView.objects.exclude(pk=view.pk)
    if view.owner_id is not None and others.filter(owner=view.owner_id).count() >= MOST_OWN:
        raise ViewRefused(_("You have as many views as one can keep: delete one first."))
    if view.is_shared and others.filter(owner=None).count() >= MOST_SHARED:
        raise ViewRefused(_("There are as many shared views as one can keep: delete one first."))


def _check_may(view: SavedView, by: Agent) -> None:
    if view.owner_id != by.pk and not (view.is_shared and by.is_admin):
        raise ViewRefused(_("Only owners and leads share views."))


def _tell(view: SavedView, by: Agent, action: str, *, was_shared: bool = False) -> None:
    if view.is_shared or was_shared:
        facts = {"view": view.pk, "name": view.name, "filter": view.filter, "team": view.team_id}
        audit(by, action, **facts, shared=view.is_shared)
