"""Two machines, one Handrail: Ada's browser talks to one, Ben's to the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from handrail.ops.tests.program import Up, until
from tests.faults.nodes import join
from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House
from tests.journeys.people import composer, hold_still, open_conversation, row, send, timeline
from tests.journeys.watching import Watch

PATIENCE = 60.0


@pytest.fixture
def second_home(tmp_path: Path) -> Path:
    return tmp_path / "second"


@pytest.fixture
def second(house: House, second_home: Path, watch: Watch) -> Iterator[Up]:
    """Another web node of the house; a journey may stop it."""
    up = join(house.home, second_home, "web", **house.database)
    watch.forgive(f"127.0.0.1:{up.port}/")
    until(up.answers, PATIENCE)
    yield up
    if up.process.poll() is None:
        up.stop()


def test_what_one_writes_at_one_node_is_drawn_at_the_other(
    visit: Visit, mail: Arrive, house: House, second: Up
) -> None:
    number = mail("Two machines", "Do both of you see me?")
    ada, ben = _both_at(visit, second, number)
    for page in (ada, ben):
        hold_still(page)
    later = mail("Later at both", "And me?")
    for page in (ada, ben):
        expect(row(page, later)).to_contain_text("Later at both")

    composer(ben).fill("From the second machine.")
    _stay(ben)
    send(ben)
    expect(timeline(ada)).to_contain_text("From the second machine.")
    expect(ada.locator("hr-timeline[data-looked]")).to_have_count(1)  # she has looked: nothing holds hers
    composer(ada).fill("From the first machine.")
    _stay(ada)
    send(ada)
    for page in (ada, ben):
        for text in ("From the second machine.", "From the first machine."):
            expect(timeline(page).get_by_text(text)).to_have_count(1)
    for text in ("From the second machine.", "From the first machine."):
        house.sent(text)


def test_a_node_restarts_and_its_open_page_goes_on(
    visit: Visit, mail: Arrive, house: House, second: Up, second_home: Path
) -> None:
    number = mail("A node restarts", "Are you still there?")
    ada, ben = _both_at(visit, second, number)
    second.stop()
    composer(ada).fill("Said while the other machine was away.")
    _stay(ada)
    send(ada)
    expect(timeline(ada)).to_contain_text("Said while")
    again = join(house.home, second_home, "web", **house.database | {"PORT": str(second.port)})
    try:
        expect(timeline(ben)).to_contain_text("Said while", timeout=40_000)
        expect(timeline(ben).get_by_text("Said while")).to_have_count(1)
    finally:
        again.stop()


def test_signing_out_at_one_node_ends_the_session_at_both(visit: Visit, house: House, second: Up) -> None:
    browser = visit()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{second.port}/accounts/login/")
    page.get_by_label("Email").fill("cleo@lamp.example")
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/mine/")
    page.goto(f"{house.base}/inbox/all/")
    expect(page.locator("#rows")).to_be_visible()
    page.goto(f"{house.base}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"http://127.0.0.1:{second.port}/inbox/all/")
    expect(page.get_by_label("Password")).to_be_visible()


def _both_at(visit: Visit, second: Up, number: int) -> tuple[Page, Page]:
    """Ada's page at the first node and Ben's at the second, both with the conversation open."""
    ada = visit("ada").new_page()
    ben = visit("ben", base_url=f"http://127.0.0.1:{second.port}").new_page()
    for page in (ada, ben):
        open_conversation(page, number, view="unassigned")
    return ada, ben


def _stay(page: Page) -> None:
    page.get_by_label("Other ways to send").click()
    page.get_by_label("Stay here").check()
    page.get_by_label("Open", exact=True).check()
    page.keyboard.press("Escape")
