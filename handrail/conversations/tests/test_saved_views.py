"""Saved views: who sees them, what they hold, how they are counted and in which order they stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.conversations.models import Conversation, Place, SavedView
from handrail.conversations.queries import counting
from handrail.conversations.queries.counting import count_slowly, count_views
from handrail.conversations.queries.filters.selecting import problems_of_view, selection_of
from handrail.conversations.queries.rows import KEPT, PAGE, _page_of, list_page, list_some, number_beside
from handrail.conversations.queries.views import VIEWS, View, arrange, find_view
from handrail.conversations.verbs import close, tag
from handrail.conversations.verbs.viewing import (
    MOST_OWN,
    ViewRefused,
    arrange_views,
    change_view,
    delete_view,
    save_view,
)
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from tests.cast import Ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    counting._counts.clear()
    counting._slow.clear()


def fresh(agent: Agent) -> Agent:
    """The agent as of a new request."""
    return Agent.objects.get(pk=agent.pk)


def names(agent: Agent) -> list[str]:
    return [str(one.view.label) for one in arrange(fresh(agent)) if one.view.saved]


def found(agent: Agent, saved: SavedView) -> View:
    view = find_view(fresh(agent), saved.slug)
    assert view is not None
    return view


def counts(agent: Agent) -> dict[str, int | None]:
    return {counted.view.key: counted.count for counted in count_views(fresh(agent))}


def test_a_view_is_one_s_own_a_team_s_or_everybody_s(
    ada: Agent, ben: Agent, cleo: Agent, finn: Agent
) -> None:
    night = Team.objects.create(name="Night shift")
    night.agents.add(ben)
    save_view(by=ada, name="Ada's", filter="tag:refund")
    save_view(by=cleo, name="All's", filter="tag:refund", owner=None)
    save_view(by=cleo, name="Night's", filter="tag:refund", owner=None, team=night)
    assert names(ada) == ["All's", "Ada's"]
    assert names(ben) == ["All's", "Night's"]
    assert names(cleo) == ["All's"]
    assert names(finn) == []  # who sees no mailbox sees nobody's filters
    assert set(SavedView.objects.changeable_by(ada).values_list("name", flat=True)) == {"Ada's"}
    assert set(SavedView.objects.changeable_by(cleo).values_list("name", flat=True)) == {"All's", "Night's"}


def test_only_leads_share_and_each_change_of_what_is_shared_is_kept(ada: Agent, cleo: Agent) -> None:
    with pytest.raises(ViewRefused):
        save_view(by=ada, name="Everybody's", filter="tag:a", owner=None)
    own = save_view(by=ada, name="Mine", filter="tag:a")
    for refused in ({"owner": None}, {"owner": cleo}):
        with pytest.raises(ViewRefused):
            change_view(own, by=ada, **refused)
    own.refresh_from_db()
    with pytest.raises(ViewRefused):
        change_view(own, by=cleo, owner=cleo)
    assert not AuditEntry.objects.filter(action__startswith="view").exists()
    shared = save_view(by=cleo, name="Refunds", filter="tag:a", owner=None)
    change_view(shared, by=cleo, filter="tag:b")
    delete_view(shared, by=cleo)
    actions = AuditEntry.objects.filter(action__startswith="view").values_list("action", flat=True)
    assert sorted(actions) == ["view changed", "view deleted", "view shared"]


def test_there_is_an_end_to_views(ada: Agent) -> None:
    SavedView.objects.bulk_create(SavedView(name="x", filter="tag:a", owner=ada) for _ in range(MOST_OWN))
    with pytest.raises(ViewRefused):
        save_view(by=ada, name="One more", filter="tag:a")


def test_a_view_holds_what_its_filter_says_for_who_looks(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, billing: object
) -> None:
    seen, hidden = ask(), ask(mailbox=billing)
    for conversation in (seen, hidden):
        tag(conversation, name="refund", by=cleo.as_actor())
    saved = save_view(by=cleo, name="Refunds", filter="tag:refund", owner=None, order="newest")
    assert [row.number for row in list_page(found(ada, saved), fresh(ada)).rows] == [seen.number]
    assert [row.number for row in list_page(found(ben, saved), fresh(ben)).rows] == [
        hidden.number,
        seen.number,
    ]
    assert (counts(ada)[saved.slug], counts(ben)[saved.slug]) == (1, 2)
    Conversation.objects.filter(pk=seen.pk).update(place=Place.TRASH, trashed_at=timezone.now())
    assert counts(ada)[saved.slug] == 0


def test_a_saved_view_is_paged_in_every_order(ask: Ask, ada: Agent) -> None:
    now = timezone.now()
    numbers = [ask(f"q {i}", at=now - timedelta(minutes=i)).number for i in range(PAGE + 3)]
    view = found(ada, save_view(by=ada, name="Open", filter="is:open", order="newest"))
    for order, expected in (("newest", numbers), ("waiting", numbers[::-1])):
        first = list_page(view, ada, order=order)
        second = list_page(view, ada, order=order, after=first.next)
        assert [row.number for row in first.rows + second.rows] == expected
        assert second.next == ""
    some = list_some(view, ada, [numbers[1], numbers[0], 99999])
    assert [row.number for row in some.rows] == numbers[:2]
    here = Conversation.objects.get(number=numbers[1])
    assert number_beside(view, ada, here, order="newest") == numbers[2]
    assert number_beside(view, ada, here, order="newest", back=True) == numbers[0]


def test_statements_are_kept_but_not_for_ever(ask: Ask, ada: Agent) -> None:
    ask()
    saved = save_view(by=ada, name="Open", filter="is:open lamp after:7d", order="newest")
    before = _page_of.cache_info()
    for _ in range(2):
        list_page(found(ada, saved), ada)
    after = _page_of.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 1)
    for number in range(KEPT + 5):
        list_page(View("x", "", "", selection_of(f"number:{number}", ada), VIEWS["all"].orders), ada)
    assert _page_of.cache_info().currsize == KEPT


def test_all_views_are_counted_in_one_statement_and_words_apart(ask: Ask, ada: Agent) -> None:
    conversation = ask("A zebra")
    tag(conversation, name="zoo", by=ada.as_actor())
    zoo = save_view(by=ada, name="Zoo", filter="tag:zoo is:open")
    zebra = save_view(by=ada, name="Zebras", filter="zebra")
    agent = fresh(ada)
    counts(ada)
    with CaptureQueriesContext(connection) as caught:
        counted = {one.view.key: one for one in count_views(agent)}
    assert len(caught) == 3  # mailboxes, views, counts
    assert (counted[zoo.slug].count, counted[zoo.slug].is_slow) == (1, False)
    assert (counted[zebra.slug].count, counted[zebra.slug].is_slow) == (None, True)
    assert count_slowly(agent, found(ada, zebra)) == 1
    assert counts(ada)[zebra.slug] == 1
    ask("Another zebra")
    assert count_slowly(agent, found(ada, zebra)) == 1  # for some seconds


@pytest.mark.django_db(transaction=True)
def test_a_slow_view_does_not_hold_up_the_rail(ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    saved = save_view(by=ada, name="Slow", filter="is:open")

    def slow(view: View, *_who: object) -> tuple[str, tuple[object, ...]]:
        return ("(SELECT 7 FROM pg_sleep(2))", ()) if view.saved else ("3", ())

    monkeypatch.setattr(counting, "_counting", slow)
    monkeypatch.setattr(counting, "PATIENCE", 50)
    began = timezone.now()
    first = count_views(fresh(ada))
    assert timezone.now() - began < timedelta(seconds=1.5)
    assert {one.count for one in first if not one.view.saved} == {3}
    assert [(one.count, one.is_slow) for one in first if one.view.saved] == [(None, True)]
    assert counting.is_slow(found(ada, saved))
    assert count_slowly(ada, found(ada, saved)) is None
    monkeypatch.setattr(counting, "_counting", lambda *_: ("7", ()))
    counting._counts.clear()
    assert count_slowly(ada, found(ada, saved)) == 7
    assert not counting.is_slow(found(ada, saved))
    assert {one.count for one in count_views(fresh(ada))} == {7}


def test_each_agent_arranges_their_own(ada: Agent, cleo: Agent) -> None:
    shared = save_view(by=cleo, name="Refunds", filter="tag:refund", owner=None)
    arrange_views(ada, keys=[str(shared.pk), "closed", "gone", "closed"], hidden=["waiting"])
    order = [one.view.place for one in arrange(fresh(ada))]
    assert order[:4] == [str(shared.pk), "closed", "mine", "unassigned"]
    assert [one.view.key for one in arrange(fresh(ada)) if one.is_hidden] == ["waiting"]
    assert "waiting" not in counts(ada)
    assert [one.view.place for one in arrange(fresh(cleo))][-1] == str(shared.pk)
    arrange_views(ada, keys=["mine"], hidden=[])
    assert "waiting" in counts(ada)


def test_a_view_keeps_its_address_when_it_gets_another_name(ada: Agent) -> None:
    saved = save_view(by=ada, name="Refunds, please", filter="tag:refund")
    old = saved.slug
    assert old == f"refunds-please-{saved.pk}"
    change_view(saved, by=ada, name="返金")
    assert saved.slug == f"view-{saved.pk}"
    for slug in (old, saved.slug, str(saved.pk)):
        assert found(ada, saved) == find_view(fresh(ada), slug)
    assert find_view(fresh(ada), "refunds") is None


def test_a_view_that_names_what_is_gone_says_so_and_holds_nothing_wrong(ask: Ask, ada: Agent) -> None:
    ask()
    for text in ("tag:gone", "wat:ever is:open", "status:Parked"):
        saved = save_view(by=ada, name="Old", filter=text)
        assert counts(ada)[saved.slug] == 0, text
        assert list_page(found(ada, saved), ada).rows == [], text
        assert len(problems_of_view(text, ada)) == 1


def test_a_filter_that_looks_at_the_clock_is_read_anew_each_minute(ada: Agent) -> None:
    assert selection_of("tag:a", ada) == selection_of("tag:a", ada)
    assert selection_of("tag:a", ada).now.year == 1970
    assert selection_of("after:7d", ada).now > timezone.now() - timedelta(minutes=2)
    ada.time_zone = "Asia/Tokyo"
    assert selection_of("before:2026-01-01", fresh(ada)) != selection_of("before:2026-01-01", ada)


def test_built_in_views_stay_as_they_are(ask: Ask, ada: Agent) -> None:
    close(ask(), by=ada.as_actor())
    assert counts(ada) == {key: int(key == "closed") for key in VIEWS}


def test_a_mailbox_that_gets_another_name_is_not_found_by_the_old_one(
    ask: Ask, ada: Agent, support: Mailbox
) -> None:
    ask()
    saved = save_view(by=ada, name="Support", filter='in:"lamp support"')
    assert len(list_page(found(ada, saved), ada).rows) == 1
    Mailbox.objects.filter(pk=support.pk).update(name="Help")
    forget_remembered()  # two seconds later
    assert list_page(found(ada, saved), ada).rows == []
