"""At 390 px, light and dark, in both directions: what readers follow, and what the team learns of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Visit, speaking_arabic
from tests.journeys.people import PHONE
from tests.journeys.test_accessibility import in_both_themes

PATH, GUIDE = "paths/your-first-hour-with-lamp/", "guides/my-page-does-not-look-right/"
READ = {
    "home": "",
    "lessons": "paths/",
    "path": PATH,
    "article of a path": "first-gallery/?path=your-first-hour-with-lamp",
    "question of a guide": GUIDE,
    "answer of a guide": f"{GUIDE}?way=1",
    "found": "search/?q=first+hour",
    "nothing found": "search/?q=qqqqq",
}
LEARNED = {
    "searches": "/articles/insights/?days=90",
    "articles": "/articles/insights/?about=articles&days=90",
    "languages": "/articles/insights/?about=languages&days=90",
    "paths": "/articles/paths/",
    "guides": "/articles/guides/",
}
WITHIN = {  # a page, and the link on it that leads to the one that is looked at
    "a search": ("searches", ".table a:has(.asked)"),
    "figures": ("articles", ".table a:has(b)"),
    "a path": ("paths", ".table a:has(b)"),
    "a guide": ("guides", ".table a:has(b)"),
}


def look_at(page: Page) -> None:
    """Nothing serious for axe, and nothing beside the screen."""
    assert in_both_themes(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.fixture(scope="module")
def reader(looking: Visit) -> Page:
    return looking(**PHONE).new_page()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", READ)
def test_what_readers_follow(reader: Page, name: str, language: str) -> None:
    reader.goto(f"/help/{language}/{READ[name]}")
    look_at(reader)


def test_a_path_with_its_progress(visit: Visit) -> None:
    page = visit(**PHONE).new_page()
    page.goto(f"/help/ar/{PATH}")
    page.locator("[data-keep]").tap()
    page.locator(".path-steps input").first.check()
    look_at(page)


@pytest.fixture(params=["en", "ar"], scope="module")
def phone(request: pytest.FixtureRequest, looking: Visit) -> Iterator[Page]:
    """Cleo's, or Ben's, who reads Arabic for a while."""
    if request.param == "en":
        yield looking("cleo", **PHONE).new_page()
        return
    with speaking_arabic(looking):
        yield looking("ben", **PHONE).new_page()


@pytest.mark.parametrize("name", [*LEARNED, *WITHIN])
def test_what_the_team_learns(phone: Page, name: str) -> None:
    start, link = WITHIN.get(name, (name, ""))
    phone.goto(LEARNED[start])
    if link:
        phone.goto(phone.locator(link).first.get_attribute("href") or "")
    look_at(phone)
