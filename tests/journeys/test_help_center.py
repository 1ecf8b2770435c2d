"""A stranger reads: without a script, by keyboard as one types, in the dark, on a phone; then asks."""

from __future__ import annotations

import gzip
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.people import DESK, PHONE

ARTICLE = "White page after an update"
MOST_BYTES = 60_000  # of a public article with its style and script, on the wire


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def weight(page: Page) -> int:
    """The page with all it loads but pictures, compressed as the server does."""
    loaded = page.locator("link[rel=stylesheet], script[src]")
    addresses = [page.url, *loaded.evaluate_all("all => all.map(one => one.href || one.src)")]
    return sum(len(gzip.compress(page.request.get(one).body(), 6)) for one in addresses)


def test_a_reader_finds_reads_votes_and_asks(visit: Visit) -> None:
    without = visit(java_script_enabled=False, **DESK).new_page()
    without.goto("/help/en/")
    without.locator(".cards a", has_text="breaks").first.click()
    without.locator(".rows a", has_text=ARTICLE).click()
    expect(without.locator("h1")).to_have_text(ARTICLE)
    without.get_by_role("button", name="Not yet").click()
    without.get_by_role("button", name="Something is missing").click()
    expect(without.get_by_role("status")).to_contain_text("We will mend it")

    page = visit(color_scheme="dark", **DESK).new_page()
    page.goto("/help/en/")
    assert serious(page) == []
    search = page.get_by_role("combobox")
    search.click()
    search.press_sequentially("white pag")
    expect(page.get_by_role("option").first).to_contain_text("White page")
    search.press("ArrowDown")
    search.press("Enter")
    expect(page.locator("h1")).to_have_text(ARTICLE)
    assert serious(page) == []
    assert weight(page) <= MOST_BYTES
    read = page.locator("body").get_attribute("data-seen")
    page.locator(".crumbs a").first.click()
    expect(page).to_have_url(re.compile(r"/help/en/$"))
    asked = page.locator("[data-ask]").first.get_attribute("href") or ""
    assert asked.endswith(f"seen={read}")

    phone = visit(**PHONE).new_page()
    phone.goto("/help/ar/")
    assert serious(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
