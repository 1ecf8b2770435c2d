"""Ada translates: what changed is shown, she mends it or says that it is still true, and the board knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.helpcenter.counting import seen
from handrail.helpcenter.models import Origin, Revision, Significance, State, Translation, Visibility
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.translating import Standing, standing_of
from handrail.helpcenter.translating.board import Work, board_of
from handrail.helpcenter.translating.overview import overview
from handrail.helpcenter.translating.verbs import ChangedMeanwhile, keep, still_true
from handrail.helpcenter.verbs import Words, publish, save_revision

SignIn = Callable[[Agent], Client]
BODY = "Open the settings.\n\nEmpty the cache.\n\n```sh\nwp cache flush\n```\n\nLoad the page again."
TOLD = {
    "title": "Pagină albă",
    "summary": "",
    "p-0": "Deschideți setările.",
    "p-1": "Goliți memoria.",
    "p-2": "```sh\nwp cache flush\n```",
    "p-3": "Încărcați pagina din nou.",
}


def _change(source: Translation, old: str, new: str, significance: int) -> Revision:
    source.refresh_from_db()
    assert source.latest
    body = source.latest.body.replace(old, new)
    revision = save_revision(source, words=Words("White page", body, significance=significance), by=None)
    publish(revision, by=None)
    return revision


def _into(source: Translation, language: str = "ro") -> Translation:
    return source.article.translations.get(language=language)


def test_ada_translates_and_mends_exactly_what_changed(write: Write, as_agent: SignIn, ada: Agent) -> None:
    source, page = write("White page", BODY), as_agent(ada)
    where = f"/articles/{source.article_id}/translate/ro/"
    assert page.get(where).content.decode().count("Not translated yet") == 3
    begun = TOLD | {"goal": "1", "seen": "0", "do": "publish", "p-1": ""}
    answer = page.post(where, begun)
    assert answer.status_code == 422
    assert "1 paragraph has no words of this language yet" in answer.content.decode()
    assert "Deschideți setările." in answer.content.decode()
    assert page.post(where, begun | {"do": "draft"}).status_code == 302
    assert "Empty the cache." in _into(source).latest.body  # type: ignore[union-attr]
    assert page.get(where).content.decode().count("Not translated yet") == 1
    assert page.post(where, TOLD | {"goal": "1", "seen": "1", "do": "publish"}).status_code == 302
    assert standing_of(_into(source)) == Standing.CURRENT
    assert page.post(where, TOLD | {"goal": "1", "seen": "1", "p-0": "Altfel."}).status_code == 409

    changed = _change(source, "Empty the cache.", "Empty both caches.", Significance.MAJOR)
    _change(source, "cache flush", "cache flush --all", Significance.TYPO)
    text = page.get(where).content.decode()
    assert "Majorly outdated" in text
    assert "<ins>both</ins>" in text
    assert text.count('data-kind="changed"') == 2
    assert "wp cache flush --all\n```</textarea>" in text  # what needs no translating follows by itself
    mended = TOLD | {
        "goal": str(changed.number),
        "seen": "2",
        "p-1": "Goliți ambele memorii.",
        "do": "review",
    }
    assert page.post(where, mended).status_code == 302
    there = _into(source)
    assert (there.state, standing_of(there)) == (State.REVIEW, Standing.MAJORLY_OUTDATED)
    publish(Revision.objects.get(translation=there, number=3), by=None)
    assert standing_of(there) == Standing.CURRENT
    assert Revision.objects.get(translation=there, number=3).based_on == changed


def test_a_small_change_is_confirmed_and_a_large_one_is_not(write: Write, ada: Agent, levi: Agent) -> None:
    source = write("White page", BODY)
    words = Words("Pagină albă", "Goliți memoria.", based_on=source.latest)
    there = publish(keep(source.article, language="ro", words=words, by=ada), by=ada)
    with pytest.raises(ValidationError, match="nothing to confirm"):
        still_true(there, by=ada)
    _change(source, "again", "once more", Significance.MINOR)
    assert standing_of(there) == Standing.OUTDATED
    with pytest.raises(NotAllowed):
        still_true(there, by=levi)
    assert still_true(there, by=ada).body == "Goliți memoria."
    assert standing_of(there) == Standing.CURRENT
    _change(source, "Empty", "Never empty", Significance.MAJOR)
    with pytest.raises(ValidationError, match="major way"):
        still_true(there, by=ada)
    source.site.needs_approval = True
    source.site.save()
    keep(source.article, language="ro", words=Words("Pagină", "Nu.", based_on=source.latest), by=ada, seen=2)
    with pytest.raises(ChangedMeanwhile, match="Ada"):
        keep(source.article, language="ro", words=words, by=ada, seen=2)


def test_what_a_machine_wrote_is_published_by_a_person_only(write: Write, ada: Agent) -> None:
    source = write("White page", BODY)
    words = Words("Pagină albă", "Goliți.", based_on=source.latest, origin=Origin.MACHINE)
    revision = keep(source.article, language="ro", words=words, by=None)
    with pytest.raises(ValidationError, match="somebody has to read"):
        publish(revision, by=None)
    assert publish(revision, by=ada).published == revision


def test_the_board_says_what_a_language_waits_for_the_most_wanted_first(
    write: Write, ada: Agent, nora: Agent, as_agent: SignIn, django_assert_num_queries: object
) -> None:
    rare, wanted, old = write("Rarely read"), write("Often read"), write("White page", BODY)
    write("Handbook of ours", visibility=Visibility.INTERNAL)
    write("For customers", visibility=Visibility.CUSTOMERS)
    write("A draft", is_draft=True)
    for _time in range(3):
        seen(wanted, "ro")
    words = Words("Pagină albă", "Goliți memoria.", based_on=old.latest)
    publish(keep(old.article, language="ro", words=words, by=ada), by=ada)
    _change(old, "Empty", "Never empty", Significance.MAJOR)
    keep(rare.article, language="fr", words=Words("Rare", "Rien."), by=ada)
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = board_of("ro", reader=reader_for(ada))
    missing = [line.title for line in found.lines[Work.MISSING]]
    assert (missing[0], set(missing)) == ("Often read", {"Often read", "Rarely read", "For customers"})
    assert found.lines[Work.MISSING][0].views == 3
    assert [line.standing for line in found.lines[Work.OUTDATED]] == [Standing.MAJORLY_OUTDATED]
    assert (found.done, found.total) == (0, 4)
    assert found.lines[Work.REVIEW] == []
    assert "Handbook of ours" not in str(board_of("ro", reader=reader_for(nora)).lines)
    text = as_agent(ada).get("/articles/board/fr/").content.decode()
    assert "A draft is begun" in text
    assert as_agent(ada).get("/articles/board/ro/?show=outdated").content.decode().count("Majorly") == 1


def test_all_languages_stand_on_one_page_an_article_to_a_row(
    write: Write, ada: Agent, nora: Agent, as_agent: SignIn, django_assert_num_queries: object
) -> None:
    once, often, rare = (write(title, BODY) for title in ("Once", "Often", "Rarely"))
    ours = write("Handbook of ours", BODY, visibility=Visibility.INTERNAL)
    for old in (once, often, ours):
        for language in ("ro", "fr"):
            words = Words(f"{old.slug} {language}", "…", based_on=old.latest)
            publish(keep(old.article, language=language, words=words, by=ada), by=ada)
        _change(old, "Empty", "Never empty", Significance.MAJOR)
    seen(often, "ro")
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = overview(reader_for(ada))
    outdated = found[Work.OUTDATED]
    assert (outdated[0].article, outdated[0].views) == (often.article_id, 1)
    assert {line.article for line in outdated} == {one.article_id for one in (once, often, ours)}
    assert all(line.languages == dict.fromkeys(("fr", "ro"), Standing.MAJORLY_OUTDATED) for line in outdated)
    assert [(line.article, set(line.languages)) for line in found[Work.MISSING]] == [
        (rare.article_id, {"fr", "ro"})
    ]
    for language in ("fr", "ro"):  # as the boards of the languages have it
        alone = board_of(language, reader=reader_for(ada))
        for work in Work:
            here = {line.article for line in found[work] if language in line.languages}
            assert {line.article for line in alone.lines[work]} == here
    assert ours.article_id not in [line.article for line in overview(reader_for(nora))[Work.OUTDATED]]
    page = as_agent(ada).get("/articles/board/").content.decode()
    assert page.count("data-article=") == 3
    assert f"/articles/{once.article_id}/translate/ro/" in page
    beyond = as_agent(ada).get("/articles/board/?show=missing&page=9").content.decode()
    assert "data-article=" not in beyond


def test_finn_and_those_who_do_not_write_translate_nothing(
    write: Write, as_agent: SignIn, finn: Agent, nora: Agent, levi: Agent
) -> None:
    ours = write("Handbook of ours", visibility=Visibility.INTERNAL)
    for agent in (nora, levi):
        page = as_agent(agent)
        for where in (
            "/articles/board/",
            "/articles/board/ro/",
            f"/articles/{ours.article_id}/translate/ro/",
        ):
            assert page.get(where).status_code == 403, (agent, where)
            assert page.post(where, TOLD).status_code in (403, 405)
    page = as_agent(finn)
    for where in ("/articles/board/xx/", f"/articles/{ours.article_id}/translate/xx/"):
        assert page.get(where).status_code == 404
    assert page.get(f"/articles/{ours.article_id}/translate/en/").status_code == 404
    assert Client().get("/articles/board/ro/").status_code == 302


def test_what_a_translator_types_is_kept_until_it_is_saved_or_thrown_away(
    write: Write, as_agent: SignIn, ada: Agent, ben: Agent
) -> None:
    source, page = write("White page", BODY), as_agent(ada)
    where = f"/articles/{source.article_id}/translate/ro/"
    begun = TOLD | {"goal": "1", "seen": "0", "began": "0", "p-1": "", "p-3": "Încărcați\n\ndin nou."}
    assert page.post(where + "keep/", begun).status_code == 204
    assert not source.article.translations.filter(language="ro").exists()
    left = page.get(where).content.decode()
    for said in (
        "Pagină albă</textarea>",
        "Deschideți setările.</textarea>",
        "Încărcați\n\ndin nou.</textar",
    ):
        assert said in left
    assert 'action="' + where + 'drop/"' in left
    assert "Deschideți setările.\n\nEmpty the cache." in page.get(where + "?as=whole").content.decode()
    assert "Deschideți" not in as_agent(ben).get(where).content.decode()
    ours = as_agent(ben).post(where, TOLD | {"goal": "1", "seen": "0", "title": "De la Ben", "do": "draft"})
    assert ours.status_code == 302
    assert "Încărcați\n\ndin nou.</textar" in page.get(where).content.decode()
    told = page.post(where, begun | {"do": "draft", "p-3": "Din nou."})
    assert (told.status_code, told.content.decode().count('name="seen" value="1"')) == (409, 1)
    assert page.post(where, begun | {"seen": "1", "do": "draft", "p-3": "Din nou."}).status_code == 302
    assert [one.title for one in _into(source).revisions.order_by("number")] == ["De la Ben", "Pagină albă"]
    assert "drop/" not in page.get(where).content.decode()
    page.post(where + "keep/", TOLD | {"goal": "1", "seen": "2", "began": "2", "title": "Altfel"})
    assert "Altfel" in page.get(where).content.decode()
    assert page.post(where + "drop/").status_code == 302
    assert "Altfel" not in page.get(where).content.decode()
