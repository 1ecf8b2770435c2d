"""Run a macro: all of its steps or none, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.conversations.models import Conversation
from handrail.conversations.verbs.overtaken import Overtaken
from handrail.core.verbs import verb
from handrail.playbooks.acts import written_reply
from handrail.playbooks.filling import Filled
from handrail.playbooks.models import Macro
from handrail.playbooks.steps import STEPS, Run, StepRefused


class MacroRefused(ValueError):
    """Nothing was done; the message says which step could not be, and why."""


@verb
def run_macro(
    conversation: Conversation,
    /,
    *,
    macro: Macro,
    agent: Agent,
    at: datetime | None = None,
    send_after: datetime | None = None,
    seen: int | None = None,
) -> None:
    """Do what the macro says, as the agent, each entry with the macro's name; raises MacroRefused.

    When a step is refused, nothing of it has happened. A reply waits until `send_after` and can be withdrawn;
    none is sent past something newer than the entry `seen`.
    """
    by = agent.as_actor(reason=_("by the macro “%(name)s”") % {"name": macro.name})
    run = Run(conversation, agent, by, at or timezone.now(), send_after, seen)
    for key, value in macro.steps:
        try:
            if key not in STEPS:
                raise StepRefused(_("Handrail no longer knows this step: change the macro."))
            STEPS[key].run(run, value)
        except (StepRefused, NotAllowed, Overtaken) as problem:
            sentence = _("The macro “%(name)s” did nothing. %(why)s")
            raise MacroRefused(sentence % {"name": macro.name, "why": problem}) from None


def sends(macro: Macro) -> bool:
    """Whether something would leave the house: whoever runs it is asked first."""
    return any(key in STEPS and STEPS[key].sends for key, _value in macro.steps)


def writes(macro: Macro) -> bool:
    """Whether it puts words into the agent's composer."""
    return any(key == "draft" for key, _value in macro.steps) and not sends(macro)


def what_leaves(conversation: Conversation, macro: Macro, agent: Agent) -> list[Filled]:
    """The replies it would send here. Raises MacroRefused when one cannot be sent."""
    try:
        return [written_reply(conversation, value, agent) for key, value in macro.steps if key == "reply"]
    except StepRefused as problem:
        raise MacroRefused(str(problem)) from None


def told(
    steps: Iterable[Sequence[str]], agent: Agent, known: dict[str, dict[str, str]] | None = None
) -> list[tuple[str, str]]:
    """Steps as people read them: what, and with which value. `known` keeps the choices for a whole list."""
    known, lines = {} if known is None else known, []
    for key, value in steps:
        if key not in STEPS:
            continue
        if choices := STEPS[key].choices:
            known[key] = known.get(key) or dict(choices(agent))
        lines.append((str(STEPS[key].label), known[key].get(value, "–") if choices else value))
    return lines
