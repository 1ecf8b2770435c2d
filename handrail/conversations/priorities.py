"""Priority from impact × urgency: who is concerned, and how long they can wait."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models.conversation import Priority


class Impact(models.IntegerChoices):
    """Whom it concerns; ordered."""

    ONE = 1, _("One person")
    TEAM = 2, _("A team or a site")
    EVERYBODY = 3, _("Everybody")


class Urgency(models.IntegerChoices):
    """How much it holds up; ordered."""

    WAITS = 1, _("It can wait")
    HINDERS = 2, _("It hinders work")
    STANDS = 3, _("Work stands still")


_LEVELS = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT, Priority.URGENT)


def priority_of(impact: Impact, urgency: Urgency) -> Priority:
    """The level that follows: a step of impact weighs as much as a step of urgency.

    ==================  ===========  ================  ==================
    ..                  it can wait  it hinders work   work stands still
    ==================  ===========  ================  ==================
    one person          low          normal            high
    a team or a site    normal       high              urgent
    everybody           high         urgent            urgent
    ==================  ===========  ================  ==================

    The form of the matrix is ITIL's (impact and urgency give the priority); the levels are ours.
    """
    return _LEVELS[impact + urgency - 2]


def why(impact: int | None, urgency: int | None, reason: str) -> str:
    """Why a priority is what it is, in the reader's words; empty when nobody said."""
    told = [str(Impact(impact).label)] if impact in Impact.values else []
    told += [str(Urgency(urgency).label)] if urgency in Urgency.values else []
    return " · ".join([*told, *([reason] if reason else [])])
