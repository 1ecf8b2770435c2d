"""A lead writes to everybody; a visitor reads it in two languages and answers; an agent has the answer."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.people import DESK, PHONE, timeline
from tests.journeys.test_accessibility import in_both_themes
from tests.journeys.test_help_center import MOST_BYTES, serious, weight

PAGE = "/help/{}/support/"


def test_a_lead_writes_a_visitor_answers_an_agent_reads_it(visit: Visit) -> None:
    title, said = (
        f"De ce răspundem încet {uuid.uuid4().hex[:6]}",
        f"Noaptea nu e nimeni {uuid.uuid4().hex[:6]}",
    )
    cleo = visit("cleo").new_page()
    _writes(cleo, title)

    stranger = visit(java_script_enabled=False, **DESK).new_page()
    stranger.goto(PAGE.format("en"))
    english = stranger.locator("#letter-title").inner_text()
    assert english != title
    stranger.locator(".tongue > summary").click()
    stranger.locator('.tongue a[hreflang="ro"]').click()
    expect(stranger.locator("#letter-title")).to_have_text(title)
    expect(stranger.locator("article strong", has_text="deloc")).to_be_visible()
    expect(stranger.locator("[data-wait]").first).not_to_be_empty()
    stranger.locator("#comment > summary").click()
    stranger.locator("select[name=about]").select_option(index=1)
    stranger.locator("textarea[name=words]").fill(said)
    stranger.locator("#comment input[name=email]").fill("reader@nordlicht.example")
    stranger.locator("#comment button").click()
    expect(stranger.locator("#comment[role=status]")).to_be_visible()

    ada = visit("ada").new_page()
    ada.goto("/inbox/all/?order=newest")
    ada.locator("#list").get_by_text(said).first.click()
    expect(timeline(ada)).to_contain_text(said)
    expect(timeline(ada)).to_contain_text("/help/ro/support/#step-")


def _writes(page: Page, title: str) -> None:
    page.goto("/settings/support-page/")
    page.locator('tr[data-language="ro"] a').click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=opening]").fill("Nu am fost **deloc** repezi.")
    page.locator("button[value=save]").click()
    page.locator('a[href*="/preview/ro/"]').click()
    expect(page.locator("#letter-title")).to_have_text(title)
    page.go_back()
    page.locator("button[value=publish]").click()
    expect(page).to_have_url(re.compile("letter/ro/"))
    expect(page.locator('button[value="withdraw"]')).to_be_visible()


def test_the_page_is_light_and_for_everybody(visit: Visit) -> None:
    dark = visit(color_scheme="dark", **DESK).new_page()
    dark.goto(PAGE.format("en"))
    assert serious(dark) == []
    assert weight(dark) <= MOST_BYTES
    for language in ("en", "ar"):
        phone = visit(**PHONE).new_page()
        phone.goto(PAGE.format(language))
        assert in_both_themes(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_pages_of_leads_are_for_everybody(visit: Visit) -> None:
    page = visit("cleo", **PHONE).new_page()
    for path in ("", "letter/en/", "letter/en/versions/", "steps/add/"):
        page.goto(f"/settings/support-page/{path}")
        assert in_both_themes(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/settings/support-page/")
    page.locator('#plan ol a[href*="/steps/"]').first.click()
    assert in_both_themes(page) == []
