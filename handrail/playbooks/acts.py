"""The steps this room offers: what agents do by hand in a conversation, each through its verb."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handrail.accounts.models import Agent, Team
from handrail.conversations import verbs
from handrail.conversations.models import Draft, Place, Priority, Status
from handrail.conversations.queries.assignees import reach_in
from handrail.conversations.queries.reading import find
from handrail.conversations.queries.recipients import Recipients, read_recipients
from handrail.conversations.statuses import find_status
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.assigning import AssigneeRefused
from handrail.conversations.verbs.fields import CloseRefused
from handrail.conversations.verbs.moving import MoveRefused
from handrail.conversations.verbs.snoozing import SnoozeRefused
from handrail.conversations.verbs.tagging import TagRefused
from handrail.core.gathering import known
from handrail.core.requests import whole_number
from handrail.core.rich_text import with_directions
from handrail.playbooks.filling import Filled, Kept, fill_for, values_of
from handrail.playbooks.models import SavedReply, SavedText
from handrail.playbooks.steps import Asked, Run, Step, StepRefused, kept_as, offer
from handrail.playbooks.variables import VariableRefused, check, fill, left_open

HOURS = (1, 4, 24, 72, 168, 336, 672)
LONGEST_NOTE = 5000
REPLY = "reply"
_TEAM = "team-"  # before the key of a team where agents are meant too


def offer_steps() -> None:
    """Called once, when the room is ready."""
    for step in (*_saying(), *_sorting()):
        offer(step)


def _saying() -> list[Step]:
    send, draft = gettext_lazy("Send a saved reply"), gettext_lazy("Put a saved reply into the composer")
    return [
        Step(REPLY, send, _known_reply, _reply, _replies, sends=True, what_leaves=_ready, keep=_words),
        Step("draft", draft, _known_reply, _draft, _replies),
        Step("note", gettext_lazy("Add a note"), _note_text, _note),
    ]


def _sorting() -> list[Step]:
    def step(key: str, label: Any, run: _Do, choices: _Choices, *reads: str, reach: Any = None) -> Step:
        return Step(key, label, _one_of(choices), run, choices, gathers=reads, reach=reach)

    return [
        step("status", gettext_lazy("Set the status"), _status, _statuses, "status"),
        step("assign", gettext_lazy("Assign to"), _assign, _agents, "assignee", "team", reach=_reach),
        step("priority", gettext_lazy("Set the priority"), _priority, _priorities),
        Step("tag", gettext_lazy("Put a tag on"), _tag_name, _tag, gathers=("tags",)),
        Step("untag", gettext_lazy("Take a tag off"), _tag_name, _untag, gathers=("tags",)),
        step("move", gettext_lazy("Move to"), _move, _places),
        step("snooze", gettext_lazy("Snooze for"), _snooze, _hours),
    ]


_Choices = Callable[[Agent], list[tuple[str, str]]]
_Do = Callable[[Run, str], None]


def _one_of(choices: Callable[[Agent], list[tuple[str, str]]]) -> Callable[[str, Asked], str]:
    def check_value(value: str, asked: Asked) -> str:
        if value not in dict(choices(asked.agent)):
            raise StepRefused(_("choose a value from the list."))
        return value

    return check_value


def _replies(agent: Agent) -> list[tuple[str, str]]:
    found = SavedReply.objects.visible_to(agent).order_by("title", "pk")
    return [(str(pk), title) for pk, title in found.values_list("pk", "title")]


def _known_reply(value: str, asked: Asked) -> str:
    reply = SavedReply.objects.visible_to(asked.agent).filter(pk=whole_number(value) or 0).first()
    if reply is None:
        raise StepRefused(_("choose a saved reply."))
    if asked.is_team and reply.agent_id:
        raise StepRefused(_("a macro of the team can only send what is the team's."))
    return value


def chosen_reply(value: str, agent: Agent, mailbox: int) -> SavedReply:
    """The saved reply of a step, where this agent may use it; raises StepRefused."""
    found = SavedReply.objects.visible_to(agent).for_mailbox(mailbox).filter(pk=whole_number(value) or 0)
    reply = found.prefetch_related("texts").first()
    if reply is None:
        raise StepRefused(_("The saved reply is not there any more, or not for this mailbox."))
    return reply


def _words(value: str) -> Kept:
    """What a saved reply says now, in each of its languages."""
    return [[one.language, one.html] for one in SavedText.objects.filter(reply=whole_number(value) or 0)]


def written_reply(conversation: Any, value: str, agent: Agent, kept: Kept | None = None) -> Filled:
    """What a step would send here; raises StepRefused when it would have a hole in it."""
    filled = fill_for(conversation, chosen_reply(value, agent, conversation.mailbox_id), agent, kept)
    if missing := left_open(filled.text):
        sentence = _("Nothing is known for “%(name)s”, so it was not sent: write this reply by hand.")
        raise StepRefused(sentence % {"name": missing[0]})
    return filled


def _ready(run: Run, value: str) -> tuple[Filled, Recipients]:
    """What leaves, and for whom; raises StepRefused when nothing can."""
    _without_draft(run)
    kept = run.kept.get(kept_as(REPLY, value))
    filled = written_reply(run.conversation, value, run.agent, kept)
    people = read_recipients(find(run.agent, run.conversation.number))
    if not people.to:
        raise StepRefused(_("This customer has no address to answer to."))
    return filled, people


def _reply(run: Run, value: str) -> None:
    filled, people = _ready(run, value)
    recipients = {"to": people.to, "cc": people.cc, "bcc": []}
    html, subject = with_directions(filled.html), run.conversation.subject
    words = Words(text=filled.text, html=html, subject=subject, recipients=recipients)
    verbs.reply(run.conversation, words=words, by=run.by, send_after=run.send_after, seen=run.seen)
    filled.count()


def _draft(run: Run, value: str) -> None:
    """A hole in it is no harm here: the agent reads it before it leaves."""
    _without_draft(run)
    filled = fill_for(
        run.conversation, chosen_reply(value, run.agent, run.conversation.mailbox_id), run.agent
    )
    verbs.save_draft(run.conversation, agent=run.agent, kind="reply", text=filled.text, html=filled.html)
    filled.count()


def _note_text(value: str, _asked: Asked) -> str:
    if not value.strip() or len(value) > LONGEST_NOTE:
        raise StepRefused(_("write what the note says, in up to 5,000 characters."))
    try:
        check(value)
    except VariableRefused as problem:
        raise StepRefused(str(problem)) from None
    return value.strip()


def _note(run: Run, value: str) -> None:
    _without_draft(run)
    text = fill(value, values_of(run.conversation, run.agent))
    verbs.note(run.conversation, words=Words(text=text), by=run.by)


def _without_draft(run: Run) -> None:
    """A draft goes with what its author says next: nobody's half-written words are sent or lost."""
    if Draft.objects.filter(agent=run.agent, conversation=run.conversation).exists():
        raise StepRefused(_("You have a draft here: send it or throw it away first."))


