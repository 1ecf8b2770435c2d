"""An open list follows what others do: the rows that changed are drawn, each in its place, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import composer, hold_still, menu, open_conversation, row, send, timeline

_MANY_HINTS = """numbers => {
  const channel = new BroadcastChannel("handrail-inbox");
  for (const number of numbers) channel.postMessage({ type: "hint", number });
}"""


@pytest.fixture
def numbers(mail: Arrive) -> list[int]:
    """Three conversations, the newest last."""
    return [mail(f"A list of {number}", f"Which place is mine, {number}?") for number in range(3)]


def order(page: Page) -> list[str]:
    """The list's rows from top to bottom."""
    found: list[str] = page.locator("#rows .row").evaluate_all("rows => rows.map(row => row.dataset.number)")
    return found


def as_the_server_draws_it(page: Page) -> None:
    """What has moved row by row is what a reload shows."""
    live = order(page)
    page.reload()
    assert order(page) == live


def close_by(page: Page, number: int) -> None:
    """Close the conversation from its own page."""
    open_conversation(page, number)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def listen(page: Page) -> Callable[[], list[str]]:
    """The lists the page asks for from now on, without their address."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "only=rows" in request.url else None)
    return lambda: [url.partition("only=rows")[2] for url in asked]


def test_a_row_moves_and_who_stands_on_it_stays(ada: Page, ben: Page, numbers: list[int]) -> None:
    oldest, middle, newest = numbers
    ada.goto("/inbox/all/?order=newest")
    hold_still(ada)
    expect(row(ada, newest)).to_be_visible()
    ada.wait_for_timeout(1500)  # what happened just before is hinted at once more
    asked = listen(ada)
    assert order(ada)[:3] == [str(newest), str(middle), str(oldest)]
    row(ada, oldest).focus()

    open_conversation(ben, oldest)
    ben.get_by_label("Note", exact=True).check(force=True)
    composer(ben).fill("I look into it.")
    send(ben)
    expect(timeline(ben)).to_contain_text("I look into it.")

    expect(ada.locator("#rows .row").first).to_have_attribute("data-number", str(oldest))
    expect(row(ada, oldest)).to_be_focused()
    assert f"&of={oldest}" in asked()
    assert "" not in asked()  # never the whole list
    as_the_server_draws_it(ada)


def test_rows_leave_and_come_and_can_be_opened(
    ada: Page, ben: Page, numbers: list[int], mail: Arrive
) -> None:
    middle = numbers[1]
    for address in ("/inbox/unassigned/", "/inbox/unassigned/?order=newest"):
        ada.goto(address)
        hold_still(ada)
        row(ada, middle).focus()
        close_by(ben, middle)
        expect(row(ada, middle)).to_have_count(0)
        expect(ada.locator("#rows .row:focus")).to_have_count(1)
        ben.get_by_role("button", name="Reopen").click()
        expect(row(ada, middle)).to_be_visible()
        as_the_server_draws_it(ada)

    hold_still(ada)
    menu(ben, "Priority: Normal").click()
    ben.locator("details.menu[open] .item").filter(has_text="Urgent").click()
    expect(row(ada, middle)).to_contain_text("Urgent")
    late = mail("A list of late ones", "I came last.")
    row(ada, late).click()  # drawn by its own fetch, and as good as any other
    expect(timeline(ada)).to_contain_text("I came last.")
    expect(row(ada, late)).to_have_attribute("aria-current", "true")
    assert ada.url.endswith(f"/conversations/{late}/?view=unassigned&order=newest")


def test_many_changes_at_once_are_one_fetch_of_the_list(ada: Page, numbers: list[int]) -> None:
    ada.goto("/inbox/all/?order=newest")
    hold_still(ada)
    expect(row(ada, numbers[0])).to_be_visible()
    ada.wait_for_timeout(1500)
    asked = listen(ada)
    with ada.expect_request("**only=rows"):
        ada.evaluate(_MANY_HINTS, [*numbers, *range(100_000, 100_020)])
    ada.wait_for_timeout(500)  # long enough for another one
    assert asked().count("") == 1
    as_the_server_draws_it(ada)
