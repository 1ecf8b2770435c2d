"""A filter typed by keyboard becomes a view, with its count, in its place, and others have it too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.hands import doing
from tests.journeys.people import hold_still, open_conversation, row, timeline

Rail = "#views .scroll > ul > li a"


@pytest.fixture
def cleo(visit: Visit) -> Page:
    """A page of Cleo's, who leads."""
    return visit("cleo").new_page()


def tag_it(page: Page, number: int, name: str) -> None:
    open_conversation(page, number, view="unassigned")
    hold_still(page)
    page.keyboard.press("l")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("#head .tags.wide")).to_contain_text(name)


def test_a_filter_becomes_a_view_of_the_team(ada: Page, cleo: Page, mail: Arrive) -> None:
    first, second = mail("Zebra crossing", "Stripes are missing."), mail("Zebra two", "More stripes.")
    tag_it(ada, first, "zoo animals")
    type_a_filter(cleo)
    take_one_out(cleo)
    share_a_view(cleo)
    tag_it(ada, second, "zoo animals")  # and the open list hears of it
    expect(row(cleo, second)).to_be_visible()
    expect(cleo.locator(Rail, has_text="The zoo").locator(".num")).to_have_text("2")
    arrange(cleo)
    work_through_it(ada)
    take_it_away(cleo)


def type_a_filter(page: Page) -> None:
    """Without a mouse: the suggestions say what may come next."""
    page.goto("/inbox/mine/")
    box, options, press = page.get_by_role("combobox"), page.get_by_role("option"), page.keyboard.press
    with doing(page, "filter"):
        press("/")
        page.wait_for_url("**/search/")
        expect(box).to_be_focused()
        page.keyboard.type("zebra ta")
        expect(options.first).to_contain_text("tag:")
        press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
        press("Enter")
        expect(box).to_have_value("zebra tag:")
        page.keyboard.type("zo")
        expect(options).to_have_text(["zoo animals"])
        press("ArrowDown")
        press("Tab")
        expect(box).to_have_value('zebra tag:"zoo animals" ')
        expect(box).to_be_focused()
        expect(page.locator("#results .subject")).to_have_text(["Zebra crossing"])
        expect(page.locator("#results .subject mark")).to_have_text(["Zebra"])
        page.wait_for_url("**/search/?q=zebra+tag*")
    box.press_sequentially("is:op")
    expect(options.first).to_contain_text("open")
    press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def take_one_out(page: Page) -> None:
    """Each filter is a chip that can be removed."""
    page.goto('/search/?q=zebra+tag:"zoo+animals"')
    page.get_by_role("link", name="Remove the filter Tag: zoo animals").click()
    expect(page.locator("#results .subject")).to_have_count(2)


def share_a_view(page: Page) -> None:
    """A search becomes a view that everybody has."""
    page.goto('/search/?q=tag:"zoo+animals"+is:open')
    page.get_by_role("link", name="Save as view").click()
    page.get_by_label("Name").fill("The zoo")
    page.get_by_label("Who has it").select_option("Everybody")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#list-bar h1")).to_have_text("The zoo")
    expect(page.locator(Rail, has_text="The zoo").locator(".num")).to_have_text("1")


def arrange(page: Page) -> None:
    """By a key, by the mouse; and one out of sight."""
    page.set_viewport_size({"width": 1440, "height": 1600})  # what scrolls while it is dragged is another row
    page.goto("/views/")
    mine = page.locator(".arranged li", has_text="The zoo")
    mine.get_by_role("button", name="Move The zoo up").focus()
    page.keyboard.press("Alt+ArrowUp")
    above = page.locator(Rail, has_text="The zoo").locator("xpath=ancestor::li/following-sibling::li[1]")
    expect(above).to_contain_text("Closed")
    below = page.locator("#arranged li", has_text="The zoo").locator("xpath=following-sibling::li[1]")
    expect(below).to_contain_text("Closed")  # then nothing moves any more
    mine.drag_to(page.locator(".arranged li").first, target_position={"x": 200, "y": 4})
    expect(page.locator(Rail).first).to_contain_text("The zoo")
    page.locator(".arranged li", has_text="Snoozed").get_by_role("button", name="Hide Snoozed").click()
    expect(page.locator(Rail, has_text="Snoozed")).to_have_count(0)


def work_through_it(page: Page) -> None:
    """Somebody else has it too, in a place of their own; closing goes on to the next of it."""
    page.goto("/inbox/mine/")
    expect(page.locator(Rail, has_text="The zoo")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("1")
    expect(page.locator("#list-bar h1")).to_have_text("The zoo")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#head h1")).to_have_text(re.compile("Zebra"))
    page.keyboard.press("]")
    expect(page.locator("#rows .row")).to_have_count(1)
    expect(page.locator("#head h1")).to_have_text(re.compile("Zebra"))
    page.keyboard.press("e")
    expect(timeline(page)).to_contain_text("closed", ignore_case=True)


def take_it_away(page: Page) -> None:
    """What was shared is gone for all; what was hidden comes back."""
    page.set_viewport_size({"width": 1440, "height": 1600})  # what scrolls while it is dragged is another row
    page.goto("/views/")
    page.get_by_role("link", name="Change The zoo").click()
    page.get_by_role("button", name="Delete view").click()
    expect(page.locator(Rail, has_text="The zoo")).to_have_count(0)
    page.get_by_role("button", name="Show Snoozed").click()
    expect(page.locator(Rail, has_text="Snoozed")).to_have_count(1)
