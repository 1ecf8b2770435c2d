"""Articles that the assistant names in a chat: what comes near while one waits, and its language."""

from __future__ import annotations

from typing import Any

import pytest

from handrail.accounts.models import Agent
from handrail.assistant.answering.thresholds import set_thresholds
from handrail.assistant.models import Exchange
from handrail.channels.chat.tests.assisted import CACHE, FAR, said_by_assistant, settled
from handrail.channels.chat.tests.visiting import Visitor
from handrail.conversations.models import Place

pytestmark = pytest.mark.django_db


def test_who_waits_because_it_is_not_sure_is_shown_what_comes_near(asker: Visitor, cleo: Agent) -> None:
    set_thresholds({"chat": 0.99}, by=cleo)
    asker.begin(CACHE)
    conversation = settled(asker)
    assert conversation.place == Place.INBOX
    line = _handed_over(asker)
    assert "/help/en/white-page" in line["sources"][0]["url"]
    assert "this article may help" in line["text"]
    (named,) = conversation.entries.get(kind="handed_over").data["near"]
    assert named["url"] == line["sources"][0]["url"]

    other = Visitor(asker.widget)
    other.begin(FAR)
    settled(other)
    line = _handed_over(other)
    assert (line["sources"], "this article" in line["text"]) == ([], False)


def _handed_over(visitor: Visitor) -> dict[str, Any]:
    line: dict[str, Any]
    (line,) = [one for one in visitor.entries()["entries"] if one["kind"] == "handed_over"]
    return line


def test_an_article_in_another_language_than_they_speak_says_so(asker: Visitor) -> None:
    asker.begin(CACHE)
    settled(asker)
    same = said_by_assistant(asker)[1]["sources"][0]["title"]
    Exchange.objects.update(language="sl")
    assert said_by_assistant(asker)[1]["sources"][0]["title"] == f"{same} (English)"
