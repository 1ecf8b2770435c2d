"""The pages work without JavaScript."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House
from tests.journeys.people import menu, row, sign_in, timeline


def test_sign_in_open_reply_close(visit: Visit, mail: Arrive, house: House) -> None:
    number = mail("A plain browser", "It knows no scripts.")
    page = visit(java_script_enabled=False).new_page()
    sign_in(page, "ben@lamp.example", house.password)
    page.locator("#views").get_by_role("link", name="Unassigned").click()
    page.goto("/inbox/unassigned/?order=newest")
    row(page, number).click()
    expect(timeline(page)).to_contain_text("It knows no scripts.")
    page.get_by_label("Your message").fill("A plain answer.")
    page.get_by_label("Other ways to send").click()
    page.get_by_label("Stay here").check()
    page.locator(".split.for-reply [data-send]").click()
    expect(timeline(page)).to_contain_text("A plain answer.")
    house.sent("A plain answer.")

    page.goto(f"/conversations/{number}/")
    page.get_by_role("radio", name="Note", exact=True).check(force=True)
    page.get_by_label("Your message").fill("A plain note.")
    page.locator(".split.for-note [data-send]").click()
    expect(timeline(page).locator("[data-kind=note]")).to_contain_text("A plain note.")
    menu(page, "Status: Closed").or_(page.get_by_role("button", name="Close", exact=True)).click()
    expect(menu(page, "Status: Closed")).to_be_visible()
