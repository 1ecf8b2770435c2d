"""A filter typed by keyboard becomes a view, with its count, in its place, and others have it too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.people import hold_still, open_conversation, row, timeline

Rail = "#views li a"


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
    expect(page.locator("#head .tags")).to_contain_text(name)


def test_a_filter_becomes_a_view_of_the_team(ada: Page, cleo: Page, mail: Arrive) -> None:
    first, second = mail("Zebra crossing", "Stripes are missing."), mail("Zebra two", "More stripes.")
    tag_it(ada, first, "zoo animals")
    cleo.goto("/search/")
    box = cleo.get_by_role("combobox")
    expect(box).to_be_focused()
    box.press_sequentially("zebra ta")
    options = cleo.get_by_role("option")
    expect(options.first).to_contain_text("tag:")
    cleo.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    cleo.keyboard.press("Enter")
    expect(box).to_have_value("zebra tag:")
    box.press_sequentially("zo")
    expect(options).to_have_text(["zoo animals"])
    cleo.keyboard.press("ArrowDown")
    cleo.keyboard.press("Tab")
    expect(box).to_have_value('zebra tag:"zoo animals" ')
    expect(box).to_be_focused()
    expect(cleo.locator("#results .subject")).to_have_text(["Zebra crossing"])
    expect(cleo.locator("#results .subject mark")).to_have_text(["Zebra"])
    cleo.wait_for_url("**/search/?q=zebra+tag*")
    box.press_sequentially("is:op")
    expect(options.first).to_contain_text("open")
    cleo.keyboard.press("Escape")
    expect(cleo.get_by_role("listbox")).to_be_hidden()
    cleo.goto('/search/?q=zebra+tag:"zoo+animals"')
    cleo.get_by_role("link", name="Remove the filter Tag: zoo animals").click()
    expect(cleo.locator("#results .subject")).to_have_count(2)
    cleo.go_back()

    cleo.goto('/search/?q=tag:"zoo+animals"+is:open')
    cleo.get_by_role("link", name="Save as view").click()
    cleo.get_by_label("Name").fill("The zoo")
    cleo.get_by_label("Who has it").select_option("Everybody")
    cleo.get_by_role("button", name="Save").click()
    expect(cleo.locator("#list-bar h1")).to_have_text("The zoo")
    expect(cleo.locator(Rail, has_text="The zoo").locator(".num")).to_have_text("1")

    tag_it(ada, second, "zoo animals")  # and both lists hear of it
    expect(row(cleo, second)).to_be_visible()
    expect(cleo.locator(Rail, has_text="The zoo").locator(".num")).to_have_text("2")

    cleo.goto("/views/")
    mine = cleo.locator(".arranged li", has_text="The zoo")
    mine.get_by_role("button", name="Move The zoo up").focus()
    cleo.keyboard.press("Alt+ArrowUp")
    expect(cleo.locator(Rail).nth(-2)).to_contain_text("The zoo")
    mine.drag_to(cleo.locator(".arranged li").first, target_position={"x": 200, "y": 4})
    expect(cleo.locator(Rail).first).to_contain_text("The zoo")
    cleo.locator(".arranged li", has_text="Snoozed").get_by_role("button", name="Hide Snoozed").click()
    expect(cleo.locator(Rail, has_text="Snoozed")).to_have_count(0)

    ada.goto("/inbox/mine/")
    expect(ada.locator(Rail).last).to_contain_text("The zoo")
    ada.keyboard.press("g")
    ada.keyboard.press("1")
    expect(ada.locator("#list-bar h1")).to_have_text("The zoo")
    ada.keyboard.press("j")
    ada.keyboard.press("Enter")
    expect(ada.locator("#head h1")).to_have_text(re.compile("Zebra"))
    ada.keyboard.press("]")  # closes it and goes on to the other one
    expect(ada.locator("#head h1")).to_have_text(re.compile("Zebra"))
    expect(ada.locator("#rows .row")).to_have_count(1)
    ada.keyboard.press("e")
    expect(timeline(ada)).to_contain_text("closed", ignore_case=True)

    cleo.goto("/views/")
    cleo.get_by_role("link", name="Change The zoo").click()
    cleo.get_by_role("button", name="Delete view").click()
    expect(cleo.locator(Rail, has_text="The zoo")).to_have_count(0)
    cleo.get_by_role("button", name="Show Snoozed").click()
    expect(cleo.locator(Rail, has_text="Snoozed")).to_have_count(1)
