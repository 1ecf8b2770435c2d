"""What journeys stand on. Playwright keeps a loop in this thread, so it ends with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.journeys.house import House, Letter, find_browser, running_house
from tests.journeys.people import Crowd, arrive
from tests.journeys.watching import Watch

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
expect.set_options(timeout=10_000)  # a busy machine is slow, not wrong
Visit = Callable[..., BrowserContext]
Arrive = Callable[..., int]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("journey")


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """The running program."""
    with running_house() as house:
        yield house


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def crowd(chromium: Browser, house: House) -> Crowd:
    """Everybody who can come."""
    return Crowd(chromium, house)


@pytest.fixture
def watch(house: House) -> Iterator[Watch]:
    """Fails the journey in the end if a page did what no page may do."""
    with watched(house) as watch:
        yield watch


@contextmanager
def watched(house: House) -> Iterator[Watch]:
    """A watch that complains when the block ends."""
    watch = Watch(house.base)
    yield watch
    assert watch.complaints() == []


@pytest.fixture
def visit(crowd: Crowd, watch: Watch) -> Iterator[Visit]:
    """`visit("ada")` is a browser of hers, `visit()` one of a stranger; they close in the end."""
    with visiting(crowd, watch) as visit:
        yield visit


@pytest.fixture(scope="module")
def looking(crowd: Crowd, house: House) -> Iterator[Visit]:
    """`visit` for pages that are only looked at: one browser, and what it keeps, for a file's tests."""
    with watched(house) as watch, visiting(crowd, watch) as visit:
        yield visit


@contextmanager
def visiting(crowd: Crowd, watch: Watch) -> Iterator[Visit]:
    """What `visit` is, while the block runs."""
    opened: list[BrowserContext] = []
    crowd.house.close_and_go_on()
    crowd.house.end_chats()

    def visit(name: str = "", **options: Any) -> BrowserContext:
        opened.append(crowd.context(watch, name, **options))
        return opened[-1]

    yield visit
    for context in opened:
        leave(context)


def leave(context: BrowserContext) -> None:
    """Close a browser. Chromium forgets that it should when a page is just going somewhere else."""
    for page in context.pages:
        with suppress(Error):  # another journey of the page's own came between
            page.goto("about:blank")
    context.close()


@pytest.fixture
def ada(visit: Visit) -> Page:
    """A page of Ada's, nothing opened yet."""
    return visit("ada").new_page()


@pytest.fixture
def ben(visit: Visit) -> Page:
    """A page of Ben's."""
    return visit("ben").new_page()


@pytest.fixture
def olga(visit: Visit) -> Page:
    """A page of Olga's, who owns the place."""
    return visit("olga").new_page()


@pytest.fixture
def arabic(visit: Visit) -> Iterator[Page]:
    """A page of Ben's, who reads Arabic for a while."""
    with speaking_arabic(visit) as page:
        yield page


@contextmanager
def speaking_arabic(visit: Visit) -> Iterator[Page]:
    """A page of Ben's, who reads Arabic while the block runs."""
    page = visit("ben").new_page()
    speak(page, "ar")
    yield page
    speak(page, "en")


def speak(page: Page, language: str) -> None:
    """Choose the language of whoever's page it is."""
    page.goto("/settings/profile/")
    page.locator("[name=language]").select_option(language)
    page.locator("form:has([name=language]) button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.fixture
def mail(house: House) -> Arrive:
    """`mail("Subject", "Text")` lets a customer write; returns the number of the new conversation."""

    def mail(subject: str, text: str, **more: Any) -> int:
        return arrive(Letter(subject, text, **more), house)

    return mail
