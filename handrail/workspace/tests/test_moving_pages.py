"""Merging, linking, splitting, spam and trash, blocks, redaction and undo at their addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Block, Conversation, Follower, Link, Message, Place
from handrail.conversations.verbs import Words, assign, close, merge, note, receive, set_priority, start
from handrail.core.live import Writer
from handrail.customers.models import Customer
from handrail.workspace.pages import snooze_choices
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def at(conversation: Conversation, act: str = "") -> str:
    return f"/conversations/{conversation.number}/" + (f"{act}/" if act else "")


def undo_address(answer: object) -> str:
    told = json.loads(answer.headers["Handrail-Undo"])  # type: ignore[attr-defined]
    return str(told["address"])


@pytest.fixture
def bill(billing: Mailbox, dora: Customer) -> Conversation:
    """A conversation that Ada may not see."""
    return start(billing, customer=dora, words=Words(text="Secret bill"), by=dora.as_actor())


def test_merge_by_keyboard_and_undo(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    old, new = ask("Old words"), ask("New words")
    browser = as_agent(ada)
    assert f'value="{old.number}"' in browser.get(at(new, "merge")).content.decode()
    answer = browser.post(at(new, "merge"), {"into": f"#{old.number}"}, headers=HTMX)
    assert answer.headers["HX-Redirect"].startswith(at(old))
    says = json.loads(answer.headers["Handrail-Undo"])["text"]
    assert says == f"#{new.number} was merged into #{old.number}"
    assert browser.get(at(new)).headers["Location"].startswith(at(old))
    page = browser.get(at(old)).content.decode()
    assert "New words" in page
    assert "Undo the merge" in page
    assert browser.post(undo_address(answer)).status_code == 302
    assert fresh(new).merged_into is None
    line = browser.get(at(old)).content.decode().split('id="timeline"')[1].split("</hr-timeline")[0]
    assert "New words" not in line
    assert f"undid the merge of #{new.number} into #{old.number}" in line
    assert ">undo<" not in line
    set_priority(fresh(new), to=40, by=ada.as_actor("undo"))
    assert ">undo<" not in browser.get(at(new)).content.decode(), "the reason is a sentence"


def test_while_one_types_what_is_found_comes_and_the_focus_stays(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    old, new = ask("Old words"), ask("New words")
    browser, number = as_agent(ada), str(old.number)
    page = browser.get(at(new, "merge")).content.decode()
    assert 'hx-trigger="input ' in page
    assert "<hr-choices" in page
    typed = browser.get(at(new, "merge"), {"q": number}, headers=HTMX).content.decode()
    assert "<html" not in typed
    assert f'value="{number}"' in typed
    assert f'data-question="{number}"' in typed
    assert "autofocus" not in typed
    assert "autofocus" in browser.get(at(new, "merge"), {"q": number}).content.decode()


def test_a_merge_is_undone_from_its_line_at_any_time(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    old, new = ask("Old"), ask("New")
    merge(new, into=old, by=ada.as_actor())
    answer = as_agent(ada).post(at(old, "unmerge"), {"part": new.number})
    assert answer.headers["Location"].startswith(at(new))
    assert fresh(new).place == Place.INBOX
    again = as_agent(ada).post(at(old, "unmerge"), {"part": new.number})
    assert again.status_code == 422


def test_two_customers_are_named_before_they_are_merged(
    ask: Ask, ada: Agent, emil: Customer, as_agent: SignIn
) -> None:
    doras, emils = ask(), ask(by=emil)
    page = as_agent(ada).post(at(emils, "merge"), {"into": doras.number})
    text = page.content.decode()
    assert "Emil" in text.split("Two customers")[1]
    assert "Dora" in text.split("Two customers")[1]
    assert fresh(emils).merged_into is None
    as_agent(ada).post(at(emils, "merge"), {"into": doras.number, "sure": "1"})
    assert fresh(emils).merged_into == doras


def test_two_mailboxes_take_access_to_both(
    ask: Ask, ada: Agent, ben: Agent, bill: Conversation, as_agent: SignIn
) -> None:
    here = ask()
    nothing = as_agent(ada).post(at(here, "merge"), {"into": "9999999", "sure": "1"})
    hidden = as_agent(ada).post(at(here, "merge"), {"into": bill.number, "sure": "1"})
    assert nothing.status_code == hidden.status_code == 422
    assert "There is no such conversation" in hidden.content.decode()
    assert "Secret bill" not in hidden.content.decode()
    assert "Two mailboxes" in as_agent(ben).post(at(here, "merge"), {"into": bill.number}).content.decode()
    as_agent(ben).post(at(here, "merge"), {"into": bill.number, "sure": "1"})
    assert fresh(here).merged_into == bill
    assert as_agent(ada).get(at(here)).status_code == 404
    assert as_agent(ada).post(at(bill, "unmerge"), {"part": here.number}).status_code == 404


def test_what_one_may_not_see_is_neither_chosen_nor_linked(
    ask: Ask, ada: Agent, ben: Agent, bill: Conversation, as_agent: SignIn
) -> None:
    here = ask()
    for what in ("merge", "link"):
        for question in ("", "Secret", str(bill.number), "dora@nordlicht.example"):
            page = as_agent(ada).get(at(here, what), {"q": question}).content.decode()
            assert f'name="into" value="{bill.number}"' not in page
            assert "Secret bill" not in page
    answer = as_agent(ada).post(at(here, "link"), {"into": bill.number, "reason": "related"})
    assert answer.status_code == 422
    as_agent(ben).post(at(here, "link"), {"into": bill.number, "reason": "related"})
    assert f"Related: #{bill.number}" in as_agent(ben).get(at(here)).content.decode()
    page = as_agent(ada).get(at(here)).content.decode()
    assert f"#{bill.number}" not in page
    assert as_agent(ada).post(at(here, "unlink"), {"other": bill.number}).status_code == 422
    assert Link.objects.exists()
    as_agent(ben).post(at(here, "unlink"), {"other": bill.number})
    assert not Link.objects.exists()


def test_spam_and_trash_lie_in_their_views_and_come_back(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, browser = ask("Buy lamps"), as_agent(ada)
    for place in ("spam", "trash"):
        answer = browser.post(at(conversation, "move"), {"to": place}, headers=HTMX)
        assert "HX-Redirect" in answer.headers
        assert "Buy lamps" in browser.get(f"/inbox/{place}/").content.decode()
        assert "Buy lamps" not in browser.get("/inbox/all/").content.decode()
        assert "Restore" in browser.get(at(conversation)).content.decode() or place == "spam"
        assert browser.post(undo_address(answer)).status_code == 302
        assert fresh(conversation).place == Place.INBOX
    assert browser.post(at(conversation, "move"), {"to": "moon"}).status_code == 422


def test_undo_is_its_agent_s_alone_and_only_in_time(
    ask: Ask, ada: Agent, ben: Agent, finn: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    answer = as_agent(ada).post(at(conversation, "status"), {"status": _closed()}, headers=HTMX)
    address = undo_address(answer)
    assert as_agent(finn).post(address).status_code == 404
    assert as_agent(ben).post(address).status_code == 409
    assert as_agent(ada).post(address + "x").status_code == 409
    assert fresh(conversation).category == "closed"
    assign(conversation, to=ben, by=ben.as_actor())
    assert as_agent(ada).post(address).status_code == 302
    assert fresh(conversation).category == "open"
    late = as_agent(ada).post(address)
    assert late.status_code == 409
    assert "too late" in late.content.decode()


def _closed() -> int:
    from handrail.conversations.statuses import default_status

    return default_status("closed").pk  # type: ignore[arg-type]


def test_each_decides_how_long_undo_is_offered(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, browser = ask(), as_agent(ada)
    facts = {"name": "Ada", "language": "", "time_zone": "Europe/Berlin", "single_keys": "on"}
    assert browser.post("/settings/profile/", facts | {"undo_seconds": "31"}).status_code == 422
    for seconds in ("0", "30"):
        assert browser.post("/settings/profile/", facts | {"undo_seconds": seconds}).status_code == 302
        answer = browser.post(at(conversation, "priority"), {"priority": "30" if seconds == "0" else "20"})
        assert ("Handrail-Undo" in answer.headers) == (seconds == "30")
    assert json.loads(answer.headers["Handrail-Undo"])["seconds"] == 30


def test_nothing_done_offers_nothing(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    for facts in ({"priority": "20"}, {"priority": "7"}):
        assert "Handrail-Undo" not in as_agent(ada).post(at(conversation, "priority"), facts).headers


def test_follow_and_stop(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, browser = ask(), as_agent(ada)
    browser.post(at(conversation, "follow"), {"on": "1"})
    assert Follower.objects.get().agent == ada
    page = browser.get(at(conversation)).content.decode()
    assert "Following" in page
    assert "Stop following" in page
    browser.post(at(conversation, "follow"), {"on": "0"})
    assert not Follower.objects.exists()


def test_a_mention_stands_in_the_head_until_it_is_dismissed(
    ask: Ask, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    conversation, browser = ask(), as_agent(ada)
    note(conversation, words=Words(text="@Ada?"), by=ben.as_actor())
    page = browser.get("/inbox/mentions/").content.decode()
    assert f"row-{conversation.number}" in page
    assert 'data-key="g n"' in page
    assert 'data-key="g f"' in page
    dismiss = at(conversation, "mentions/dismiss")
    assert dismiss in browser.get(at(conversation)).content.decode()
    answer = browser.post(dismiss, headers=HTMX).content.decode()
    assert dismiss not in answer
    assert "view-mentions" in answer  # the rail comes along, with its count
    assert "Nobody asks you anything" in browser.get("/inbox/mentions/").content.decode()
    assert "You follow nothing that is open" in browser.get("/inbox/following/").content.decode()
    assert "Mentions" in browser.get("/palette/").content.decode()


def test_a_mention_that_was_dismissed_comes_back(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation, browser = ask(), as_agent(ada)
    note(conversation, words=Words(text="@Ada and @Ben?"), by=cleo.as_actor())
    answer = browser.post(at(conversation, "mentions/dismiss"), headers=HTMX)
    back = undo_address(answer)
    assert as_agent(ben).post(back).status_code == 409  # what he was asked stands
    assert browser.post(back).status_code == 302
    assert f"row-{conversation.number}" in browser.get("/inbox/mentions/").content.decode()
    assert browser.post(back).status_code == 409
    for when in ("", "yesterday", "2026-01-05", "2026-01-05T09:00:00"):
        assert browser.post(at(conversation, "mentions/back"), query_params={"at": when}).status_code == 409
    browser.post(at(conversation, "mentions/dismiss"), headers=HTMX)
    assert "Handrail-Undo" not in browser.post(at(conversation, "mentions/dismiss"), headers=HTMX).headers


def test_writing_is_passed_on_in_few_statements_and_by_rights(
    ask: Ask, ada: Agent, as_agent: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, browser = ask(), as_agent(ada)
    told: list[Writer] = []
    with CaptureQueriesContext(connection) as asked:
        assert browser.post(at(conversation, "writing"), {"what": "reply"}).status_code == 204
    assert len([one for one in asked if "pg_notify" in one["sql"]]) == 1
    assert len(asked) <= 4
    monkeypatch.setattr("handrail.workspace.views.writing.tell_writing", told.append)
    for what in ("reply", "note", "", "junk"):
        browser.post(at(conversation, "writing"), {"what": what})
    Agent.objects.filter(pk=ada.pk).update(role="light")
    browser.post(at(conversation, "writing"), {"what": "reply"})
    assert [one.what for one in told] == ["reply", "note", "", "", "note"]


def test_a_page_that_says_without_end_that_one_writes_is_passed_on_now_and_then(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, browser = ask(), as_agent(ada)
    with CaptureQueriesContext(connection) as asked:
        for round_ in range(60):
            what = ("reply", "note", "")[round_ % 3]
            assert browser.post(at(conversation, "writing"), {"what": what}).status_code == 204
    passed_on = [one for one in asked if "pg_notify" in (one["sql"] or "")]
    assert 0 < len(passed_on) < 60


def test_split_at_its_page_and_take_it_back(ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn) -> None:
    conversation, browser = ask("One"), as_agent(ada)
    second = receive(conversation, words=Words(text="Two"), by=dora.as_actor())
    page = browser.get(at(conversation, "split"), {"entry": second.pk}).content.decode()
    assert f'value="{second.pk}" required checked' in page
    answer = browser.post(at(conversation, "split"), {"entry": second.pk, "subject": "Second thing"})
    new = Conversation.objects.exclude(pk=conversation.pk).get()
    assert answer.headers["Location"].startswith(at(new))
    assert (new.subject, Message.objects.filter(conversation=new).count()) == ("Second thing", 1)
    assert "Take the split back" in browser.get(at(new)).content.decode()
    assert browser.post(undo_address(answer)).headers["Location"].startswith(at(conversation))
    assert not Conversation.objects.filter(pk=new.pk).exists()
    assert browser.post(at(conversation, "split"), {"entry": "7777777"}).status_code == 422
    assert browser.post(at(conversation, "undo_split".replace("_", "-"))).status_code == 409


def test_block_from_a_conversation_and_in_the_settings(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    conversation, browser = ask(), as_agent(ada)
    page = browser.get(at(conversation, "block")).content.decode()
    assert 'value="dora@nordlicht.example"' in page
    assert 'value="nordlicht.example"' not in page  # a whole domain is for admins
    assert browser.post(at(conversation, "block"), {"block": "nordlicht.example"}).status_code == 422
    browser.post(at(conversation, "block"), {"block": "dora@nordlicht.example"})
    assert fresh(conversation).place == Place.SPAM
    assert "blocked dora@nordlicht.example" in browser.get(at(conversation)).content.decode().replace(
        "<bdi>", ""
    )
    admin = as_agent(cleo)
    assert "dora@nordlicht.example" in admin.get("/settings/blocks/").content.decode()
    admin.post("/settings/blocks/", {"sender": "spam.example"})
    assert admin.post("/settings/blocks/", {"sender": "lamp.example"}).status_code == 422
    admin.post("/settings/blocks/", {"unblock": "dora@nordlicht.example"})
    assert list(Block.objects.values_list("sender", flat=True)) == ["spam.example"]
    browser.post(at(conversation, "block"), {"block": "dora@nordlicht.example"})
    browser.post(at(conversation, "block"), {"unblock": "dora@nordlicht.example"})
    assert Block.objects.count() == 1


def test_redaction_asks_first_and_is_for_leads(ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn) -> None:
    conversation = ask("My password is swordfish.")
    entry = note(conversation, words=Words(text="Swordfish!"), by=ada.as_actor()).pk
    assert as_agent(ada).get(at(conversation, "redact")).status_code == 404
    browser, facts = as_agent(cleo), {"what": "passage", "passage": "swordfish", "entry": entry}
    assert browser.get(at(conversation, "redact"), {"entry": entry}).status_code == 200
    assert browser.post(at(conversation, "redact"), facts).status_code == 422
    assert browser.post(at(conversation, "redact"), facts | {"sure": "1"}).status_code == 302
    assert "swordfish" not in browser.get(at(conversation)).content.decode().lower()
    for wrong in ({"what": "passage", "passage": "nowhere"}, {"what": "x"}, {"what": "message", "entry": ""}):
        assert browser.post(at(conversation, "redact"), wrong | {"sure": "1"}).status_code == 422
    assert browser.get(at(conversation, "redact"), {"entry": "99999"}).status_code == 404


def test_closing_and_going_on_offers_undo(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    first, _second = ask(), ask()
    answer = as_agent(ada).post(at(first, "close-and-go"), {"to": "next"}, headers=HTMX)
    assert as_agent(ada).post(undo_address(answer)).headers["Location"].startswith(at(first))
    assert fresh(first).category == "open"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2027-01-04T09:30", datetime(2027, 1, 4, 8, 30, tzinfo=UTC)),
        ("2027-07-04T09:30", datetime(2027, 7, 4, 7, 30, tzinfo=UTC)),
        ("2027-07-04", datetime(2027, 7, 4, 7, 0, tzinfo=UTC)),
        (
            "2027-03-28T02:30",
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        ),  # never strikes in Berlin
        ("2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # strikes twice: the first
        ("2027-01-04T09:30:00+02:00", datetime(2027, 1, 4, 7, 30, tzinfo=UTC)),
    ],
)
def test_any_time_of_one_s_own_zone_is_slept_until(
    text: str, until: datetime, ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    assert as_agent(ada).post(at(conversation, "snooze"), {"until": text}).status_code == 302
    assert fresh(conversation).snoozed_until == until


@pytest.mark.parametrize(
    "text", ["2001-01-01T09:00", "2099-01-01", "soon", "2027-02-30T09:00", "T09:00", "9" * 40]
)
def test_what_is_no_time_to_come_is_refused(text: str, ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    assert as_agent(ada).post(at(conversation, "snooze"), {"until": text}).status_code == 422
    assert fresh(conversation).snoozed_until is None


def test_in_three_hours_is_three_hours_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for now in (datetime(2027, 3, 28, 1, 0, tzinfo=berlin), datetime(2027, 10, 31, 1, 0, tzinfo=berlin)):
        later = snooze_choices(now)[0].until
        assert (later.astimezone(UTC) - now.astimezone(UTC)).total_seconds() == 3 * 3600
        assert {choice.until.hour for choice in snooze_choices(now)[1:]} == {9}


def test_the_page_with_everything_takes_at_most_eight_statements(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    old, new, other = ask(), ask(), ask()
    merge(new, into=old, by=ada.as_actor())
    browser = as_agent(ada)
    browser.post(at(old, "link"), {"into": other.number, "reason": "caused"})
    browser.post(at(old, "follow"), {"on": "1"})
    close(other, by=ada.as_actor())
    browser.get(at(old), headers=HTMX)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(at(old), headers=HTMX).content.decode()
    asked = [one["sql"] or "" for one in queries]
    asked = [sql for sql in asked if "django_session" not in sql]
    assert f"Caused by #{other.number}" in page
    assert len(asked) <= 8 + 1, asked  # and the agent's own row
