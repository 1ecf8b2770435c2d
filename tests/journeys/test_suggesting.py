"""Ada puts what the assistant would answer into her reply with one key; nothing leaves by itself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.house import House
from tests.journeys.people import composer, open_conversation
from tests.journeys.test_accessibility import HALF_COVERED, in_both_themes


def test_one_key_puts_the_suggested_answer_into_the_reply(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("White page after the update", "The page stays white after an update. What can I do?")
    open_conversation(ada, number)
    suggested = ada.locator("hr-suggestion .suggested-words")
    expect(suggested).to_be_visible()
    first = suggested.locator("li, p").first.inner_text()
    assert in_both_themes(ada, HALF_COVERED) == []
    entries = ada.locator("article.entry")
    before = entries.count()
    ada.keyboard.press("w")
    expect(composer(ada)).to_contain_text(first)
    expect(composer(ada).get_by_role("link").last).to_be_visible()
    assert entries.count() == before
    expect(composer(ada)).to_be_focused()
    ada.keyboard.type("And greetings")
    ada.keyboard.press("ControlOrMeta+Enter")
    sent = house.sent("And greetings").get_body(("plain",))
    assert sent is not None
    assert first in sent.get_content()
