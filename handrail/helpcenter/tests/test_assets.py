"""Files of articles: kept once, shown as what they are, and only to whoever may read the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from handrail.accounts.models import Agent
from handrail.core.models import Blob
from handrail.helpcenter.assets import address_of, fit_name, keep_asset, remove_asset
from handrail.helpcenter.models import Site, Snippet, SnippetText, Visibility
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.rendering import render
from handrail.helpcenter.surroundings import slug_of, surroundings
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import archive

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="236"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x08\x08\x02\x00\x00\x00"


def test_a_file_is_kept_once_and_measured(write: Write, site: Site) -> None:
    article = write("Tools").article
    first = keep_asset(site, article, name="../shots/a b.png", data=PNG, by=None)
    assert (first.name, first.content_type, first.width, first.height) == (
        "shots/a-b.png",
        "image/png",
        16,
        8,
    )
    assert keep_asset(site, article, name="shots/a b.png", data=PNG, by=None).pk == first.pk
    other = keep_asset(site, article, name="shots/a-b.png", data=DRAWING, by=None)
    assert (other.name, other.content_type) == ("shots/a-b-2.png", "application/octet-stream")
    newer = keep_asset(site, article, name="shots/a-b.png", data=PNG + b"2", by=None, is_replaced=True)
    assert newer.pk == first.pk
    assert Blob.objects.get(key=newer.blob_id).references == 1
    assert not Blob.objects.filter(key=first.blob_id).exists()
    remove_asset(other, by=None)
    assert not Blob.objects.filter(key=other.blob_id).exists()
    assert fit_name("..") == "file"
    with pytest.raises(ValidationError):
        keep_asset(site, article, name="a", data=b"", by=None)


def test_files_are_for_whoever_may_read_the_article(
    write: Write, site: Site, client: Client, ada: Agent, finn: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    public, internal = write("Tools"), write("Handbook", visibility=Visibility.INTERNAL)
    draft = write("Not yet", is_draft=True)
    drawing = keep_asset(site, public.article, name="tools.svg", data=DRAWING, by=None)
    secret = keep_asset(site, internal.article, name="salaries.pdf", data=b"%PDF", by=None)
    waiting = keep_asset(site, draft.article, name="x.png", data=PNG, by=None)
    logo = keep_asset(site, None, name="logo.png", data=PNG, by=None)
    shown = client.get(address_of(drawing))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/svg+xml")
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert client.get(address_of(drawing), headers={"if-none-match": shown["ETag"]}).status_code == 304
    part = client.get(address_of(drawing), headers={"range": "bytes=1-3"})
    assert (part.status_code, part.content, part["Content-Range"]) == (
        206,
        b"svg",
        f"bytes 1-3/{len(DRAWING)}",
    )
    assert client.get(address_of(logo)).status_code == 200
    for hidden in (secret, waiting):
        assert client.get(address_of(hidden)).status_code == 404
        download = as_agent(ada).get(address_of(hidden))
        assert download.status_code == 200
        assert "private" in download["Cache-Control"]
    assert as_agent(ada).get(address_of(secret))["Content-Disposition"].startswith("attachment")
    archive(public, by=None)
    assert client.get(address_of(drawing)).status_code == 404


def test_what_an_article_names_is_looked_up_in_few_statements(
    write: Write, site: Site, ada: Agent, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cache = write("Empty the cache", slug="cache")
    hidden = write("Handbook", slug="handbook", visibility=Visibility.INTERNAL)
    keep_asset(site, cache.article, name="images/a.png", data=PNG, by=None)
    keep_asset(site, None, name="logo.png", data=PNG, by=None)
    texts = {"hours": "![Logo](logo.png) {{ more }}\n\n{{ more }}", "more": "[x](/help/en/cache/)"}
    for key, text in texts.items():
        snippet = Snippet.objects.create(site=site, key=key)
        SnippetText.objects.create(snippet=snippet, language="en", body=text)
    body = "[a](../tools/cache.md#x) [b](handbook.md) ![c](../images/a.png)\n\n{{ hours }}\n\n"
    body += "[d](cache/index.md)"
    with django_assert_max_num_queries(6):
        drawn = render(body, surroundings(site, cache.article, "ro", [body], reader=STRANGER))
    assert drawn.broken == ("handbook.md",)
    assert drawn.html.count('href="/help/ro/cache/') == 3  # shown there in English, with a notice
    assert drawn.html.count('width="16" height="8"') == 2
    for_ada = render(body, surroundings(site, None, "en", [body], reader=Reader(agent=ada)))
    assert f'href="/help/en/{hidden.slug}/"' in for_ada.html
    assert [slug_of(one) for one in ("a/b.ro.md", "/help/ro/c/", "README.md")] == ["b", "c", "README"]
