"""What is done to many in few statements is what each alone would have had, promises and all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.conversations.models import Category, Conversation, Place, Priority
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import Words, assign, merge, move, reply, set_status, snooze, tag
from handrail.conversations.verbs.merging import MergeRefused
from handrail.conversations.verbs.moving import MoveRefused
from handrail.conversations.verbs.snoozing import SnoozeRefused
from handrail.core.verbs import together
from handrail.playbooks.bulks.verbs import begin, choose, take_back
from handrail.playbooks.models import BulkState
from handrail.playbooks.steps import STEPS, Run, StepRefused
from handrail.routing.models import Promise
from handrail.routing.verbs import set_promises
from tests.cast import Ask

pytestmark = pytest.mark.django_db
BEFORE = ("nothing", "answered", "closed", "others", "tagged", "asleep", "spam", "hers", "merged")
ACTS = (
    "closed",
    "open",
    "waiting",
    "me",
    "ben",
    "team",
    "nobody",
    "urgent",
    "lamp",
    "-lamp",
    "trash",
    "sleep",
)


@pytest.fixture
def team(support: Mailbox, ben: Agent) -> Team:
    """A team that has the support mailbox, with Ben in it."""
    team = Team.objects.create(name="Lamps")
    team.agents.add(ben)
    support.access.create(team=team)
    return team


@given(
    scene=st.lists(st.lists(st.sampled_from(BEFORE), max_size=2), min_size=2, max_size=5).filter(
        lambda scene: any("merged" not in told for told in scene)  # of parts of others alone there is no bulk
    ),
    acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=2, unique=True),
)
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_many_at_once_is_one_after_the_other(
    ask: Ask, ada: Agent, ben: Agent, team: Team, support: Mailbox, scene: list[list[str]], acts: list[str]
) -> None:
    set_promises(
        support, promises=[Promise(priority=each, first_reply=240, next_reply=each) for each in Priority]
    )
    steps = [_step(act, ben, team) for act in acts]
    at = timezone.now() - timedelta(hours=3)
    alone, many = ([_begin(ask, ada, told, at) for told in scene] for _ in range(2))
    for one in alone:
        _alone(one, ada, steps)
    before = [_facts(one) for one in many]
    rows = Conversation.objects.visible_to(ada).filter(pk__in=[one.pk for one in many])
    bulk = begin(choose(steps, rows, agent=ada))
    assert bulk.state == BulkState.DONE
    assert [_facts(one) for one in many] == [_facts(one) for one in alone]
    assert all(map(_near, map(_due, many), map(_due, alone)))
    assert [_told(one) for one in many] == [_told(one) for one in alone]
    if bulk.done:
        back = take_back(bulk)
        assert (back.done, back.skipped) == (back.total, 0)
        assert [_facts(one) for one in many] == before


def _step(act: str, ben: Agent, team: Team) -> tuple[str, str]:
    if act in Category.values:
        return "status", str(default_status(Category(act)).pk)
    people = {"me": "me", "nobody": "nobody", "ben": str(ben.pk), "team": f"team-{team.pk}"}
    if act in people:
        return "assign", people[act]
    others = {"urgent": ("priority", "40"), "trash": ("move", "trash"), "sleep": ("snooze", "24")}
    return others.get(act) or ("untag" if act[0] == "-" else "tag", "Lamp")


def _begin(ask: Ask, ada: Agent, told: list[str], at: datetime) -> Conversation:
    conversation, by = ask(at=at), ada.as_actor()
    soon = timezone.now().replace(microsecond=0) + timedelta(days=2)
    happens: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "answered": lambda: reply(conversation, words=Words(text="Yes."), by=by, at=at + timedelta(hours=1)),
        "closed": lambda: set_status(conversation, to=default_status(Category.CLOSED), by=by, at=_later(at)),
        "others": lambda: set_status(conversation, to=default_status(Category.OTHERS), by=by, at=_later(at)),
        "tagged": lambda: tag(conversation, name="lamp", by=by),
        "asleep": lambda: snooze(conversation, until=soon, by=by),
        "spam": lambda: move(conversation, to=Place.SPAM, by=by),
        "hers": lambda: assign(conversation, to=ada, by=by),
        "merged": lambda: merge(conversation, into=ask(at=at), by=by),
    }
    for one in told:
        conversation.refresh_from_db()
        with suppress(SnoozeRefused, MoveRefused, MergeRefused):
            happens[one]()
    return conversation


def _later(at: datetime) -> datetime:
    return at + timedelta(hours=2)


def _alone(conversation: Conversation, ada: Agent, steps: list[tuple[str, str]]) -> None:
    run = Run(Conversation.objects.get(pk=conversation.pk), ada, ada.as_actor(), timezone.now())
    if run.conversation.place == Place.MERGED:
        return  # whoever opens it comes to the one that it is part of
    try:
        with together():
            for key, value in steps:
                STEPS[key].run(run, value)
    except StepRefused:
        pass  # all of it or nothing


def _facts(conversation: Conversation) -> dict[str, Any]:
    row = Conversation.objects.get(pk=conversation.pk)
    names = ("status_id", "category", "assignee_id", "team_id", "priority", "place", "waiting_since")
    facts = {name: getattr(row, name) for name in names}
    facts["tags"] = sorted(row.tags.values_list("name", flat=True))
    facts["sleeps"] = row.snoozed_until and row.snoozed_until.date()
    return facts


def _due(conversation: Conversation) -> datetime | None:
    return Conversation.objects.get(pk=conversation.pk).next_due_at


def _near(one: datetime | None, other: datetime | None) -> bool:
    """A pause that ends just now ends a moment later for the second of two."""
    return one == other or (one is not None and other is not None and abs(one - other) < timedelta(minutes=1))


def _told(conversation: Conversation) -> list[tuple[str, Any, Any]]:
    """What the timeline says, but for times and numbers that no two conversations share."""
    differ = ("until", "into", "number")
    entries = conversation.entries.order_by("pk").values_list("kind", "data", "agent")
    return [
        (kind, {name: one for name, one in data.items() if name not in differ}, agent)
        for kind, data, agent in entries
    ]
