"""Dora is shown an answer before she sends a form: enough, or sent anyway; with and without a script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.people import DESK, PHONE, timeline
from tests.journeys.test_help_center import serious

FORM = "/forms/support/"  # the sample's
ASKS = "The page is white after the update. How do I empty the cache?"


def write(page: Page) -> None:
    """Fill it in, not faster than people do."""
    page.goto(FORM)
    page.wait_for_timeout(2100)  # a robot would be held
    page.locator("[name=email]").fill("dora@nordlicht.example")
    page.locator("textarea[name=message]").fill(ASKS)


def number_of(page: Page) -> str:
    """What the page says when it has arrived."""
    expect(page.locator(".done")).to_be_visible()
    return re.sub(r"\D", "", page.locator("b.num").inner_text())


def reads_what_was_shown(ada: Page, number: str) -> None:
    """Ada finds the form's name, and the answer that Dora saw."""
    ada.goto(f"/conversations/{number}/")
    expect(timeline(ada).locator("[data-kind=form_sent]")).to_contain_text("Ask Lamp support")
    shown = timeline(ada).locator("[data-kind=answer_shown]")
    expect(shown.get_by_role("link").first).to_have_text("White page after an update")
    expect(shown).to_contain_text("Empty cache")


def test_an_answer_before_sending_is_enough_or_goes_along(visit: Visit) -> None:
    dora = visit(locale="en-GB", color_scheme="dark", **PHONE).new_page()
    write(dora)
    answer = dora.locator(".articles[data-answer]")
    expect(answer).to_contain_text("Empty cache")
    assert serious(dora) == []
    assert dora.evaluate("document.documentElement.scrollWidth") <= 390
    send = dora.locator(".doing button")
    expect(send).to_have_text("Send anyway")
    below = send.bounding_box() or {"y": 0}
    around = answer.bounding_box() or {"y": 0, "height": 0}
    assert 0 < below["y"] - around["y"] - around["height"] < 60
    with dora.context.expect_page() as opened:
        answer.get_by_role("link").first.click()
    expect(opened.value.locator("h1")).to_have_text("White page after an update")
    send.click()
    ada = visit("ada", **DESK).new_page()
    reads_what_was_shown(ada, number_of(dora))

    write(dora)
    expect(answer).to_be_visible()
    dora.get_by_role("button", name="This answers my question").press("Enter")
    expect(dora.locator(".done")).to_be_visible()
    expect(dora.locator("b.num")).to_have_count(0)  # nothing was sent


def test_without_a_script_the_answer_stands_there_after_the_first_press(visit: Visit) -> None:
    emil = visit(java_script_enabled=False, locale="en-GB", **DESK).new_page()
    write(emil)
    emil.locator(".doing button").click()
    expect(emil.locator(".articles[data-answer]")).to_contain_text("Empty cache")
    expect(emil.locator("textarea[name=message]")).to_have_value(ASKS)
    emil.locator(".doing button").click()
    reads_what_was_shown(visit("ada").new_page(), number_of(emil))
