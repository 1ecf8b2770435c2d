"""Ctrl K goes to every page that stands for itself and that one may open, and to none that one may not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Role
from handrail.conversations.models import SavedView
from handrail.workspace.tests.roles import Scene
from handrail.workspace.tests.test_access_matrix import BY_PASS, OURS

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
ABOUT_WHAT_WAS_CHOSEN = {"new_bulk"}  # a page about the rows of the list it comes from


def offered(client: Client) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', client.get("/palette/").content.decode()))


def is_page(client: Client, address: str) -> bool:
    """Whether it answers with a whole page of the workspace, at this very address."""
    answer = client.get(address)
    return answer.status_code == 200 and b'<nav class="rail' in b"".join(answer)


@pytest.mark.parametrize("role", [*Role, "stranger"])
def test_every_page_that_one_may_open_is_some_letters_away(role: str, scene: Scene, as_agent: SignIn) -> None:
    client = as_agent(scene.agents[role])
    alone = {name for name, one in OURS.items() if not one.pattern.converters}
    addresses = {reverse(name) for name in alone - BY_PASS - ABOUT_WHAT_WAS_CHOSEN}
    found = offered(client)
    pages = {one for one in addresses if is_page(client, one)}
    assert pages - found == set()
    assert found & addresses - pages == set(), "offered, but not for this role"


def test_a_saved_view_is_some_letters_away_for_whom_it_is(ada: Agent, ben: Agent, as_agent: SignIn) -> None:
    own = SavedView.objects.create(owner=ada, name="Refunds of the week", filter="tag:refund")
    shared = SavedView.objects.create(name="Parcels", filter="tag:parcel")
    addresses = [reverse("inbox", args=[view.slug]) for view in (own, shared)]
    assert set(addresses) <= offered(as_agent(ada))
    assert not offered(as_agent(ben)) & set(addresses[:1])
