"""Articles go to translators' programs and come back; what does not fit is told, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Origin, Significance, State
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.translating.exchange import bring, file_for
from handrail.helpcenter.translating.verbs import keep
from handrail.helpcenter.translating.xliff import File, Unit, XliffError, clean, read, write
from handrail.helpcenter.verbs import Words, publish, save_revision

SignIn = Callable[[Agent], Client]
BODY = "Empty the <cache> & load.\n\n```sh\nlamp cache\n```\n\n- one\n- two"
NAMES = "{urn:oasis:names:tc:xliff:document:1.2}"
TEXT = st.text(alphabet="aș字ी\U0001f4a1<&>\x00\x1f\ufffe\r\n \"'[]", max_size=40)


@settings(max_examples=40)
@given(st.lists(st.builds(Unit, st.just("p"), TEXT, TEXT.filter(bool)), max_size=4))
def test_what_is_written_is_read_again(units: list[Unit]) -> None:
    found = read(write([File(7, "en", "ro", 3, 2, units)]))
    assert [(file.article, file.language, file.revision, file.seen) for file in found] == [(7, "ro", 3, 2)]
    told = [(unit.source, unit.target) for unit in found[0].units]
    assert told == [(clean(unit.source), clean(unit.target)) for unit in units]


def test_what_is_no_xliff_is_refused_in_a_sentence() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xliff>&a;</xliff>'
    nameless = write([File(7, "en", "ro", 3, 2, [])]).replace(b"article/7", b"../secret")
    for wrong in (b"", b"<a>", b"<a/>", bomb, bomb.decode().encode("utf-16"), b"\xff", nameless):
        with pytest.raises(XliffError):
            read(wrong)


def _translated(content: bytes, *, but: str = "") -> bytes:
    """What a translator brings back: capital letters, except for one unit."""
    root = ElementTree.fromstring(content)  # noqa: S314 - our own file
    for unit in root.iter(NAMES + "trans-unit"):
        source, target = unit.find(NAMES + "source"), unit.find(NAMES + "target")
        assert source is not None
        if target is None:
            target = ElementTree.SubElement(unit, NAMES + "target")
        if unit.get("translate") != "no" and unit.get("id") != but:
            target.text = (source.text or "").upper()
    changed: bytes = ElementTree.tostring(root, encoding="utf-8")
    return changed


def test_a_file_goes_out_and_comes_back(write: Write, ada: Agent, ben: Agent) -> None:
    source = write("White page", BODY, summary="Empty it.")
    brought = bring(_translated(file_for([source.article], "ro"), but="p-2"), language="ro", by=ada)
    assert (brought.begun, brought.done, brought.problems) == (["WHITE PAGE"], [], [])
    there = source.article.translations.get(language="ro")
    again = file_for([source.article], "ro")
    assert b'state="translated">EMPTY THE &lt;CACHE&gt; &amp; LOAD.' in again
    brought = bring(_translated(again), language="ro", by=ada)
    assert brought.done == ["WHITE PAGE"]
    there.refresh_from_db()
    latest = there.latest
    assert latest is not None
    assert (there.state, latest.origin, latest.based_on) == (State.REVIEW, Origin.IMPORT, source.latest)
    assert latest.body == "EMPTY THE <CACHE> & LOAD.\n\n```sh\nlamp cache\n```\n\n- ONE\n- TWO"
    assert "saved this translation" in bring(_translated(again), language="ro", by=ben).problems[0]

    late = file_for([source.article], "ro")
    changed = Words("White page", BODY.replace("load", "wait"), "Empty it.", significance=Significance.MAJOR)
    publish(save_revision(source, words=changed, by=None), by=None)
    newer = file_for([source.article], "ro")
    assert b"Before it changed: Empty the &lt;cache&gt; &amp; load." in newer
    assert newer.count(b'state="needs-review-translation"') == 1
    lying = newer.replace(b"wait", b"go")
    assert "is not the one of this version" in bring(lying, language="ro", by=ada).problems[0]
    unknown = newer.replace(b'product-version="2"', b'product-version="9"')
    assert "never had this version" in bring(unknown, language="ro", by=ada).problems[0]
    assert "another language" in bring(newer, language="fr", by=ada).problems[0]
    assert there.revisions.count() == 2
    assert bring(late.replace(b"- ONE", b"- UNU"), language="ro", by=ada).done == ["WHITE PAGE"]
    there.refresh_from_db()
    assert there.latest is not None
    assert there.latest.based_on is not None
    assert there.latest.based_on.number == 1  # still of the version that was translated
    with pytest.raises(ValidationError, match="could not be read"):
        bring(b"<a/>", language="ro", by=ada)


def test_the_board_gives_and_takes_files(write: Write, ada: Agent, levi: Agent, as_agent: SignIn) -> None:
    source, done = write("White page", BODY), write("Done", "Yes.")
    publish(
        keep(done.article, language="ro", words=Words("Gata", "Da.", based_on=done.latest), by=ada), by=ada
    )
    page = as_agent(ada)
    answer = page.get("/articles/board/ro/export/")
    assert [file.article for file in read(answer.content)] == [source.article_id]
    one = page.get(f"/articles/board/ro/export/?article={done.article_id}")
    assert read(one.content)[0].units[1].target == "Da."
    file = SimpleUploadedFile("back.xlf", _translated(answer.content))
    told = page.post("/articles/board/ro/import/", {"file": file}, follow=True).content.decode()
    assert "1 translation waits for review." in told
    assert "could not be read" in page.post("/articles/board/ro/import/", follow=True).content.decode()
    for where in ("export", "import"):
        assert page.post(f"/articles/board/xx/{where}/").status_code in (404, 405)
        assert as_agent(levi).post(f"/articles/board/ro/{where}/").status_code in (403, 405)
    assert as_agent(levi).get("/articles/board/ro/export/").status_code == 403
