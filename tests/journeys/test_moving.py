"""Merging, spam and trash by keys, and z takes each of them back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.hands import doing
from tests.journeys.house import House
from tests.journeys.people import hold_still, menu, open_conversation, row, timeline


@pytest.fixture(autouse=True)
def time_to_undo(house: House) -> Iterator[None]:
    """Elsewhere nobody waits for it."""
    house.send_at_once(seconds=30)
    yield
    house.send_at_once()


def undo(page: Page, text: str) -> None:
    """The toast says what was done; z takes it back."""
    expect(page.locator(".toast").filter(has_text=text)).to_be_visible()
    with page.expect_response(lambda answer: "/undo/" in answer.url) as asked:
        page.keyboard.press("z")
    assert asked.value.status == 302
    page.wait_for_load_state()


def test_merge_by_keys_and_take_it_back(ada: Page, mail: Arrive) -> None:
    first, second = mail("The lamp blinks", "It blinks."), mail("The lamp is dark", "Now it is dark.")
    open_conversation(ada, second)
    hold_still(ada)
    with doing(ada, "merge"):
        ada.keyboard.press("m")
        expect(ada.get_by_label("Number, words or address")).to_be_focused()
        ada.keyboard.type(str(first))
        ada.keyboard.press("Enter")
        expect(ada.locator("button.choice")).to_be_focused()
        ada.keyboard.press("Enter")
        expect(timeline(ada)).to_contain_text("It blinks.")
    expect(timeline(ada)).to_contain_text("Now it is dark.")
    expect(timeline(ada)).to_contain_text(f"merged #{second} into #{first}")
    undo(ada, f"#{second} was merged into #{first}")
    expect(ada.locator("#head h1")).to_have_text("The lamp is dark")
    expect(timeline(ada)).not_to_contain_text("It blinks.")
    ada.keyboard.press("z")
    expect(ada.locator("#toasts [data-kind=error]")).to_be_visible()  # nothing is left to undo


def test_what_to_merge_with_is_found_while_typing_and_reached_by_arrows(ada: Page, mail: Arrive) -> None:
    first, second = mail("Lantern in the fog", "I see nothing."), mail("A second lantern", "Still nothing.")
    open_conversation(ada, second)
    hold_still(ada)
    ada.keyboard.press("m")
    field, choices = ada.get_by_label("Number, words or address"), ada.locator("button.choice")
    expect(field).to_be_focused()
    expect(choices.first).to_be_visible()  # what else this customer has written
    expect(ada.locator("body")).not_to_have_attribute("data-coming", "")
    ada.keyboard.press("ArrowDown")
    expect(choices.first).to_be_focused()
    ada.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    ada.keyboard.type(str(first))
    expect(ada.locator(f'[data-question="{first}"]')).to_be_visible()
    expect(choices).to_have_count(1)
    expect(field).to_be_focused()
    ada.keyboard.press("Enter")
    expect(choices).to_be_focused()
    ada.keyboard.press("Enter")
    expect(timeline(ada)).to_contain_text("I see nothing.")


def test_trash_and_restore(ada: Page, mail: Arrive) -> None:
    number = mail("Into the trash", "And out again.")
    open_conversation(ada, number)
    hold_still(ada)
    ada.keyboard.press("#")
    expect(ada.locator(".toast").filter(has_text="Moved to the trash")).to_be_visible()
    expect(row(ada, number)).to_have_count(0)
    ada.locator("#views-apart summary").click()
    ada.get_by_role("link", name=re.compile("^Trash")).click()
    row(ada, number).click()
    expect(ada.locator("#head")).to_contain_text("This is in the trash")
    ada.locator("#head").get_by_role("button", name="Restore").click()
    expect(ada.locator("#head")).not_to_contain_text("This is in the trash")
    ada.goto("/inbox/all/?order=newest")
    expect(row(ada, number)).to_be_visible()


def test_spam_and_a_closed_one_come_back_with_z(ada: Page, mail: Arrive) -> None:
    number = mail("No spam at all", "Really.")
    open_conversation(ada, number)
    hold_still(ada)
    ada.keyboard.press("!")
    ada.wait_for_url(lambda url: f"/conversations/{number}/" not in url)  # on to the next one
    undo(ada, "Moved to spam")
    expect(ada.locator("#head h1")).to_have_text("No spam at all")
    expect(ada.locator("#head")).not_to_contain_text("This is in spam")
    ada.keyboard.press("e")
    expect(menu(ada, "Status: Closed")).to_be_visible()
    undo(ada, "Conversation closed")
    expect(menu(ada, "Status: Open")).to_be_visible()
    menu(ada, "More").press("Enter")
    ada.keyboard.press("y")  # a key that an open menu shows, it has
    expect(ada.get_by_role("img", name="Following")).to_be_visible()
