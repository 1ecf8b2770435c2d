"""Two people in one conversation: nobody answers past what they have not read."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import composer, expect_written, hold_still, open_conversation, timeline
from tests.journeys.watching import Watch

_SEND_AT = """at => setTimeout(() => document.querySelector("hr-composer form").requestSubmit(
  document.querySelector("hr-composer .for-reply [data-send]")), at - Date.now())"""
HELD = "has written in the meantime"


def test_of_two_who_send_at_once_one_goes_and_the_other_reads_first(
    ada: Page, ben: Page, mail: Arrive, watch: Watch
) -> None:
    watch.forgive("status of 422")
    number = mail("Who answers?", "One of you, please.")
    words = {ada: "Ada was quicker.", ben: "Ben says the same."}
    for page, text in words.items():
        open_conversation(page, number)
        hold_still(page)
        composer(page).click()
        page.keyboard.type(text)
        expect_written(page, text)
        page.get_by_label("Other ways to send").click()
        page.get_by_role("radio", name="Stay here").check()
        page.keyboard.press("Escape")
    at = time.time() * 1_000 + 3_000
    for page in words:
        page.evaluate(_SEND_AT, at)
    went, waits = (ben, ada) if _is_held(ada, ben) else (ada, ben)
    expect(timeline(went)).to_contain_text(words[went])
    expect(waits.locator("#refused")).to_contain_text(HELD)
    expect(timeline(waits)).to_contain_text(words[went])
    expect(timeline(waits)).not_to_contain_text(words[waits])
    went.locator("#head h1").click()
    went.keyboard.press("e")
    expect(
        waits.locator("#head summary").filter(has_text="Closed")
    ).to_be_visible()  # what is new there wipes nothing away
    expect(waits.locator("#refused")).to_contain_text(HELD)
    expect_written(waits, words[waits])
    waits.keyboard.press("ControlOrMeta+Enter")
    for page in words:
        expect(timeline(page)).to_contain_text(words[waits])


def _answered_while_she_writes(ada: Page, ben: Page, number: int, words: str) -> None:
    ada.clock.install()
    open_conversation(ada, number)
    hold_still(ada)
    composer(ada).click()
    ada.keyboard.type(words)
    expect_written(ada, words)
    open_conversation(ben, number)
    composer(ben).fill("It fits.")
    ben.keyboard.press("ControlOrMeta+Enter")
    expect(timeline(ada)).to_contain_text("It fits.")


def test_what_came_while_one_wrote_is_not_taken_for_read(
    ada: Page, ben: Page, mail: Arrive, watch: Watch
) -> None:
    watch.forgive("status of 422")
    number = mail("Two at once", "Does it fit?")
    _answered_while_she_writes(ada, ben, number, "It does not.")
    ada.clock.run_for(10_000)  # it is in sight, but her eyes are on her words
    ada.keyboard.press("ControlOrMeta+Enter")
    expect(ada.locator("#refused")).to_contain_text(HELD)
    expect(timeline(ada)).not_to_contain_text("It does not.")
    expect_written(ada, "It does not.")
    ada.keyboard.press("ControlOrMeta+Enter")
    _expect_sent(ada, number, "It does not.")


def test_who_turns_to_what_came_has_read_it(ada: Page, ben: Page, mail: Arrive) -> None:
    number = mail("One after the other", "Does it fit?")
    _answered_while_she_writes(ada, ben, number, "And it shines.")
    timeline(ada).get_by_text("It fits.").click()
    ada.clock.run_for(10_000)
    composer(ada).click()
    ada.keyboard.press("ControlOrMeta+Enter")
    _expect_sent(ada, number, "And it shines.")


def _expect_sent(page: Page, number: int, text: str) -> None:
    """It left at once: the page goes on to the next, and the words stand on the timeline."""
    page.wait_for_url(lambda address: f"/conversations/{number}/" not in address)
    open_conversation(page, number)
    expect(timeline(page)).to_contain_text(text)


def _is_held(one: Page, other: Page) -> bool:
    """Whether the first of them was asked to read; it is one of the two."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for page in (one, other):
            if HELD in (page.locator("#refused").text_content() or ""):
                return page is one
        time.sleep(0.1)
    raise AssertionError("nobody was held back")
