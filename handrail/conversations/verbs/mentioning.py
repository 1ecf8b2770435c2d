"""Keep whom a note mentions until they have answered; personal, so the timeline tells nothing of it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.accounts.models import Agent, Team
from handrail.conversations.mentions import find_mentions
from handrail.conversations.models import Category, Conversation, Entry, Mention
from handrail.conversations.queries.assignees import names_at
from handrail.core.statements import Statement


def keep_mentions(entry: Entry, text: str) -> list[int]:
    """Keep whom the note `entry` mentions, besides who wrote it; returns their keys."""
    here = entry.conversation.merged_into or entry.conversation
    agents = _mentioned(text, here.mailbox_id) - {entry.agent_id}
    facts = {"conversation": entry.conversation, "entry": entry.pk, "at": entry.at}
    facts["after_closing"] = here.category == Category.CLOSED
    made = [Mention(agent_id=agent, **facts) for agent in sorted(agents)]
    if made:
        Mention.objects.bulk_create(made)
    return [one.agent_id for one in made]


def _mentioned(text: str, mailbox: int) -> set[int]:
    """The agents whom a text mentions, those of a team with all its members."""
    if "@" not in text:
        return set()
    found = find_mentions(text, names_at(mailbox))
    teams = [-key for key in found if key < 0]
    people = {key for key in found if key > 0}
    if teams:
        people |= set(
            Team.agents.through.objects.filter(team__in=teams).values_list("agent", flat=True).distinct()
        )
    return people


def answer_mentions(entry: Entry) -> None:
    """Who writes something in a conversation has answered what they were asked there before.

    Few were asked anything: the statement that finds out is kept.
    """
    here = entry.conversation.merged_into_id or entry.conversation_id
    if entry.agent_id is not None and (keys := [key for (key,) in _ASKED.rows(here, entry.agent_id)]):
        asked = Mention.objects.filter(pk__in=keys, at__lte=entry.at).unsettled()
        asked.update(settled_at=entry.at)


_ASKED = Statement(
    lambda conversation, agent: (
        Mention.objects.within(conversation).filter(agent=agent).unsettled().values_list("pk")
    )
)


def ask_again(entry: Entry) -> None:
    """What was written is taken back: what it answered is not answered."""
    asked = Mention.objects.within(entry.conversation.merged_into_id or entry.conversation_id)
    asked.filter(agent=entry.agent_id, settled_at=entry.at).update(settled_at=None)


def dismiss_mentions(conversation: Conversation, *, agent: Agent, at: datetime | None = None) -> bool:
    """The agent has nothing to say to what they were asked here; False when nothing was open."""
    asked = Mention.objects.within(conversation.pk).filter(agent=agent).unsettled()
    return bool(asked.update(settled_at=at or timezone.now()))


def bring_mentions_back(conversation: Conversation, *, agent: Agent, at: datetime) -> bool:
    """What the agent dismissed here at this moment is open again; False when nothing was dismissed then."""
    asked = Mention.objects.within(conversation.pk).filter(agent=agent, settled_at=at)
    return bool(asked.update(settled_at=None))
