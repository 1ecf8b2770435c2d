"""Who writes, as those who look at the conversation are told: two web processes, nothing kept."""

from __future__ import annotations

import pytest

from handrail.accounts.models import Agent
from handrail.conversations.live import page_of
from handrail.conversations.tests.test_here import Desks, circles, everything, people, process
from handrail.core.live import Writer, tell_writing
from handrail.core.tests.serving import Follower
from tests.cast import Ask

pytestmark = pytest.mark.django_db(transaction=True)


def writes(follower: Follower) -> list[tuple[str, str]]:
    """Names, and what each writes, in the next circle of a conversation's stream."""
    told = follower.next()
    assert told is not None
    return [(one["name"], one.get("writes", "")) for one in told.data["people"]]


def test_who_writes_is_told_until_they_stop_or_say_nothing_more(
    ada: Agent, ben: Agent, cleo: Agent, ask: Ask
) -> None:
    conversation = ask()
    with process(writing=0.8, fade=30) as one, process(writing=0.8, fade=30) as two:
        desks = Desks(one, two)
        bens, inbox = desks.look(ben, conversation, two), desks.inbox(cleo, two)
        assert people(bens) == []
        assert circles(inbox) == {}
        desks.look(ada, conversation)
        assert writes(bens) == [("Ada", "")]
        before = everything()
        page = page_of(conversation)
        tell_writing(Writer(page, ada.pk, "reply"))
        assert writes(bens) == [("Ada", "reply")]
        tell_writing(Writer(page, ada.pk, "reply"))  # said again: nothing looks different
        tell_writing(Writer(page, ada.pk, "note"))
        assert writes(bens) == [("Ada", "note")]
        tell_writing(Writer(page, ada.pk, ""))
        assert writes(bens) == [("Ada", "")]
        tell_writing(Writer(page, ada.pk, "note"))
        assert writes(bens) == [("Ada", "note")]
        assert writes(bens) == [("Ada", "")]  # nothing was said for a while
        seen: set[str] = set()
        while not seen >= {"reply", "note"}:  # the list hears of it too
            told = inbox.next()
            assert told is not None
            seen |= {one.get("writes") for circle in told.data["circles"] for one in circle["people"]}
        assert everything() == before
