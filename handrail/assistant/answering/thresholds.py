"""How sure the assistant must be before it answers, for each channel; kept by leads."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.answering.confidence import shipped
from handrail.assistant.models import Threshold
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered, remembered

CHANNELS = ("chat", "form", "portal", "agent")
LEAST, MOST = 0.05, 0.99
_OF_LETTERS = 0.86


def default_threshold(channel: str = "") -> float:
    """The one that is shipped: fitted so that few questions without an article get an answer.

    Of letters more is asked beside a conversation: there silence costs an agent nothing (decision 50).
    """
    return _OF_LETTERS if channel == "agent" else float(shipped()["threshold"])


def threshold_of(channel: str) -> float:
    """From which confidence on there is an answer in this channel; without one, what is shipped."""
    return thresholds().get(channel, default_threshold(channel))


@remembered
def thresholds() -> dict[str, float]:
    """What leads have set, by channel; remembered for as long as a page may be behind."""
    return dict(Threshold.objects.values_list("channel", "value"))


@needs(May.SETTINGS)
@transaction.atomic
def set_thresholds(values: Mapping[str, float | None], *, by: Agent) -> None:
    """Keep them; None is what is shipped. Raises ValidationError, with a sentence, for what is none."""
    for channel, value in values.items():
        if channel not in CHANNELS:
            raise ValidationError(_("There is no such channel."))
        if value is None:
            Threshold.objects.filter(channel=channel).delete()
        elif not LEAST <= value <= MOST:
            raise ValidationError(_("Choose a confidence between 5 % and 99 %."))
        else:
            Threshold.objects.update_or_create(channel=channel, defaults={"value": value})
    audit(by, "assistant thresholds changed", **dict(values))
    forget_remembered()
