"""At 390 px: one thing at a time, and a way back from each."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.people import PHONE, row, timeline


@pytest.fixture
def phone(visit: Visit) -> Page:
    return visit("ada", **PHONE).new_page()


def test_list_conversation_and_back(phone: Page, mail: Arrive) -> None:
    number = mail("From the train", "Can you read this?")
    phone.goto("/inbox/unassigned/?order=newest")
    expect(phone.locator("#list")).to_be_visible()
    expect(phone.locator("#conversation")).to_be_hidden()
    row(phone, number).tap()
    expect(timeline(phone)).to_contain_text("Can you read this?")
    expect(phone.locator("#list")).to_be_hidden()
    _fits(phone)

    phone.get_by_role("link", name="About the customer").tap()
    expect(phone.locator("#customer")).to_contain_text("dora@nordlicht.example")
    expect(phone.locator("#customer")).to_be_in_viewport()
    phone.locator(".scrim").tap(position={"x": 8, "y": 300})
    expect(phone.locator("#customer")).not_to_be_in_viewport()

    phone.get_by_role("link", name="Back to Unassigned").first.tap()
    expect(phone.locator("#list")).to_be_visible()
    _fits(phone)


def test_views_drawer_and_tabs(phone: Page) -> None:
    phone.goto("/inbox/mine/")
    phone.get_by_role("link", name="Views").tap()
    phone.locator("#views").get_by_role("link", name="Closed").tap()
    phone.wait_for_url("**/inbox/closed/")
    tabs = phone.locator(".tabs")
    for name, address in (
        ("Search", "**/search/"),
        ("Settings", "**/settings/profile/"),
        ("Inbox", "**/inbox/mine/"),
    ):
        tabs.get_by_role("link", name=name).tap()
        phone.wait_for_url(f"**/{address}")
        expect(tabs.locator("[aria-current=page]")).to_have_text(name)
        _fits(phone)


def _fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
