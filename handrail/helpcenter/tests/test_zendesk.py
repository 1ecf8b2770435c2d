"""A help center of Zendesk comes whole: shelves, languages, drafts, files, and the addresses it had."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from handrail.accounts.models import Agent
from handrail.helpcenter.exchange import import_zendesk
from handrail.helpcenter.exchange.importing import DELETED, IN_TRASH
from handrail.helpcenter.exchange.zendesk import NotAnExport
from handrail.helpcenter.models import Article, OldAddress, Site, Tombstone, Translation
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.rendering import render
from handrail.helpcenter.surroundings import surroundings
from handrail.helpcenter.translating import Standing, standing_of
from handrail.helpcenter.verbs import trash
from handrail.helpcenter.verbs.trashing import delete_for_good

ROOT = "https://lamp.zendesk.com/hc"
BODY = (
    f'<h2 id="h_1">How</h2><p>See <a href="{ROOT}/en-us/articles/12-Hours#x">hours</a>.</p>'
    "<ol><li>Open</li></ol>"
    f'<p><img src="{ROOT}/article_attachments/7/a%20b.png" alt="Tools"></p><script>alert(1)</script>'
    '<iframe src="//www.youtube-nocookie.com/embed/abc" title="Film"></iframe>'
)


def article(number: int, title: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "locale": "en-us",
        "source_locale": "en-us",
        "section_id": 5,
        "draft": False,
        "body": "<p>Words</p>",
        "html_url": f"{ROOT}/en-us/articles/{number}-{title.replace(' ', '-')}",
        "updated_at": "2023-05-06T07:08:09Z",
        **facts,
    }


def export() -> dict[str, Any]:
    french = {
        "source_type": "Article",
        "source_id": 11,
        "locale": "fr",
        "title": "Page blanche",
        "body": "<p>Mots</p>",
    }
    data = base64.b64encode(b"\x89PNG\r\n\x1a\nx").decode()
    return {
        "categories": [{"id": 1, "name": "Lamp", "locale": "en-us", "position": 2}],
        "sections": [{"id": 5, "category_id": 1, "name": "Trouble", "locale": "en-us"}],
        "articles": [
            article(11, "White page", body=BODY, label_names=["cache"], author_id=3),
            article(12, "Hours", user_segment_id=9),
            article(13, "Not yet", draft=True),
            article(14, "For some", user_segment_id=10),
        ],
        "translations": [french | {"outdated": True, "html_url": f"{ROOT}/fr/articles/11-Page-blanche"}],
        "article_attachments": [{"id": 7, "article_id": 11, "file_name": "a b.png", "data": data}],
        "user_segments": [{"id": 9, "user_type": "signed_in_users"}, {"id": 10, "user_type": "staff"}],
        "users": [{"id": 3, "name": "Ben"}],
    }


def test_a_help_center_of_zendesk_comes_whole_and_once(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export()))
    assert import_zendesk(file, site, is_dry=True).new == 4
    outcome = import_zendesk(file, site)
    assert (outcome.new, outcome.revisions, outcome.languages) == (4, 5, {"en", "fr"})
    assert outcome.problems == [
        "article 14: only for a user segment there; here for the team until you say more"
    ]
    white = Translation.objects.get(slug="white-page")
    assert white.latest.body == (  # type: ignore[union-attr]
        "## How\n\nSee [hours](article:hours#x).\n\n1. Open\n\n![Tools](asset:a-b.png)\n\n"
        "![Film](https://www.youtube.com/watch?v=abc)\n"
    )
    assert (white.latest.by, white.latest.at.year) == ("Ben", 2023)  # type: ignore[union-attr]
    category = white.article.category
    assert (category.slug, category.above.slug) == ("trouble", "lamp")  # type: ignore[union-attr]
    body = white.published.body  # type: ignore[union-attr]
    assert "a-b.png" in render(body, surroundings(site, white.article, "en", [body], reader=STRANGER)).html
    french = Translation.objects.get(language="fr")
    assert standing_of(french) == Standing.OUTDATED
    told = Article.objects.order_by("pk").values_list("visibility", flat=True)
    assert list(told) == ["public", "customers", "public", "internal"]
    assert Translation.objects.get(slug="not-yet").published is None
    old = dict(OldAddress.objects.filter(path__contains="/11").values_list("path", "translation"))
    assert old == {
        "/hc/articles/11": white.pk,
        "/hc/en-us/articles/11": white.pk,
        "/hc/en-us/articles/11-White-page": white.pk,
        "/hc/fr/articles/11": french.pk,
        "/hc/fr/articles/11-Page-blanche": french.pk,
    }
    again = import_zendesk(file, site)
    assert (again.new, again.same, again.revisions) == (0, 4, 0)
    (tmp_path / "other.json").write_text("[]")
    with pytest.raises(NotAnExport):
        import_zendesk(tmp_path / "other.json", site)


def test_an_old_link_leads_on_whatever_title_it_had(site: Site, tmp_path: Path, client: Client) -> None:
    (tmp_path / "export.json").write_text(json.dumps(export()))
    import_zendesk(tmp_path, site)
    for path in ("/hc/en-us/articles/11-Blank-screen", "/hc/en-US/articles/11-White-page", "/hc/articles/11"):
        assert client.get(path).headers["Location"] == "/help/en/white-page/", path
    assert client.get("/hc/en-us/articles/14-For-some").status_code == 404


def test_what_was_deleted_here_stays_away_until_it_is_asked_for(
    site: Site, olga: Agent, tmp_path: Path
) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export()))
    import_zendesk(file, site)
    for one in (Translation.objects.get(language="fr"), Translation.objects.get(slug="hours")):
        trash(one, by=olga)
        assert [row for row in import_zendesk(file, site).problems if IN_TRASH in row]
        delete_for_good(one, by=olga)
    for is_dry in (True, False):
        again = import_zendesk(file, site, is_dry=is_dry)
        assert (again.new, again.same) == (0, 4)
        assert [row for row in again.problems if DELETED in row] == [
            f"article 11: {DELETED}",
            f"article 12: {DELETED}",
        ]
    assert import_zendesk(file, site, is_dry=True, restores=True).new == 1
    back = import_zendesk(file, site, restores=True)
    assert (back.new, back.revisions, Tombstone.objects.count()) == (1, 2, 0)
    assert {str(one) for one in Translation.objects.all()} >= {"fr/page-blanche", "en/hours"}
