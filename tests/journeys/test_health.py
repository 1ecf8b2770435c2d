"""The health page in a browser: it keeps itself fresh and leaves alone what somebody is about to press."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.watching import Watch

PHONE = {"width": 390, "height": 844}
_FAIL = "from handrail.core.jobs import note_failure; note_failure({!r}, {!r}, ValueError({!r}))"


def fail(house: House, subject: str, error: str) -> None:
    """Some work fails, somewhere in the background."""
    house.command("shell", "--command", _FAIL.format("handrail.gone.receiver", subject, error))


def test_a_failure_appears_by_itself_and_the_focus_stays_where_it_was(olga: Page, house: House) -> None:
    fail(house, "1", "a stone on the path")
    olga.clock.install()
    olga.goto("/settings/health/")
    row = olga.locator(".failed li").filter(has_text="a stone on the path")
    expect(olga.locator("#verdict")).to_contain_text("a look")
    expect(olga.locator("#parts")).to_contain_text("worker")
    button = row.get_by_role("button", name="Dismiss")
    button.focus()
    fail(house, "2", "a tree across the path")
    olga.clock.fast_forward("00:11")
    expect(olga.locator("#failures")).to_contain_text("a tree across the path", timeout=15_000)
    expect(button).to_be_focused()
    olga.keyboard.press("Enter")
    expect(olga.locator("#failures")).not_to_contain_text("a stone on the path")
    olga.locator(".failed li").get_by_role("button", name="Dismiss").click()
    expect(olga.locator("#failures")).to_contain_text("No work has failed")


def test_a_page_left_open_while_the_line_is_cut_says_nothing_and_goes_on(
    olga: Page, house: House, watch: Watch
) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to fetch")
    olga.clock.install()
    olga.goto("/settings/health/")
    olga.context.set_offline(True)
    with olga.expect_event("requestfailed"):
        olga.clock.fast_forward("00:11")
    expect(olga.locator("#parts")).to_contain_text("worker")
    expect(olga.locator("#toasts")).not_to_contain_text("connection", ignore_case=True)
    fail(house, "3", "a gate that was shut")
    olga.context.set_offline(False)
    olga.clock.fast_forward("00:11")
    expect(olga.locator("#failures")).to_contain_text("a gate that was shut", timeout=15_000)
    olga.locator(".failed li").get_by_role("button", name="Dismiss").click()
    expect(olga.locator("#failures")).to_contain_text("No work has failed")


def test_on_a_phone_every_part_is_a_card_inside_the_page(olga: Page) -> None:
    olga.set_viewport_size(PHONE)  # type: ignore[arg-type]
    olga.goto("/settings/health/")
    assert olga.evaluate("document.querySelector('.page .scroll').scrollWidth <= innerWidth")
    machine = olga.locator("#parts td[data-label='Machine']").first
    expect(machine).to_be_visible()
    box = machine.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
