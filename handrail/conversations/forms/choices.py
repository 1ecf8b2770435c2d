"""The editor of choices: one form for the choices of a field, the kinds, and the products."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from handrail.conversations.fields.choices import (
    DEEPEST,
    LONGEST_LABEL,
    MOST_CHOICES,
    Choice,
    Choices,
    ChoicesWrong,
    add_lines,
    level_of,
    offering,
    rearranged,
    renamed,
)


@dataclass(frozen=True)
class Line:
    """A choice as the editor draws it."""

    choice: Choice
    level: int


def lines_of(choices: Choices) -> list[Line]:
    """The choices with how deep each stands."""
    return [Line(choice, level_of(choices, choice.key)) for choice in choices]


def edited(choices: Choices, data: QueryDict, *, deepest: int = 1) -> Choices:
    """The choices as the form wants them: other labels and order, new lines, one on or off.

    Raises ChoicesWrong.
    """
    labels = {one.key: str(data[f"label.{one.key}"]) for one in choices if f"label.{one.key}" in data}
    found = renamed(choices, labels)
    moves = {name: data.get(name, "") for name in ("up", "down")}
    found = rearranged(found, order=data.getlist("order"), **moves)
    found = offering(found, on=data.get("on", ""), off=data.get("off", ""))
    return add_lines(found, data.get("add", ""), deepest=deepest)


def told_wrong(problem: ChoicesWrong) -> str:
    """What is wrong, as a sentence for the person at the keyboard."""
    sentences = {
        "deep": _("“%(about)s” has too many levels: up to %(deepest)d fit."),
        "many": _("These are more than %(most)d choices."),
        "long": _("“%(about)s” is too long: a choice has up to %(longest)d letters."),
        "empty": _("A choice needs a name."),
    }
    facts = {"about": problem.about, "deepest": DEEPEST, "most": MOST_CHOICES, "longest": LONGEST_LABEL}
    return sentences[problem.reason] % facts
