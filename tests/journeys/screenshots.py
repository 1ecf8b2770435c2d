"""Draws the pages of the sample company as people see them.

python -m tests.journeys.screenshots [folder]          the chosen ones; default: docs/screenshots
python -m tests.journeys.screenshots --all folder      every page, at a desk and on a phone, light and dark
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.journeys.conftest import FLAGS
from tests.journeys.house import find_browser, running_house
from tests.journeys.people import DESK, PHONE, Crowd, composer
from tests.journeys.watching import Watch

ROOT = Path(__file__).parents[2]
SIZES: dict[str, dict[str, Any]] = {"desk": DESK, "phone": PHONE}


def nothing(page: Page) -> None:
    """The page as it comes."""


def open_first(page: Page) -> None:
    """The conversation that waits longest."""
    page.locator(".row").first.click()
    page.locator("#head h1").wait_for()


def open_dora(page: Page) -> None:
    """Dora's lamps, which no longer shine."""
    page.locator(".row").filter(has_text="Lampa nu mai").click()
    page.locator("#head h1").wait_for()


def open_person(page: Page) -> None:
    """The customer or the organisation that was found."""
    page.locator("#found .who a").first.click()
    page.locator("#facts").wait_for()


def edit_person(page: Page) -> None:
    """What is known of a customer, as a form."""
    open_person(page)
    page.get_by_label("Change what is known").click()
    page.locator("#facts form").wait_for()


def merge_person(page: Page) -> None:
    """Who may be the same person."""
    open_person(page)
    page.get_by_role("link", name="Merge").click()
    page.locator(".candidates").wait_for()


def erase_person(page: Page) -> None:
    """What erasing would reach."""
    open_person(page)
    page.get_by_role("link", name="Erase").click()
    page.get_by_role("button", name="Erase for good").wait_for()


def write_note(page: Page) -> None:
    """The composer while it writes a note."""
    open_dora(page)
    page.get_by_label("Note", exact=True).check(force=True)
    composer(page).click()
    page.locator("hr-composer[data-editor=ready]").wait_for()
    page.keyboard.type("The cached template again. Ben, is 3.2.2 out?")


def show_keys(page: Page) -> None:
    """The list of keys, over a conversation."""
    open_dora(page)
    page.keyboard.press("?")


def look_up(page: Page) -> None:
    """Articles, behind `??` in the composer."""
    open_dora(page)
    page.get_by_label("Your message").click()
    page.locator("hr-composer[data-editor=ready]").wait_for()
    page.keyboard.type("??")
    page.locator(".articles-found [role=option]").first.wait_for()


def open_widget(page: Page) -> None:
    """The chat of the sample, as a visitor sees it."""
    link = page.locator("main a[href^='/settings/chat/']:not([href$='/add/'])").first
    page.goto(str(link.get_attribute("href")))
    found = re.search(r"/chat/([0-9a-f-]{36})", page.content())
    assert found
    page.goto(f"/chat/{found[1]}/")


def ask_widget(page: Page) -> None:
    """What the widget offers before a chat begins."""
    open_widget(page)
    page.get_by_label("Your message").fill("After the update our page stays white")
    page.locator(".answers .card").first.wait_for()


def ask_assistant(page: Page) -> None:
    """What the assistant answers in a chat."""
    open_widget(page)
    page.get_by_label("Your message").fill("The page is white after the update. How do I empty the cache?")
    page.get_by_label("Your message").press("Enter")
    page.locator(".said.assistant .card").first.wait_for()


def ask_form(page: Page) -> None:
    """What the form of the sample offers before it is sent."""
    page.get_by_label("Message").press_sequentially("After the update our page stays white")
    page.locator(".answer:visible, .articles:visible").first.wait_for()
    page.locator(".doing button").last.scroll_into_view_if_needed()


def find_article(page: Page) -> None:
    """What readers find, with a typo."""
    page.locator("[data-seek]").fill("withe page")
    page.locator("[data-seek]").press("Enter")
    page.locator("ul.hits li").first.wait_for()


class Shot(NamedTuple):
    """A page of somebody's; `chosen` says how it is drawn for the documentation."""

    name: str
    who: str
    path: str
    do: Callable[[Page], None] = nothing
    chosen: tuple[str, ...] = ()


