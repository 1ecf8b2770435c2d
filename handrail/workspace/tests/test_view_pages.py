"""Saved views on their pages: in the rail, as a list, saved from search, arranged; and search's own page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.accounts.models import Agent, Team
from handrail.conversations.models import Conversation, SavedView
from handrail.conversations.verbs import tag
from handrail.conversations.verbs.viewing import save_view
from handrail.workspace.tests.test_pages import PARTIAL, SESSION_AND_USER, statements
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def tagged(ask: Ask, ada: Agent) -> Conversation:
    conversation = ask("The page <b>stays</b> white", subject="White & page")
    tag(conversation, name="refund", by=ada.as_actor())
    return conversation


@pytest.fixture
def refunds(cleo: Agent) -> SavedView:
    return save_view(by=cleo, name="Refunds", filter="tag:refund", owner=None, order="newest")


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_shared_view_stands_in_the_rail_and_is_a_list(
    tagged: Conversation, refunds: SavedView, ada: Agent, as_agent: SignIn
) -> None:
    client, address = as_agent(ada), reverse("inbox", args=[refunds.slug])
    page = text(client.get(address))
    assert re.search(r'aria-current="page"[^>]*data-key="g 1".*?Refunds</span><span class="num">1<', page)
    assert f'id="row-{tagged.number}"' in page
    assert f"/conversations/{tagged.number}/?view={refunds.slug}" in page
    assert "More about this view" in page
    for part in ("only=rows", f"only=rows&of={tagged.number}"):
        assert f'id="row-{tagged.number}"' in text(client.get(f"{address}?{part}", **PARTIAL))  # type: ignore[arg-type]
    assert len(statements(client, address)) <= SESSION_AND_USER + 5
    assert len(statements(client, f"{address}?only=rows", **PARTIAL)) <= SESSION_AND_USER + 2
    assert len(statements(client, f"{address}?only=views", **PARTIAL)) <= SESSION_AND_USER + 2
    inside = reverse("conversation", args=[tagged.number]) + f"?view={refunds.slug}"
    assert "Refunds" in text(client.get(inside))


def test_closing_goes_to_the_next_of_a_saved_view(
    ask: Ask, tagged: Conversation, refunds: SavedView, ada: Agent, as_agent: SignIn
) -> None:
    other, _noise = ask(), ask()
    tag(other, name="refund", by=ada.as_actor())
    address = reverse("close_and_go", args=[other.number]) + f"?view={refunds.slug}"
    answer = as_agent(ada).post(address)
    assert answer.headers["Location"] == f"/conversations/{tagged.number}/?view={refunds.slug}"


def test_a_view_that_names_what_is_gone_says_so(refunds: SavedView, ada: Agent, as_agent: SignIn) -> None:
    page = text(as_agent(ada).get(reverse("inbox", args=[refunds.slug])))
    assert "No conversation you can see has the tag “refund”." in page
    assert "Nothing here now" in page


def test_a_view_deleted_by_somebody_else_leaves_nobody_in_front_of_an_error(
    tagged: Conversation, refunds: SavedView, ada: Agent, as_agent: SignIn
) -> None:
    client, inbox = as_agent(ada), reverse("inbox", args=[refunds.slug])
    inside = reverse("conversation", args=[tagged.number]) + f"?view={refunds.slug}"
    close = reverse("close_and_go", args=[tagged.number]) + f"?view={refunds.slug}"
    refunds.delete()
    for part in ("?only=views", "?only=rows", f"?only=rows&of={tagged.number}"):
        page = text(client.get(inbox + part, **PARTIAL))  # type: ignore[arg-type]
        row, current = f"/conversations/{tagged.number}/?view=all", 'href="/inbox/all/" aria-current'
        assert row in page or current in page
    assert "All open" in text(client.get(inside))
    assert client.post(close).status_code == 302
    assert client.get(inbox).status_code == 404


def test_a_search_becomes_a_view(tagged: Conversation, ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    page = text(client.get(reverse("search"), {"q": "/white tag:refund"}))  # the key that leads here
    assert "/views/add/?filter=white+tag%3Arefund" in page
    form = text(client.get(reverse("add_view"), {"filter": "white tag:refund"}))
    assert 'value="white tag:refund"' in form
    assert 'name="shared"' not in form  # only leads share
    facts = {"name": "White ones", "filter": " TAG:refund   white* ", "order": "newest", "icon": "star"}
    answer = client.post(reverse("add_view"), facts)
    saved = SavedView.objects.get()
    assert answer.headers["Location"] == reverse("inbox", args=[saved.slug])
    assert (saved.owner, saved.filter, saved.icon) == (ada, "tag:refund white", "star")
    listed = text(client.get(reverse("inbox", args=[saved.slug])))
    assert f'id="row-{tagged.number}"' in listed
    assert f'hx-get="{reverse("count_view", args=[saved.pk])}"' in listed
    assert text(client.get(reverse("count_view", args=[saved.pk]))).strip() == "1"


@pytest.mark.parametrize(
    ("filter_text", "words"),
    [
        ("", "required"),
        ("   -  ", "Write what the view holds"),
        ("wat:x", "There is no wat:"),
        ("before:soon lamp", "2026-01-31"),
        ("a" * 1001, "at most 1000 characters"),
    ],
)
def test_a_filter_that_is_not_understood_is_no_view(
    filter_text: str, words: str, ada: Agent, as_agent: SignIn
) -> None:
    facts = {"name": "x", "filter": filter_text, "order": "newest"}
    answer = as_agent(ada).post(reverse("add_view"), facts)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SavedView.objects.exists()


def test_leads_share_with_everybody_or_a_team(cleo: Agent, ben: Agent, as_agent: SignIn) -> None:
    night = Team.objects.create(name="Night shift")
    client = as_agent(cleo)
    facts = {"name": "Nights", "filter": "is:open", "order": "waiting", "shared": str(night.pk)}
    answer = client.post(reverse("add_view"), facts)
    saved = SavedView.objects.get()
    assert (saved.owner, saved.team) == (None, night)
    assert answer.headers["Location"] == reverse("views")  # she is not in that team herself
    assert "Night shift" in text(client.get(reverse("views")))
    client.post(reverse("saved_view", args=[saved.pk]), facts | {"shared": "all", "name": "All's"})
    assert "All&#39;s" in text(as_agent(ben).get(reverse("inbox", args=["mine"])))
    client.post(reverse("delete_view", args=[saved.pk]))
    assert as_agent(ben).get(reverse("inbox", args=[saved.slug])).status_code == 404


def test_others_views_are_not_there(
    refunds: SavedView, ada: Agent, ben: Agent, cleo: Agent, finn: Agent, as_agent: SignIn
) -> None:
    own = save_view(by=ada, name="Ada's secret", filter="from:dora")
    for agent in (ben, cleo, finn):
        client = as_agent(agent)
        for address in (
            reverse("inbox", args=[own.slug]),
            reverse("inbox", args=[own.slug]) + "?only=rows",
            reverse("saved_view", args=[own.pk]),
            reverse("count_view", args=[own.pk]),
        ):
            assert client.get(address).status_code == 404, address
        assert client.post(reverse("delete_view", args=[own.pk])).status_code == 404
        for page in ("views", "home", "search"):
            assert "secret" not in client.get(reverse(page), follow=True).content.decode()
    assert as_agent(ada).get(reverse("saved_view", args=[refunds.pk])).status_code == 404
    shown = as_agent(finn)
    assert "Refunds" not in text(shown.get(reverse("inbox", args=["mine"])))
    assert shown.get(reverse("inbox", args=[refunds.slug])).status_code == 404
    assert "refund" not in text(shown.get(reverse("suggestions"), {"q": "tag:"}))


def test_views_are_arranged_with_and_without_script(refunds: SavedView, ada: Agent, as_agent: SignIn) -> None:
    client, address, key = as_agent(ada), reverse("arrange_views"), str(refunds.pk)

    def order() -> list[str]:
        found = re.findall(r'<li id="view-(\w+)"', text(client.get(reverse("views"))))
        below = ("drafts", "assistant", "spam", "trash")  # they have their place
        return [name for name in found if name not in below]

    assert order()[-1] == key
    assert client.post(address, {"up": key}).headers["Location"] == reverse("views")
    assert order()[-2:] == [key, "closed"]
    client.post(address, {"keys": [key, "closed"]})
    assert order()[:3] == [key, "closed", "mine"]
    client.post(address, {"down": key, "hide": "mine"})
    assert order()[:3] == ["closed", key, "unassigned"]
    answer = client.post(address, {"show": "mine", "keys": ["junk", "'", "mine"]}, **PARTIAL)  # type: ignore[arg-type]
    assert 'hx-target="#views"' in text(answer)
    assert order()[:2] == ["mine", "closed"]


def test_search_shows_what_it_understood(tagged: Conversation, ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    page = text(client.get(reverse("search"), {"q": 'pag tag:refund -tag:"a b",spam wat:x'}))
    assert "White &amp; <mark>page</mark>" in page
    assert "<mark>page</mark> &lt;b&gt;stays" in page
    assert "<b>not</b><span>Tag:</span><bdi>a b, spam</bdi>" in page
    assert 'href="/search/?q=pag+tag%3Arefund+wat%3Ax"' in page
    assert "There is no wat:" in page
    part = client.get(reverse("search"), {"q": "tag:refund"}, **PARTIAL)  # type: ignore[arg-type]
    assert part.headers["HX-Replace-Url"] == "/search/?q=tag%3Arefund"
    assert "1 conversation" in text(part)
    typing = client.get(reverse("search"), {"q": "page tag:"}, **PARTIAL)  # type: ignore[arg-type]
    assert "as in tag:refund" not in text(typing)
    assert "as in tag:refund" in text(client.get(reverse("search"), {"q": "page tag:"}))
    empty = text(client.get(reverse("search")))
    assert "from:dora@nordlicht.example" in empty
    assert "Save as view" not in empty


def test_search_costs_what_it_cost(tagged: Conversation, ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    costs = {"page": 5, "page tag:refund": 6, "tag:refund status:open": 4, "from:dora": 3}
    for question, most in costs.items():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("search"), {"q": question})
        assert len(caught) <= SESSION_AND_USER + most, (question, len(caught))


def test_suggestions_are_options(tagged: Conversation, ada: Agent, as_agent: SignIn) -> None:
    answer = text(as_agent(ada).get(reverse("suggestions"), {"q": "tag:re", "at": "6"}))
    assert re.search(r'<li role="option"[^>]*data-insert="refund " data-begin="4" data-end="6">', answer)
    for junk in ({}, {"q": "tag:", "at": "x"}, {"q": "\x00😀 from:", "at": "999"}):
        assert as_agent(ada).get(reverse("suggestions"), junk).status_code == 200
