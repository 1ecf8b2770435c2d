"""Ada chooses several conversations of a list and changes them together."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.people import PHONE, hold_still, menu, open_conversation, row
from tests.journeys.test_accessibility import examine


def bar(page: Page) -> Locator:
    """What can be done to what is chosen."""
    return page.locator(".bulk-bar")


def picked(page: Page) -> Locator:
    """The rows that are chosen."""
    return page.locator(".row[data-picked]")


def test_chosen_by_key_changed_together_and_taken_back(ada: Page, visit: Visit, mail: Arrive) -> None:
    numbers = [mail(f"Lamp {number}", "All of the same kind.") for number in range(3)]
    ada.goto("/inbox/all/?order=newest")
    hold_still(ada)
    for _ in numbers:
        ada.keyboard.press("j")
        ada.keyboard.press("x")
    expect(bar(ada)).to_contain_text("3 chosen")
    expect(picked(ada)).to_have_count(3)
    ben = visit("ben").new_page()
    open_conversation(ben, numbers[0])
    menu(ben, "Priority: Normal").click()
    ben.locator("details.menu[open] .item").filter(has_text="High").click()
    expect(row(ada, numbers[0]).locator("[data-level=high]")).to_have_count(1)  # in the row that stood
    expect(picked(ada)).to_have_count(3)
    examine(ada)
    bar(ada).get_by_label("Set the priority").click()
    ada.get_by_role("button", name="Urgent").click()
    expect(ada.locator("#toasts")).to_contain_text("3 conversations.")
    expect(bar(ada)).to_have_count(0)
    for number in numbers:
        expect(row(ada, number).locator("[data-level=urgent]")).to_have_count(1)
    ada.keyboard.press("z")
    for number in numbers:
        expect(row(ada, number).locator("[data-level=urgent]")).to_have_count(0)
    _by_hand(visit("ben", **PHONE).new_page(), numbers)
    _all_in_the_view(ada)


def test_enter_puts_the_tag_on_that_was_typed_or_chosen(ada: Page, mail: Arrive) -> None:
    numbers = [mail(f"Shade {number}", "All of the same kind.") for number in range(2)]
    for tag in ("shade-kind", "lamp-shade"):
        ada.goto("/inbox/all/?order=newest")
        hold_still(ada)
        for _ in numbers:
            ada.keyboard.press("j")
            ada.keyboard.press("x")
        expect(bar(ada).locator("[data-chosen]")).to_contain_text("2")
        ada.keyboard.press("l")
        expect(ada.locator("#bulk-tag")).to_be_focused()
        ada.keyboard.type(tag)
        ada.keyboard.press("Enter")
        expect(bar(ada)).to_have_count(0)
        ada.goto(f"/search/?q=tag:{tag}")
        expect(ada.locator(".results .result")).to_have_count(2)
    number = mail("Another shade", "Of the same kind, too.")
    ada.goto("/inbox/all/?order=newest")
    hold_still(ada)
    ada.keyboard.press("j")
    ada.keyboard.press("x")
    expect(bar(ada).locator("[data-chosen]")).to_contain_text("1")
    ada.keyboard.press("l")
    expect(ada.locator("#bulk-tag")).to_be_focused()
    ada.keyboard.type("shade")
    expect(ada.locator("#bulk-tags .item")).to_have_count(2)  # one is still chosen while they are offered
    ada.locator("#bulk-tags .item").filter(has_text="shade-kind").click()
    expect(bar(ada)).to_have_count(0)
    open_conversation(ada, number)
    expect(ada.locator("#head")).to_contain_text("shade-kind")


def _by_hand(page: Page, numbers: list[int]) -> None:
    """On a phone: choose by touch, see the rest on a page of its own."""
    page.goto("/inbox/all/?order=newest")
    hold_still(page)
    page.get_by_label("More about this view").click()
    page.get_by_role("button", name="Choose conversations").click()
    for number in numbers[:2]:
        row(page, number).click()
    expect(bar(page)).to_contain_text("2 chosen")
    width, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert width == needed
    bar(page).get_by_label("More").click()
    expect(page.locator("h1")).to_have_text("Change 2 conversations")
    page.get_by_label("What is done").select_option(label="Put a tag on …")
    page.get_by_label("Words, for a note or a tag").fill("lamp-kind")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_contain_text("Put a tag on: lamp-kind")
    expect(page.locator("#bulk")).to_contain_text("2 of 2")
    examine(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("h1")).to_contain_text("Undo")
    expect(page.locator("#bulk")).to_contain_text("2 of 2")


def _all_in_the_view(page: Page) -> None:
    """What is more than what is shown: the view as a whole, and Escape chooses nothing again."""
    page.locator("#list").focus()
    page.keyboard.press("ControlOrMeta+a")
    expect(bar(page)).to_contain_text("chosen")
    every = bar(page).locator("[data-every]")
    every.click()
    expect(bar(page).locator("[data-chosen]")).to_have_text(re.compile(r"^All \d+ in this view$"))
    expect(every).to_be_hidden()
    page.keyboard.press("Escape")
    expect(bar(page)).to_have_count(0)
    expect(picked(page)).to_have_count(0)
