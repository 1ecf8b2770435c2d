"""The inbox pages: what they show, in how many statements, and what their parts answer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Category, Conversation, Seen, SendState, Status
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.rows import PAGE, list_page
from handrail.conversations.queries.views import VIEWS
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import (
    File,
    Words,
    assign,
    close,
    note,
    receive,
    reply,
    set_status,
    snooze,
)
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
PARTIAL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
SESSION_AND_USER = 2


def statements(client: Client, address: str, **headers: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address, **headers)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def fill(ask: Ask, ada: Agent, how_many: int) -> Conversation:
    for number in range(how_many):
        conversation = ask(f"Question {number}", subject=f"Subject {number}")
        words = Words(text=f"Answer {number}", files=(File("a.txt", "text/plain", b"a"),))
        reply(conversation, words=words, by=ada.as_actor())
        note(conversation, words=Words(text="A note"), by=ada.as_actor())
        assign(conversation, to=ada, by=ada.as_actor())
    return conversation


@pytest.mark.parametrize("how_many", [1, 12])
def test_a_list_costs_three_statements_however_long(
    ask: Ask, ada: Agent, as_agent: SignIn, how_many: int
) -> None:
    fill(ask, ada, how_many)
    client = as_agent(ada)
    assert len(statements(client, reverse("inbox", args=["mine"]))) == SESSION_AND_USER + 3
    assert len(statements(client, reverse("inbox", args=["mine"]), **PARTIAL)) == SESSION_AND_USER + 3


@pytest.mark.parametrize("how_many", [1, 12])
def test_a_conversation_costs_seven_statements_however_long(
    ask: Ask, ada: Agent, as_agent: SignIn, how_many: int
) -> None:
    conversation = fill(ask, ada, how_many)
    for number in range(how_many):
        reply(conversation, words=Words(text=f"Step {number}"), by=ada.as_actor())
    client, address = as_agent(ada), reverse("conversation", args=[conversation.number])
    client.get(address)  # seen now; reading again writes nothing
    alone = statements(client, address, **PARTIAL)
    assert len(alone) <= SESSION_AND_USER + 7, alone
    assert len(statements(client, address)) <= SESSION_AND_USER + 7 + 3


def test_what_is_fetched_ahead_is_read_when_it_is_shown(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    seen = Seen.objects.filter(agent=ada, conversation=conversation)
    address, last = reverse("conversation", args=[conversation.number]), conversation.last_customer_entry
    client.get(address, headers={"Handrail-Ahead": "1", "HX-Request-Type": "partial"})
    assert not seen.exists()
    client.get(reverse("entries", args=[conversation.number]), {"after": last}, **PARTIAL)  # type: ignore[arg-type]
    assert seen.get().entry == last


def test_open_pages_ask_for_rows_and_counts_apart(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    ask("It is dark.", subject="Dark lamp")
    client, address = as_agent(ada), reverse("inbox", args=["unassigned"])
    for part, count in (("rows", 1), ("rows&of=1", 1), ("views", 2)):
        assert len(statements(client, f"{address}?only={part}", **PARTIAL)) == SESSION_AND_USER + count
    rows, counts, junk, page = (
        client.get(address, {"only": part}, **PARTIAL if how else {}).content.decode()  # type: ignore[arg-type]
        for part, how in (("rows", True), ("views", True), ("junk", True), ("rows", False))
    )
    assert "Dark lamp" in rows
    assert "list-bar" not in rows
    assert "Dark lamp" not in counts
    assert 'hx-target="#list-bar"' in counts
    for whole in (junk, page):
        assert "Dark lamp" in whole
        assert "list-bar" in whole


def test_an_open_list_asks_for_the_rows_that_changed(
    ask: Ask, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    dark, loud, closed = (ask(f"It is {how}.", subject=f"A {how} lamp") for how in ("dark", "loud", "broken"))
    close(closed, by=ada.as_actor())
    address, htmx = (
        reverse("inbox", args=["unassigned"]),
        {"HX-Request": "true", "HX-Request-Type": "partial"},
    )

    def rows(agent: Agent, numbers: str) -> Any:
        return as_agent(agent).get(f"{address}?only=rows&of={numbers}", headers=htmx)

    text = rows(ada, f"{closed.number},{dark.number},404").content.decode()
    assert re.findall(r'id="row-(\d+)"', text) == [str(dark.number)]
    dark.refresh_from_db()
    place = (dark.due_order - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert f'data-place="{place}"' in text
    assert rows(ada, f"{closed.number}").content.strip() == b""
    assert f"row-{loud.number}" not in rows(finn, f"{loud.number}").content.decode()
    for junk in ("", "x", "1,,2", "-1", "9" * 10, "²", ",".join("1" * 11)):
        assert rows(ada, junk).status_code == 404, junk


@pytest.mark.usefixtures("way_out")
def test_staying_is_answered_with_the_new_entry_alone(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask("It is dark.")
    reply(conversation, words=Words(text="Earlier."), by=ada.as_actor(), taker=ada)
    client, address = as_agent(ada), reverse("reply", args=[conversation.number])
    words = {"kind": "reply", "text": "Switch it on.", "after": "stay"}
    answer = client.post(address, words, **PARTIAL)  # type: ignore[arg-type]
    text = answer.content.decode()
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#timeline", "beforeend")
    assert "Switch it on." in text
    assert "Earlier." not in text
    assert f'hx-target="#composer-{conversation.number}" hx-swap="outerHTML"' in text
    assert text.count("data-entry=") == 1
    assert "<h1" not in text  # the head says the same as before, but for the wait
    assert 'hx-target="#waiting"' in text
    closing = words | {"text": "It is done.", "then": str(default_status(Category.CLOSED).pk)}
    text = client.post(address, closing, **PARTIAL).content.decode()  # type: ignore[arg-type]
    assert 'hx-target="#head"' in text
    assert "Reopen" in text


def test_pages_follow_each_other_without_gap_or_double(ask: Ask, ada: Agent) -> None:
    conversations = [ask(f"Question {number}") for number in range(PAGE + 7)]
    same = timezone.now() - timedelta(hours=1)
    Conversation.objects.update(waiting_since=same)  # equal keys: the second column decides
    for order in ("waiting", "newest"):
        seen, after = [], ""
        while True:
            page = list_page(VIEWS["all"], ada, order=order, after=after)
            seen += [row.number for row in page.rows]
            if not (after := page.next):
                break
        assert len(seen) == len(set(seen)) == len(conversations)


def test_a_cursor_of_somebody_s_own_making_is_no_crash(ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    for cursor in ("x", "%00", "MjAyNg", "é", "a" * 5000):
        assert client.get(reverse("inbox", args=["all"]), {"after": cursor}).status_code == 404


def test_counts_are_the_lengths_of_the_lists(ask: Ask, ada: Agent, ben: Agent) -> None:
    mine, _unassigned, waiting, closed, snoozed, others = (ask(f"Question {number}") for number in range(6))
    assign(mine, to=ada, by=ada.as_actor())
    assign(others, to=ada, by=ada.as_actor())
    set_status(others, to=default_status(Category.OTHERS), by=ada.as_actor())
    set_status(waiting, to=default_status(Category.WAITING), by=ada.as_actor())
    close(closed, by=ada.as_actor())
    snooze(snoozed, until=timezone.now() + timedelta(days=1), by=ada.as_actor())
    for agent in (ada, ben):
        for counted in count_views(agent):
            assert counted.count == counted.view.of(agent).count(), counted.view.key
    counts = {counted.view.key: counted.count for counted in count_views(ada)}
    apart = {"spam": 0, "trash": 0, "mentions": 0, "following": 0, "assistant": 0}
    assert counts == {"mine": 2, "unassigned": 1, "waiting": 1, "snoozed": 1, "all": 3, "closed": 1} | apart


def test_a_count_stops_at_999(ask: Ask, ada: Agent) -> None:
    first = ask()
    facts = {
        name: getattr(first, name)
        for name in (
            "subject",
            "mailbox",
            "customer",
            "status",
            "category",
            "waiting_since",
            "last_activity_at",
        )
    }
    Conversation.objects.bulk_create(Conversation(**facts) for _ in range(1100))
    counts = {counted.view.key: counted.shown for counted in count_views(ada)}
    assert counts["unassigned"] == counts["all"] == "999+"
    assert counts["mine"] == ""


@pytest.mark.usefixtures("way_out")
def test_sending_and_closing_goes_on_to_the_next(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    first, second = ask("One"), ask("Two")
    client = as_agent(ada)
    closed = Status.objects.get(category=Category.CLOSED)
    answer = client.post(
        reverse("reply", args=[first.number]) + "?view=unassigned",
        {"kind": "reply", "text": "Empty the cache.", "then": closed.pk, "after": "next"},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("conversation", args=[second.number]) + "?view=unassigned"
    first.refresh_from_db()
    assert first.category == Category.CLOSED
    message = first.messages.get(direction="out")
    assert message.send_state == SendState.QUEUED
    assert message.recipients["to"] == [{"name": "Dora", "address": "dora@nordlicht.example"}]


def test_closing_goes_on_down_or_up_the_list(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    first, second, third, fourth = (ask(text) for text in ("One", "Two", "Three", "Four"))
    client = as_agent(ada)

    def close_and_go(conversation: Conversation, to: str) -> str:
        address = reverse("close_and_go", args=[conversation.number]) + "?view=all"
        return str(client.post(address, {"to": to}).headers["Location"])

    assert f"/{third.number}/" in close_and_go(second, "next")
    assert f"/{first.number}/" in close_and_go(third, "previous")
    assert f"/{first.number}/" in close_and_go(fourth, "next")  # the end of the list: from the top again
    assert close_and_go(first, "next") == reverse("inbox", args=["all"])
    assert Conversation.objects.filter(category=Category.CLOSED).count() == 4


def test_a_note_never_reaches_the_customer(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    address = reverse("reply", args=[conversation.number])
    as_agent(ada).post(address, {"kind": "note", "text": "He seems cross.", "then": "", "after": "next"})
    message = conversation.messages.latest("pk")
    assert message.direction == "note"
    assert message.send_state == SendState.NONE
    assert not message.entry.public


@pytest.mark.usefixtures("way_out")
def test_the_same_sending_twice_is_one_reply(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    page = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    once = re.search(r'name="once" value="([0-9a-f-]+)"', page)
    assert once
    for kind in ("reply", "note"):
        for _ in range(2):
            data = {
                "kind": kind,
                "text": "Once is enough",
                "once": once[1] if kind == "reply" else str(uuid.UUID(int=7)),
            }
            client.post(reverse("reply", args=[conversation.number]), data)
    assert conversation.messages.filter(text="Once is enough").count() == 2
    kinds = [entry.kind for entry in conversation.entries.order_by("pk")]
    assert kinds == ["received", "replied", "assigned", "noted"]


def test_what_a_mail_quotes_is_folded_and_there(
    ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn
) -> None:
    conversation = ask()
    plain = Words(text="It works now.", quoted="> Empty the cache.")
    html = Words(
        text="Still white.",
        quoted="On Monday Ada wrote",
        html='<p>Still white.</p><img src="cid:shot">',
        quoted_html="<blockquote>the cache</blockquote>",
    )
    for words in (plain, html):
        receive(conversation, words=words, by=dora.as_actor())
    page = as_agent(ada).get(reverse("conversation", args=[conversation.number])).content.decode()
    first, second = re.findall(r'<details class="quoted">.*?</details>', page, re.S)
    assert "Empty the cache." in first
    assert "It works now." not in first
    assert "<blockquote>" in second
    assert page.count("It works now.") == 1


def test_a_huge_mail_makes_no_huge_page(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask("word " * 300_000)
    assert len(as_agent(ada).get(reverse("conversation", args=[conversation.number])).content) < 300_000


@pytest.mark.usefixtures("way_out")
def test_an_empty_reply_and_a_wrong_address_are_said_in_words(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    address = reverse("reply", args=[conversation.number])
    empty = client.post(address, {"kind": "reply", "text": "  "})
    assert empty.status_code == 422
    assert "Write something first" in empty.content.decode()
    wrong = client.post(address, {"kind": "reply", "text": "Hello", "cc": "emil at brume"})
    assert wrong.status_code == 422
    assert "no e-mail address" in wrong.content.decode()
    assert conversation.messages.count() == 1


def test_what_one_writes_survives_an_error(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    text = "A long and careful answer"
    client.post(reverse("draft", args=[conversation.number]), {"kind": "reply", "text": text})
    page = client.post(
        reverse("reply", args=[conversation.number]), {"kind": "reply", "text": text, "cc": "x"}
    )
    assert text in page.content.decode()
    assert text in client.get(reverse("conversation", args=[conversation.number])).content.decode()


def test_acts_answer_with_what_changed(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    number = [conversation.number]
    for name, data, word in (
        ("assign", {"assignee": "me"}, "took the conversation"),
        ("priority", {"priority": "40"}, "Urgent"),
        ("tags", {"add": "refund"}, "refund"),
        (
            "snooze",
            {"until": (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")},
            "snoozed",
        ),
        ("snooze", {"until": ""}, "ended the snooze"),
        ("status", {"status": str(default_status(Category.CLOSED).pk)}, "closed the conversation"),
    ):
        answer = client.post(reverse(name, args=number), data, **PARTIAL)  # type: ignore[arg-type]
        assert answer.status_code == 200, name
        text = answer.content.decode()
        assert word in text, name
        assert "<html" not in text
        assert 'hx-target="#list"' in text
    for name, data in (
        ("assign", {"assignee": "99999"}),
        ("priority", {"priority": "7"}),
        ("priority", {"priority": "x" * 900}),
        ("tags", {"add": ""}),
        ("snooze", {"until": "yesterday"}),
        ("snooze", {"until": "2001-01-01T10:00"}),
        ("status", {"status": "-1"}),
    ):
        assert client.post(reverse(name, args=number), data, **PARTIAL).status_code == 422, name  # type: ignore[arg-type]


def test_newer_entries_come_alone_and_only_once(ask: Ask, ada: Agent, ben: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    client = as_agent(ada)
    last = conversation.entries.latest("pk").pk
    address = reverse("entries", args=[conversation.number])
    note(conversation, words=Words(text="I know this one"), by=ben.as_actor())
    fresh = client.get(address, {"after": last}).content.decode()
    assert "I know this one" in fresh
    assert "white after the update" not in fresh
    newest = conversation.entries.latest("pk").pk
    assert "I know this one" not in client.get(address, {"after": newest}).content.decode()


def test_numbers_beyond_the_database_are_not_found(ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    for number in (10**9, 2**31, 2**63, 10**30):
        assert client.get(f"/conversations/{number}/").status_code == 404
        assert client.get(f"/conversations/1/entries/?after={number}").status_code == 404