def _statuses(_agent: Agent) -> list[tuple[str, str]]:
    return [(str(status.pk), status.label) for status in Status.objects.all()]


def _status(run: Run, value: str) -> None:
    status = known(("status", value), lambda: find_status(whole_number(value) or 0))
    if status is None:
        raise StepRefused(_("That status no longer exists: choose another."))
    try:
        verbs.set_status(run.conversation, to=status, by=run.by)
    except CloseRefused as problem:
        raise StepRefused(str(problem)) from None


def _agents(_agent: Agent) -> list[tuple[str, str]]:
    there = Agent.objects.filter(is_active=True).order_by("name", "pk")
    own = [("me", _("Whoever runs it")), ("nobody", _("Nobody"))]
    teams = [
        (f"{_TEAM}{pk}", name) for pk, name in Team.objects.order_by("name", "pk").values_list("pk", "name")
    ]
    return [*own, *teams, *((str(pk), name) for pk, name in there.values_list("pk", "name"))]


def _reach(agent: Agent, mailboxes: Collection[int]) -> dict[str, Collection[int]]:
    found = reach_in(mailboxes)
    people = {str(pk): seen for pk, seen in found.agents.items()}
    teams = {f"{_TEAM}{pk}": seen for pk, seen in found.teams.items()}
    return {"me": people.get(str(agent.pk), ()), "nobody": mailboxes, **teams, **people}


def may_not_see(name: object) -> str:
    """Why somebody is not given a conversation."""
    return _("%(name)s may not see this mailbox.") % {"name": name}


def _assign(run: Run, value: str) -> None:
    to = known(("assign", run.agent.pk, value), lambda: _assignee(run.agent, value))
    if to is None and value != "nobody":
        raise StepRefused(_("That agent is no longer here: choose another."))
    try:
        verbs.assign(run.conversation, to=to, by=run.by)
    except AssigneeRefused:
        raise StepRefused(may_not_see(to)) from None


def _assignee(agent: Agent, value: str) -> Agent | Team | None:
    if value == "me":
        return agent
    if value.startswith(_TEAM):
        return Team.objects.filter(pk=whole_number(value.removeprefix(_TEAM)) or 0).first()
    return Agent.objects.filter(pk=whole_number(value) or 0, is_active=True).first()


def _priorities(_agent: Agent) -> list[tuple[str, str]]:
    return [(str(level.value), str(level.label)) for level in Priority]


def _priority(run: Run, value: str) -> None:
    verbs.set_priority(run.conversation, to=int(value), by=run.by)


def _tag_name(value: str, _asked: Asked) -> str:
    name = " ".join(value.replace("\x00", "").split())
    if not name or len(name) > 60:
        raise StepRefused(_("write a word of up to 60 characters."))
    return name


def _tag(run: Run, value: str) -> None:
    try:
        verbs.tag(run.conversation, name=value, by=run.by)
    except TagRefused:
        raise StepRefused(_("Write a word for the tag; a conversation holds up to 30.")) from None


def _untag(run: Run, value: str) -> None:
    verbs.untag(run.conversation, name=value, by=run.by)


def _places(_agent: Agent) -> list[tuple[str, str]]:
    return [(str(place), str(place.label)) for place in (Place.INBOX, Place.SPAM, Place.TRASH)]


def _move(run: Run, value: str) -> None:
    try:
        verbs.move(run.conversation, to=value, by=run.by)
    except MoveRefused:
        raise StepRefused(_("It is part of another conversation.")) from None


def _hours(_agent: Agent) -> list[tuple[str, str]]:
    def told(hours: int) -> str:
        if hours < 24:
            return ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours}
        return ngettext("%(num)s day", "%(num)s days", hours // 24) % {"num": hours // 24}

    return [(str(hours), told(hours)) for hours in HOURS]


def _snooze(run: Run, value: str) -> None:
    try:
        verbs.snooze(run.conversation, until=run.at + timedelta(hours=int(value)), by=run.by)
    except SnoozeRefused:
        raise StepRefused(_("A closed conversation does not sleep.")) from None
