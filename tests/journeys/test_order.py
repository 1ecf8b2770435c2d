"""A lead asks for a field; an agent cannot close without it, fills it in by the keyboard, and closes."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import expect_written
from tests.journeys.test_accessibility import examine
from tests.journeys.watching import Watch

PAGES = ("statuses", "statuses/add", "tags", "fields", "fields/add", "kinds", "products")


KNOWN_AFTER = 2.1  # seconds: each process keeps the list of fields for two


def add_field(olga: Page, label: str) -> float:
    """A choice of two that is required to close; returns when every process knows it."""
    olga.goto("/settings/fields/add/")
    olga.get_by_label("Name").fill(label)
    olga.locator("[name=type]").select_option("choice")
    olga.get_by_label("Required to close").check()
    olga.get_by_label("Add choices").fill("Their theme\nOur cache")
    olga.locator("main").get_by_role("button", name="Add", exact=True).click()
    expect(olga.get_by_role("link", name=label)).to_be_visible()
    return time.monotonic() + KNOWN_AFTER


def wait_until(page: Page, then: float) -> None:
    """What was to be done meanwhile has been."""
    page.wait_for_timeout(max(0.0, then - time.monotonic()) * 1000)


def retire_field(olga: Page, label: str) -> None:
    """Nobody else's journey is asked for it."""
    olga.goto("/settings/fields/")
    olga.get_by_role("link", name=label).click()
    olga.get_by_role("button", name="Retire the field").click()
    expect(olga.get_by_text("Retired", exact=True)).to_be_visible()


def test_a_required_field_is_filled_in_by_the_keyboard_and_then_it_closes(
    olga: Page, ada: Page, mail: Arrive, watch: Watch
) -> None:
    watch.forgive("status of 422")
    known = add_field(olga, "Cause")
    try:
        number = mail("The lamp is dark", "Since this morning.")
        wait_until(olga, known)
        ada.goto(f"/conversations/{number}/")
        ada.keyboard.press("e")
        refused = ada.locator("#refused")
        expect(refused).to_contain_text("Fill in first what is required to close: Cause.")
        field = ada.get_by_label("Cause")
        expect(field).to_be_focused()
        examine(ada)
        ada.set_viewport_size({"width": 1440, "height": 900})
        field.focus()
        ada.keyboard.press("O")  # the choice that begins with it
        expect(ada.locator("#timeline")).to_contain_text("set Cause to Our cache")
        expect(refused).to_be_empty()
        expect(ada.locator("#line-cause .due")).to_have_count(0)
        expect(field).to_be_focused()
        ada.keyboard.press("Escape")
        ada.keyboard.press("e")
        expect(ada.locator("#head")).to_contain_text("Reopen")
        expect(ada.locator("#timeline")).to_contain_text("closed the conversation")
    finally:
        retire_field(olga, "Cause")
    olga.wait_for_timeout(2100)
    ada.reload()
    expect(ada.locator(".customer .sheet dl")).to_contain_text("Our cache")  # still to be read


def test_sending_and_closing_is_held_and_the_words_stay(
    olga: Page, ada: Page, mail: Arrive, watch: Watch
) -> None:
    watch.forgive("status of 422")
    known = add_field(olga, "Noise")
    try:
        number = mail("The lamp hums", "All night.")
        wait_until(olga, known)
        ada.set_viewport_size({"width": 1000, "height": 800})  # the panel is folded away
        ada.goto(f"/conversations/{number}/")
        ada.get_by_label("Your message").fill("Please turn it off and on.")
        ada.get_by_role("button", name="Send and close").click()
        expect(ada.get_by_label("Noise")).to_be_focused()
        ada.get_by_label("Noise").select_option("Their theme")
        expect(ada.locator("#timeline")).to_contain_text("set Noise to Their theme")
        ada.keyboard.press("Escape")
        expect_written(ada, "Please turn it off and on.")
    finally:
        retire_field(olga, "Noise")


def test_what_one_types_into_a_field_survives_what_others_do(
    olga: Page, ada: Page, ben: Page, mail: Arrive
) -> None:
    olga.goto("/settings/fields/add/")
    olga.get_by_label("Name").fill("Theme")
    olga.locator("main").get_by_role("button", name="Add", exact=True).click()
    expect(olga.get_by_role("link", name="Theme")).to_be_visible()
    known = time.monotonic() + KNOWN_AFTER
    try:
        number = mail("The lamp squeaks", "A little.")
        wait_until(olga, known)
        for page in (ada, ben):
            page.goto(f"/conversations/{number}/")
        ada.get_by_label("Theme").press_sequentially("Nordlicht")
        ben.get_by_label("Kind of contact").select_option("Bug")
        expect(ada.locator("#timeline")).to_contain_text("Ben set the kind to Bug")
        expect(ada.get_by_label("Kind of contact")).to_have_value("bug")
        ada.wait_for_timeout(500)
        expect(ada.get_by_label("Theme")).to_have_value("Nordlicht")
        expect(ada.get_by_label("Theme")).to_be_focused()
        ada.keyboard.press("Tab")
        expect(ada.locator("#timeline")).to_contain_text("set Theme to Nordlicht")
    finally:
        retire_field(olga, "Theme")


def test_the_priority_is_weighed_and_a_tag_chosen_by_the_keyboard(ada: Page, mail: Arrive) -> None:
    number = mail("The lamp smokes", "Quick, please.")
    ada.goto(f"/conversations/{number}/")
    ada.keyboard.press("p")
    for _ in range(5):
        ada.keyboard.press("Tab")  # past the levels and the reason
    ada.keyboard.press("A")
    ada.keyboard.press("Tab")
    ada.keyboard.press("W")
    ada.keyboard.press("Tab")
    ada.keyboard.press("Enter")
    expect(ada.locator("#timeline")).to_contain_text(
        "set the priority to Urgent: A team or a site · Work stands still"
    )
    expect(ada.get_by_label("Priority: Urgent")).to_have_attribute("title", re.compile("Work stands still"))
    ada.keyboard.press("l")
    ada.keyboard.type("lice")
    expect(ada.locator("#tag-suggestions .item")).to_have_text(["licence"])
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Enter")
    expect(ada.locator("#head .tags.wide")).to_contain_text("licence")


def test_an_order_is_changed_by_keys_and_by_hand(olga: Page) -> None:
    def names() -> list[str]:
        return olga.locator(".ordered b").all_inner_texts()

    olga.goto("/settings/statuses/")
    before = names()
    down = olga.get_by_role("button", name=f"Move {before[0]} down")
    down.focus()
    with olga.expect_response(re.compile("/settings/statuses/$")):
        olga.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(olga.locator("hr-order [role=status]")).to_have_text(
        f"{before[0]} is number 2 of {len(before)} now"
    )
    olga.reload()
    assert names() == [before[1], before[0], *before[2:]]
    grip, first = olga.locator(".grip").nth(1), olga.locator(".ordered li").first
    from_, to = grip.bounding_box(), first.bounding_box()
    assert from_
    assert to
    olga.mouse.move(from_["x"] + 8, from_["y"] + 8)
    olga.mouse.down()
    with olga.expect_response(re.compile("/settings/statuses/$")):
        olga.mouse.move(from_["x"] + 8, to["y"] + 2, steps=8)
        olga.mouse.up()
    olga.reload()
    assert names() == before


@pytest.mark.parametrize("name", PAGES)
def test_its_pages_are_for_everybody(olga: Page, name: str) -> None:
    olga.goto(f"/settings/{name}/")
    examine(olga)
