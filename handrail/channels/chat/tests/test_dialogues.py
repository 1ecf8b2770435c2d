"""Generated dialogues in a real chat keep the guarantees; `bench/dialogues.py` runs hundreds of them."""

from __future__ import annotations

import pytest

from handrail.accounts.models import Agent
from handrail.assistant.tests.conftest import help_center, knows_meanings
from handrail.channels.chat.models import Widget
from handrail.helpcenter.models import Translation
from tests.dialogue_checks import violations
from tests.dialogue_tables import Tables
from tests.dialogues import generated, play

__all__ = ["help_center", "knows_meanings"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(24))
def test_no_dialogue_breaks_a_guarantee(
    seed: int, widget: Widget, help_center: dict[str, Translation], olga: Agent
) -> None:
    Widget.objects.filter(pk=widget.pk).update(has_assistant=True)
    widget.refresh_from_db()
    transcript = play(Tables(widget, olga), generated(seed))
    assert violations(transcript) == [], transcript
