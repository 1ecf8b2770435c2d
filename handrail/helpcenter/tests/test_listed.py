"""What search engines are told: every page that everybody may read, in the languages in which it is told."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handrail.accounts.models import Agent
from handrail.helpcenter.guides.steps import Step, steps_of
from handrail.helpcenter.guides.verbs import create_guide, describe_guide, publish_guide, save_step
from handrail.helpcenter.models import Category, Guide, LearningPath, Site, Visibility
from handrail.helpcenter.paths.verbs import add_step, create_path, describe_path, publish_path
from handrail.helpcenter.tests.conftest import Write

pytestmark = pytest.mark.django_db
PATH, GUIDE = "paths/first-steps/", "guides/it-is-dark/"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def path(site: Site, write: Write, ada: Agent) -> LearningPath:
    """Told in English and in French; the site is read in a third language too."""
    path = create_path(site, language="en", title="First steps", by=ada)
    describe_path(path, language="fr", title="Premiers pas", by=ada)
    add_step(path, write("Open").article, by=ada)
    publish_path(path, is_published=True, by=ada)
    return path


@pytest.fixture
def guide(site: Site, ada: Agent) -> Guide:
    """Told in English alone."""
    guide = create_guide(site, language="en", title="It is dark", by=ada)
    (first,) = steps_of(guide.steps)
    save_step(guide, Step(first.key, {"en": "Plug it in"}), by=ada)
    publish_guide(guide, is_published=True, by=ada)
    return guide


def mapped(client: Client) -> dict[str, set[str]]:
    """The paths of the site map, each with the languages that it names."""
    tree = ElementTree.fromstring(client.get("/help/sitemap.xml").content)  # noqa: S314  our own
    return {
        re.sub(r"^https?://[^/]+", "", one.findtext(f"{_SITEMAP}loc", "")): {
            link.attrib["hreflang"] for link in one if link.tag.endswith("}link")
        }
        for one in tree
    }


def head(client: Client, address: str) -> tuple[bool, str, set[str]]:
    """Whether a page may be listed, its canonical path, and the languages that it names."""
    page = client.get(address).content.decode()
    canonical = re.search(r'rel="canonical" href="https?://[^/]+([^"]+)"', page)
    assert canonical is not None
    return (
        'content="noindex"' not in page,
        canonical[1],
        set(re.findall(r'hreflang="([^"]+)" href="http', page)),
    )


def test_the_map_names_paths_and_guides_in_their_languages(
    client: Client, path: LearningPath, guide: Guide, site: Site, write: Write
) -> None:
    write("In a category", category=Category.objects.create(site=site, slug="breaks"))
    found = mapped(client)
    assert found[f"/help/en/{PATH}"] == found[f"/help/fr/{PATH}"] == {"en", "fr"}
    assert found[f"/help/en/{GUIDE}"] == set()
    assert f"/help/ro/{PATH}" not in found
    assert f"/help/fr/{GUIDE}" not in found
    assert {"en", "fr", "ro"} <= found["/help/en/paths/"]
    assert {"en", "fr", "ro"} <= found["/help/ro/c/breaks/"]
    assert "x-default" in found["/help/en/"]


def test_the_pages_say_the_same(client: Client, path: LearningPath, guide: Guide) -> None:
    assert head(client, f"/help/fr/{PATH}") == (True, f"/help/fr/{PATH}", {"en", "fr"})
    assert head(client, f"/help/ro/{PATH}") == (False, f"/help/ro/{PATH}", {"en", "fr"})
    assert head(client, f"/help/en/{GUIDE}") == (True, f"/help/en/{GUIDE}", set())
    assert head(client, f"/help/fr/{GUIDE}")[0] is False


def test_what_a_stranger_may_not_read_is_not_on_the_map(
    client: Client, path: LearningPath, guide: Guide, site: Site, write: Write, ada: Agent
) -> None:
    ours = create_path(site, language="en", title="Only ours", by=ada)
    add_step(ours, write("Ours", visibility=Visibility.INTERNAL).article, by=ada)
    publish_path(ours, is_published=True, by=ada)
    publish_path(path, is_published=False, by=ada)
    facts: dict[str, Any] = {"language": "en", "title": "It is dark", "origins": [], "by": ada}
    for visibility in (Visibility.CUSTOMERS, Visibility.INTERNAL):
        describe_guide(guide, visibility=visibility, **facts)
        assert not [one for one in mapped(client) if "/paths/" in one or "/guides/" in one]


def test_a_search_names_them_by_their_titles(client: Client, path: LearningPath, guide: Guide) -> None:
    def found(language: str, words: str) -> list[str]:
        page = client.get(f"/help/{language}/search/", {"q": words}).content.decode()
        return re.findall(rf'href="/help/{language}/((?:paths|guides)/[^"]+)"', page)

    assert found("en", "the FIRST steps") == []  # not all of it is in the title
    assert found("en", "first steps") == [PATH]
    assert found("fr", "premiers") == [PATH]
    assert found("en", "dark") == [GUIDE]
    assert found("en", "is it") == found("en", "") == []


def test_however_many_there_are_it_is_as_many_statements(
    client: Client, path: LearningPath, guide: Guide, site: Site, write: Write, ada: Agent
) -> None:
    pages = ("/help/sitemap.xml", "/help/en/", "/help/en/paths/", "/help/en/search/?q=steps")
    before = [_statements(client, one) for one in pages]
    for number in range(3):
        more = create_path(site, language="en", title=f"More steps {number}", by=ada)
        add_step(more, write(f"Another {number}").article, by=ada)
        publish_path(more, is_published=True, by=ada)
    assert [_statements(client, one) for one in pages] == before


def _statements(client: Client, address: str) -> int:
    client.get(address)  # what is remembered for two seconds is remembered now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
