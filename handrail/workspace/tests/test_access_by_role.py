"""Every role at every address of the matrix, with conversations they see and conversations they do not.

Each request is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from handrail.accounts.models import Agent, Role
from handrail.accounts.permissions import REFUSALS, May, may
from handrail.conversations.models import Entry
from handrail.workspace.tests.roles import ADDRESS, ROLES, Scene, secret
from handrail.workspace.tests.test_access_matrix import (
    ABOUT_ONE,
    ADMINS,
    BESIDE,
    BY_PASS,
    DESK,
    DESK_ADMINS,
    FOR_ADMINS,
    FOR_EVERYBODY,
    FOR_OWNERS,
    MAKING,
    NOTHING_HERE,
    OF_KEYS_NOT_THERE,
    OURS,
    OWNERS,
    address,
    body,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen afterwards."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_about_one_conversation(role: str, scene: Scene, as_agent: SignIn) -> None:
    client = as_agent(scene.agents[role])
    for name, about in ABOUT_ONE.items():
        for kind, conversation in scene.conversations.items():
            told = f"{role} at {name} of {kind}"
            sees = scene.sees(role, kind)
            where = address(name, scene, conversation)
            for headers in ({}, HTMX) if kind in ("given", "locked") else ({},):
                with undone():
                    answer = client.get(where, headers=headers)
                    _check(answer, _needed(name, role, about.get), role, sees, f"GET {told}", kind)
            with undone():
                before = Entry.objects.count()
                headers = HTMX if kind in ("given", "locked") else {}
                answer = client.post(where, body(about, conversation), headers=headers)
                _check(answer, _needed(name, role, about.post), role, sees, f"POST {told}", kind)
                assert answer.status_code not in (403, 404, 405) or Entry.objects.count() == before, told


def _needed(name: str, role: str, right: May | None) -> May | None:
    if right is None:
        return None
    if name in BESIDE and role == Role.GUEST:
        return May.ADDRESSES
    return May.ASSIGN_WITHIN if name == "assign" and role == Role.GUEST else right


def _check(answer: Any, right: May | None, role: str, sees: bool, told: str, kind: str) -> None:
    text = answer.content.decode(errors="replace")
    if right is None:
        assert answer.status_code == 405, told
    elif not sees:
        assert answer.status_code == 404, (told, answer.status_code)
        assert secret(kind) not in text, told
    elif not may(Role.AGENT if role == "stranger" else role, right):
        assert answer.status_code == 403, (told, answer.status_code)
        assert str(REFUSALS[right]).split(":")[0] in text.replace("&#39;", "'"), told
    else:
        assert answer.status_code in (200, 202, 204, 302, 409, 422), (told, answer.status_code)
    if role == Role.GUEST:
        assert ADDRESS not in text, told


@pytest.mark.parametrize("role", ROLES)
def test_what_is_for_everybody_tells_nobody_more(role: str, scene: Scene, as_agent: SignIn) -> None:
    client = as_agent(scene.agents[role])
    for name in sorted(FOR_EVERYBODY):
        where = address(name, scene, scene.conversations["plain"])
        for query in ({}, *({"q": secret(kind)} for kind in scene.conversations)):
            answer = client.get(where, query, headers=HTMX if query else {})
            assert answer.status_code in (200, 302), (name, role)
            text = answer.content.decode().replace(str(query.get("q")), "")
            for kind in scene.conversations:
                assert scene.sees(role, kind) or secret(kind) not in text, (name, role, kind)
            assert role != Role.GUEST or ADDRESS not in text, name


def test_settings_are_there_for_admins_and_for_others_are_not(scene: Scene, as_agent: SignIn) -> None:
    nobody: set[Role] = set()
    tables = ((FOR_ADMINS, ADMINS), (FOR_OWNERS, OWNERS), (NOTHING_HERE, nobody))
    for role, agent in scene.agents.items():
        client = as_agent(agent)
        for table, who in tables:
            for name in sorted(table):
                for send in (client.get, client.post):
                    with undone():
                        answer = send(address(name, scene, scene.conversations["named"]))
                    told = (name, role, send.__name__, answer.status_code)
                    if role not in who:
                        assert answer.status_code in (404, 405), told
                    elif name not in {"service", "failures", "metrics"} | OF_KEYS_NOT_THERE:
                        assert answer.status_code in (200, 302, 405, 422), told
                    for kind in scene.conversations:
                        assert scene.sees(role, kind) or secret(kind) not in answer.content.decode(), told


def test_customers_are_for_those_who_work_with_them(scene: Scene, as_agent: SignIn) -> None:
    at_desk = {Role.OWNER, Role.LEAD, Role.AGENT, Role.LIGHT}
    for role, agent in scene.agents.items():
        client = as_agent(agent)
        for table, who in ((DESK, at_desk), (DESK_ADMINS, ADMINS)):
            for name in sorted(table):
                for send in (client.get, client.post):
                    with undone():
                        answer = send(address(name, scene, scene.conversations["plain"]))
                    told = (name, role, send.__name__, answer.status_code)
                    if role == Role.LIGHT and (send == client.post or name in MAKING):
                        assert answer.status_code in (403, 405), told
                    elif role not in who:
                        assert answer.status_code in (404, 405), told
                    elif (name, role, send) == ("erase_customer", Role.LEAD, client.post):
                        assert answer.status_code == 403, "some of it they do not see"
                    else:
                        assert answer.status_code in (200, 302, 404, 405, 409, 422), told


def test_who_answers_nobody_begins_nothing(scene: Scene, as_agent: SignIn) -> None:
    for role in (Role.LIGHT, Role.GUEST):
        client = as_agent(scene.agents[role])
        for name in ("people_suggestions", "new", "new_draft", "start", "keep_new", "new_files"):
            for send in (client.get, client.post):
                answer = send(address(name, scene, scene.conversations["plain"]))
                assert answer.status_code in (403, 405), (name, role)


def test_redacting_is_for_admins_who_see_it(scene: Scene, as_agent: SignIn) -> None:
    for role, agent in scene.agents.items():
        for kind, conversation in scene.conversations.items():
            answer = as_agent(agent).get(address("redact", scene, conversation))
            wanted = (200,) if scene.sees(role, kind) and role in ADMINS else (403, 404)
            assert answer.status_code in wanted, (role, kind, answer.status_code)


def test_who_is_signed_out_gets_nothing(scene: Scene) -> None:
    for name in sorted(set(OURS) - BY_PASS):
        answer = Client().get(address(name, scene, scene.conversations["plain"]))
        assert answer.status_code in (302, 404, 405), name
        assert answer.status_code != 302 or answer.headers["Location"].startswith("/accounts/login/"), name
