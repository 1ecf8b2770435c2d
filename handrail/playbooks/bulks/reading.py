"""What the pages of a bulk change show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Conversation
from handrail.playbooks.acts import may_not_see
from handrail.playbooks.bulks.waves import run_of
from handrail.playbooks.models import Bulk, ItemState
from handrail.playbooks.steps import STEPS, Step, StepRefused

DRAFT = "draft"  # puts words into one's own composer: nothing for many
SAMPLES, MOST_REASONS, MOST_NAMED = 3, 20, 10


@dataclass(frozen=True)
class Skipped:
    """Why some were skipped, how many, and the first of them."""

    why: str
    count: int
    numbers: list[int]


@dataclass(frozen=True)
class Sample:
    """What would leave one conversation, and for whom."""

    conversation: Conversation
    filled: Any
    people: Any


def how_many(conversations: Any) -> int:
    """The exact count of what was chosen."""
    return int(conversations.order_by().count())


def skipped(bulk: Bulk) -> list[Skipped]:
    """Who is left out, by reason, most first; numbers only of those that the agent sees now."""
    items = bulk.items.filter(state=ItemState.SKIPPED)
    counts = items.values_list("why").annotate(count=Count("pk")).order_by("-count", "why")[:MOST_REASONS]
    return [Skipped(why, count, _numbers(bulk, items.filter(why=why))) for why, count in counts]


def foreseen(bulk: Bulk) -> list[Skipped]:
    """Who will be left out, as far as the mailboxes tell before it begins."""
    todo = bulk.items.filter(state=ItemState.TODO)
    among = Conversation.objects.filter(pk__in=todo.values("conversation"))
    mailboxes, found = mailboxes_of(bulk.agent, among), list[Skipped]()
    for key, value in bulk.steps:
        step = STEPS[key]
        if step.reach is None or step.choices is None:
            continue
        within = step.reach(bulk.agent, mailboxes).get(value, ())
        without = todo.exclude(conversation__mailbox__in=within)
        if len(within) < len(mailboxes) and (count := without.count()):
            name = dict(step.choices(bulk.agent)).get(value, "–")
            found.append(Skipped(may_not_see(name), count, _numbers(bulk, without)))
    return found


def choices_for(agent: Agent, mailboxes: Collection[int]) -> list[tuple[Step, list[tuple[str, str]] | None]]:
    """What this agent can do to many in these mailboxes, with the values that at least one of them takes."""
    return [(step, _choices(step, agent, mailboxes)) for step in STEPS.values() if step.key != DRAFT]


def mailboxes_of(agent: Agent, conversations: Any) -> list[int]:
    """Keys of the mailboxes in which they lie."""
    there = Mailbox.objects.visible_to(agent).filter(Exists(conversations.filter(mailbox=OuterRef("pk"))))
    return list(there.values_list("pk", flat=True))


def _choices(step: Step, agent: Agent, mailboxes: Collection[int]) -> list[tuple[str, str]] | None:
    if step.choices is None:
        return None
    choices = step.choices(agent)
    if step.reach is None:
        return choices
    reach = step.reach(agent, mailboxes)
    return [(value, label) for value, label in choices if reach.get(value)]


def _numbers(bulk: Bulk, items: Any) -> list[int]:
    keys = list(items.order_by("pk").values_list("conversation", flat=True)[:MOST_NAMED])
    seen = Conversation.objects.visible_to(bulk.agent).filter(pk__in=keys)
    return list(seen.order_by("number").values_list("number", flat=True))


def samples(bulk: Bulk) -> list[Sample]:
    """What the first of them would get."""
    found: list[Sample] = []
    keys = list(
        bulk.items.filter(state=ItemState.TODO)
        .order_by("pk")
        .values_list("conversation", flat=True)[:SAMPLES]
    )
    rows = Conversation.objects.visible_to(bulk.agent).filter(pk__in=keys)
    for conversation in rows.select_related("customer", "mailbox").order_by("pk"):
        run = run_of(bulk, conversation)
        for key, value in bulk.steps:
            if what_leaves := STEPS[key].what_leaves:
                try:
                    filled, people = what_leaves(run, value)
                except StepRefused:
                    continue  # it has changed just now: it will be skipped
                found.append(Sample(conversation, filled, people))
    return found
