"""axe finds nothing serious on any page: at a desk and on a phone, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HALF_COVERED = RULES[:4]  # a button half below an open menu is not a small one: no rule of WCAG 2.2 on sizes
PAGES = {
    "inbox": "/inbox/all/",
    "empty": "/inbox/mine/",
    "new": "/new/",
    "drafts": "/drafts/",
    "search": "/search/?q=lamp",
    "filters": "/search/",
    "filter": "/search/?q=lamp+is:open+-tag:x+wat:y",
    "views": "/views/",
    "view": "/views/add/?filter=tag:x",
    "customers": "/customers/",
    "customer": "/customers/1/",
    "customer edit": "/customers/1/edit/",
    "customer merge": "/customers/1/merge/",
    "customer erase": "/customers/1/erase/",
    "organisations": "/organisations/",
    "organisation": "/organisations/1/",
    "imports": "/customers/imports/",
    "attributes": "/settings/attributes/",
    "attribute": "/settings/attributes/add/",
    "retention": "/settings/retention/",
    "retention rule": "/settings/retention/1/",
    "profile": "/settings/profile/",
    "keys": "/settings/keys/",
    "mailboxes": "/settings/mailboxes/",
    "mailbox address": "/settings/mailboxes/add/",
    "mailbox": "/settings/mailboxes/add/?address=help@gmail.com",
    "hours": "/settings/mailboxes/1/hours/",
    "promises": "/settings/mailboxes/1/promises/",
    "no answer": "/settings/mailboxes/1/time-out/",
    "acknowledgement": "/settings/mailboxes/1/acknowledgement/",
    "signature": "/settings/mailboxes/1/signature/",
    "services": "/settings/sign-in-services/",
    "service": "/settings/sign-in-services/add/",
    "blocks": "/settings/blocks/",
    "trash": "/inbox/trash/",
    "notifications": "/notifications/",
    "notification choice": "/settings/notifications/",
    "saved replies": "/settings/saved-replies/",
    "saved reply": "/settings/saved-replies/add/",
    "macros": "/settings/macros/",
    "macro": "/settings/macros/add/",
    "assistant": "/settings/assistant/",
    "assistant review": "/settings/assistant/review/",
    "assistant phrases": "/settings/assistant/phrases/",
    "assistant bench": "/settings/assistant/bench/",
    "assistant calibration": "/settings/assistant/calibration/",
    "chats": "/settings/chat/",
    "chat": "/settings/chat/add/",
    "contacts": "/insights/contacts/",
    "unsent questions": "/insights/contacts/unsent/",
    "people": "/settings/people/",
    "person": "/settings/people/add/",
    "health": "/settings/health/",
    "unsent": "/settings/health/unsent/",
    "styleguide": "/styleguide/",
    "security": "/accounts/2fa/",
}


def findings(page: Page, **options: Any) -> list[str]:
    """Serious and critical ones, each with where it is."""
    if page.evaluate("() => !('axe' in window)"):  # half a megabyte: once for each document
        page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("(options) => axe.run(options)", {"resultTypes": ["violations"], **options})
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:240]}"
        for found in answer["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def in_both_themes(page: Page, light: list[str] = RULES) -> list[tuple[str, str]]:
    """In the light, and in the dark, where only colours can differ; the page as it stands."""
    found = []
    for theme, rules in (("light", light), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found += [(theme, one) for one in findings(page, runOnly=rules)]
    page.emulate_media(color_scheme="light")
    return found


def examine(page: Page) -> None:
    """In both themes and both sizes."""
    found = {}
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        found[size] = in_both_themes(page)
    assert not any(found.values()), found


@pytest.fixture(scope="module")
def olgas(looking: Visit) -> Page:
    return looking("olga").new_page()


@pytest.fixture
def olga(olgas: Page) -> Page:
    """Her page, at a desk again."""
    olgas.set_viewport_size(SIZES["desk"])  # type: ignore[arg-type]
    return olgas


@pytest.mark.parametrize("name", PAGES)
def test_page(olga: Page, name: str) -> None:
    olga.goto(PAGES[name])
    examine(olga)


def test_sign_in(visit: Visit) -> None:
    page = visit().new_page()
    page.goto("/")
    examine(page)


def test_conversation_reply_and_note(ada: Page) -> None:
    ada.goto("/inbox/mine/")
    ada.locator(".row").first.click()
    expect(ada.locator("#head h1")).to_be_visible()
    examine(ada)
    ada.get_by_label("Note", exact=True).check(force=True)
    ada.get_by_label("Your message").focus()
    expect(ada.get_by_role("toolbar", name="Formatting")).to_be_visible()
    examine(ada)


def test_what_floats(ada: Page) -> None:
    ada.goto("/inbox/mine/")
    ada.locator(".row").first.click()
    ada.locator("#head").get_by_label("Snooze").click()
    assert in_both_themes(ada) == []
    ada.keyboard.press("Escape")
    ada.keyboard.press("?")
    expect(ada.get_by_role("dialog", name="Keys")).to_be_visible()
    assert in_both_themes(ada) == []


@pytest.mark.parametrize("act", ["merge", "link", "split", "block", "redact"])
def test_page_about_one_conversation(olga: Page, act: str) -> None:
    olga.goto("/inbox/all/")
    number = olga.locator(".row").first.get_attribute("data-number")
    olga.goto(f"/conversations/{number}/{act}/?q=lamp")
    examine(olga)