SHOTS = (
    Shot("sign-in", "", "/accounts/login/", chosen=("desk-light",)),
    Shot("inbox", "ada", "/inbox/all/", chosen=("phone-light", "phone-dark")),
    Shot("conversation", "ada", "/inbox/mine/", open_dora, ("desk-light", "desk-dark", "phone-light")),
    Shot("note", "cleo", "/inbox/all/?order=newest", write_note, ("desk-light",)),
    Shot("first", "ben", "/inbox/all/", open_first),
    Shot("empty", "olga", "/inbox/mine/"),
    Shot("keys", "ada", "/inbox/mine/", show_keys),
    Shot("search", "ada", "/search/?q=lamp", chosen=("desk-light",)),
    Shot("filter", "ada", "/search/?q=lamp+is:open+-priority:low"),
    Shot("views", "cleo", "/views/"),
    Shot("view", "cleo", "/views/add/?filter=tag:refund+is:open"),
    Shot("articles-found", "ada", "/inbox/mine/", look_up, ("desk-light", "phone-light")),
    Shot("help", "", "/help/en/", chosen=("desk-light", "phone-dark")),
    Shot("article", "", "/help/en/white-page-after-an-update/", chosen=("desk-light", "phone-light")),
    Shot("article-arabic", "", "/help/ar/white-page-after-an-update/"),
    Shot("article-older", "", "/help/sl/bela-stran-po-posodobitvi/"),
    Shot("help-found", "", "/help/en/", find_article),
    Shot("guide", "", "/help/en/guides/my-page-does-not-look-right/"),
    Shot("path", "", "/help/en/paths/your-first-hour-with-lamp/"),
    Shot("form", "", "/forms/support/", ask_form, ("phone-light",)),
    Shot("widget", "olga", "/settings/chat/", ask_widget, ("phone-light",)),
    Shot("assistant", "olga", "/settings/chat/", ask_assistant, ("phone-light",)),
    Shot("assistant-settings", "cleo", "/settings/assistant/"),
    Shot("review", "cleo", "/settings/assistant/review/", chosen=("desk-light",)),
    Shot("contacts", "cleo", "/insights/contacts/", chosen=("desk-light",)),
    Shot("support-page", "", "/help/en/support/", chosen=("desk-light",)),
    Shot("waits", "olga", "/settings/mailboxes/1/waits/"),
    Shot("articles", "cleo", "/articles/", chosen=("desk-light",)),
    Shot("article-edit", "cleo", "/articles/3/", chosen=("desk-light",)),
    Shot("translate", "cleo", "/articles/1/translate/fr/", chosen=("desk-light",)),
    Shot("board", "cleo", "/articles/board/fr/?show=outdated"),
    Shot("insights", "cleo", "/articles/insights/"),
    Shot("customers", "ada", "/customers/"),
    Shot("customer", "cleo", "/customers/?q=dora", open_person),
    Shot("customer-edit", "cleo", "/customers/?q=dora", edit_person),
    Shot("customer-merge", "cleo", "/customers/?q=dora", merge_person),
    Shot("customer-erase", "cleo", "/customers/?q=dora", erase_person),
    Shot("organisations", "ada", "/organisations/"),
    Shot("organisation", "cleo", "/organisations/?q=kestrel", open_person),
    Shot("imports", "cleo", "/customers/imports/"),
    Shot("attributes", "cleo", "/settings/attributes/"),
    Shot("retention", "cleo", "/settings/retention/"),
    Shot("profile", "ada", "/settings/profile/"),
    Shot("security", "ada", "/accounts/2fa/"),
    Shot("mailboxes", "olga", "/settings/mailboxes/", chosen=("desk-light",)),
    Shot("mailbox", "olga", "/settings/mailboxes/add/?address=help@gmail.com"),
    Shot("mailbox-address", "olga", "/settings/mailboxes/add/"),
    Shot("service", "olga", "/settings/sign-in-services/add/"),
    Shot("services", "olga", "/settings/sign-in-services/"),
    Shot("hours", "olga", "/settings/mailboxes/1/hours/"),
    Shot("promises", "olga", "/settings/mailboxes/1/promises/"),
    Shot("time-out", "olga", "/settings/mailboxes/1/time-out/"),
    Shot("acknowledgement", "olga", "/settings/mailboxes/1/acknowledgement/"),
    Shot("signature", "olga", "/settings/mailboxes/1/signature/"),
    Shot("statuses", "olga", "/settings/statuses/"),
    Shot("fields", "olga", "/settings/fields/"),
    Shot("field", "olga", "/settings/fields/2/"),
    Shot("kinds", "olga", "/settings/kinds/"),
    Shot("products", "olga", "/settings/products/"),
    Shot("tags", "olga", "/settings/tags/"),
    Shot("people", "olga", "/settings/people/"),
    Shot("person", "olga", "/settings/people/add/"),
    Shot("health", "olga", "/settings/health/"),
    Shot("unsent", "olga", "/settings/health/unsent/"),
    Shot("styleguide", "olga", "/styleguide/"),
)


def main(arguments: list[str]) -> int:
    """Draw; the exit code is 1 if a page complained."""
    every = "--all" in arguments
    folders = [Path(argument) for argument in arguments if argument != "--all"]
    folder = folders[0] if folders else ROOT / "docs/screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with running_house() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        crowd, watch = Crowd(browser, house), Watch(house.base)
        for (size, settings), scheme in product(SIZES.items(), ("light", "dark")):
            for shot in SHOTS:
                if every or f"{size}-{scheme}" in shot.chosen:
                    context = crowd.context(watch, shot.who, **settings, color_scheme=scheme)
                    draw(context, shot, folder / f"{shot.name}-{size}-{scheme}.png")
        browser.close()
    print("\n".join(watch.complaints()))
    return 1 if watch.complaints() else 0


def draw(context: BrowserContext, shot: Shot, path: Path) -> None:
    """One picture."""
    page = context.new_page()
    page.goto(shot.path)
    shot.do(page)
    page.mouse.move(0, 0)
    while not page.evaluate("[...document.images].every((image) => image.complete)"):
        page.wait_for_timeout(50)
    page.screenshot(path=path, animations="disabled", caret="hide")
    print(path.name)
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
