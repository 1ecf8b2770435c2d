"""A reader follows a learning path and a guide: nothing is kept of them before they ask for it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House

_BUILD = """
from handrail.helpcenter.guides import verbs as guides
from handrail.helpcenter.guides.steps import Choice, Step
from handrail.helpcenter.models import Translation
from handrail.helpcenter.paths import verbs as paths
from handrail.helpcenter.sites import the_site
site = the_site()
found = Translation.objects.filter(site=site, language="en", published__isnull=False)
found = found.filter(article__visibility="public")
path = paths.create_path(site, language="en", title="A journey to the lamp", by=None)
for one in found.order_by("pk")[:3]:
    paths.add_step(path, one.article, by=None)
paths.publish_path(path, is_published=True, by=None)
guide = guides.create_guide(site, language="en", title="A journey in the dark", by=None)
first = Step("s1", {"en": "Does it shine?"}, choices=(Choice("s2", {"en": "Not at all"}),))
guides.save_step(guide, Step("s2", {"en": "Plug it in"}), by=None)
guides.save_step(guide, first, by=None)
guides.publish_guide(guide, is_published=True, by=None)
"""


def test_a_reader_follows_a_path_and_a_guide(house: House, visit: Visit) -> None:
    house.command("shell", "--command", _BUILD)
    page = visit().new_page()
    _keeps_progress_only_when_asked(page)
    plain = visit(java_script_enabled=False).new_page()
    plain.goto("/help/en/")
    plain.get_by_role("link", name="A journey in the dark").click()
    plain.get_by_role("link", name="Not at all").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Plug it in")
    plain.get_by_role("link", name="Change your answer to “Does it shine?”").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Does it shine?")


def _keeps_progress_only_when_asked(page: Page) -> None:
    page.goto("/help/en/paths/a-journey-to-the-lamp/")
    keep = page.get_by_role("button", name="Keep my progress here")
    expect(keep).to_be_visible()
    assert page.evaluate("localStorage.length + document.cookie.length") == 0
    keep.click()
    page.locator(".path-steps a").first.click()
    page.locator("[data-next]").click()
    page.goto("/help/en/paths/a-journey-to-the-lamp/")
    expect(page.get_by_role("checkbox", name="Done").first).to_be_checked()
    assert page.evaluate("Object.keys(localStorage)") == ["handrail.help.paths"]
    page.get_by_role("button", name="Forget my progress").click()
    expect(keep).to_be_focused()
    assert page.evaluate("localStorage.length") == 0
