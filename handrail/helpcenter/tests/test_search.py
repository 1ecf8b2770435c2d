"""Finding articles by their words."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.accounts.models import Agent
from handrail.customers.models import Customer
from handrail.helpcenter.models import Passage, Posting, Spelling, Term, Visibility, Vocabulary
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.search import Hit, search
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, archive, publish, save_revision, translate


def _found(words: str, language: str = "en", reader: Reader = STRANGER, is_typing: bool = False) -> list[str]:
    hits = search(words, reader=reader, language=language, is_typing=is_typing)
    return [hit.translation.slug for hit in hits]


def test_a_reader_finds_what_they_mean_by_the_words_they_have(write: Write) -> None:
    write("White page", "Empty the cache of the plugin.\n\n## Caching\n\nThen reload.", slug="white")
    write("Invoices", "Where the invoices of your lamps are kept. Empty pages are printed too.", slug="bills")
    write("Plăți și facturi", "Cum plătești factura pentru lampă.", language="ro", slug="plati")
    write("Setări", "Cum schimbi mașina.", language="ro", slug="setari")
    write("修改密码", "如何修改您的密码。", language="zh", slug="pw")
    assert _found("emptying caches") == ["white", "bills"]  # stems
    assert _found("invoce") == _found("inovices") == _found("ivnoices") == ["bills"]  # slips
    assert _found("invoi", is_typing=True) == ["bills"]  # a beginning
    assert _found("plati facturi", "ro") == _found("plăţi", "ro") == ["plati"]  # marks
    assert _found("masina", "ro") == ["setari"]
    assert _found("密码怎么修改", "zh") == _found("密", "zh", is_typing=True) == ["pw"]
    assert _found("qwxyz") == _found("") == _found("?!  %_\\'") == []
    assert _found("white")[0] == "white"
    best = search("then reload", reader=STRANGER, language="en")[0]
    assert (best.heading, best.passage) == ("Caching", "Then reload.")
    assert 0 < best.score <= 1
    with CaptureQueriesContext(connection) as few:
        search("emptying cachs of invoces i", reader=STRANGER, language="en")
    assert len(few) <= 10


def test_words_that_are_made_of_words_find_their_parts_and_are_found_by_them(write: Write) -> None:
    write("Kontoverwaltung", "Alles an einem Ort.", language="de", slug="kontoverwaltung")
    write("Ein Konto eröffnen", "So geht es.", language="de", slug="konto")
    write("Verwaltung", "Wer hier wofür zuständig ist.", language="de", slug="verwaltung")
    write("Lieferung", "Mit der Zeitung kommt sie früh.", language="de", slug="lieferung")
    write("Zeit", "Wie spät es ist.", language="de", slug="zeit")
    assert _found("Kontoverwaltung", "de")[0] == "kontoverwaltung"
    assert set(_found("Kontoverwaltung", "de")) == {"kontoverwaltung", "konto", "verwaltung"}
    assert _found("Konto", "de") == ["konto", "kontoverwaltung"]
    assert set(_found("Verwaltungskonto", "de")) == {"konto", "verwaltung"}
    assert _found("Zeit", "de") == ["zeit"]  # "ung" is no word
    assert _found("Liefer", "de", is_typing=True) == ["lieferung"]


def test_a_title_weighs_more_than_a_word_in_passing(write: Write) -> None:
    write("Something else", "It is not about refunds. " + "More words are here. " * 4, slug="passing")
    write("Refunds", "How money comes back to you. " + "More words are here. " * 4, slug="title")
    assert _found("refund") == ["title", "passing"]


def test_what_is_restricted_is_found_by_nobody_else(write: Write, ada: Agent, dora: Customer) -> None:
    for number in range(3):
        write(
            f"Gold {number}",
            "zirconium",
            visibility=Visibility.CUSTOMERS,
            plans=["gold"],
            slug=f"gold-{number}",
        )
    write("Ours", "zirconium handbook", visibility=Visibility.INTERNAL, slug="ours")
    write("Open", "zirconium " + "and other words " * 9, slug="open")
    write("Draft", "zirconium", is_draft=True)
    assert _found("zirconium") == _found("zirkonium") == ["open"]
    assert _found("zirc", is_typing=True) == ["open"]
    assert _found("handbook") == []
    assert set(_found("zirconium", reader=Reader(customer=dora, plans=frozenset({"gold"})))) == {
        *("gold-0", "gold-1", "gold-2", "open")
    }
    assert len(_found("zirconium", reader=Reader(agent=ada))) == 5
    hidden = Passage.objects.get(translation__slug="open").translation.article
    hidden.visibility = Visibility.INTERNAL
    hidden.save()
    assert _found("zirconium") == []  # at once, without being indexed anew


def test_an_edit_is_found_when_it_is_published_and_what_is_archived_leaves_no_word(write: Write) -> None:
    article = write("White page", "Empty the cache.", slug="white")
    newer = save_revision(article, words=Words("White page", "Restart the zeppelin."), by=None)
    assert _found("zeppelin") == []
    publish(newer, by=None)
    assert _found("zeppelin") == ["white"]
    assert _found("cache") == []
    assert Term.objects.get(term="zeppelin").passages == 1
    archive(article, by=None)
    assert _found("zeppelin") == []
    assert not any(model.objects.exists() for model in (Passage, Posting, Term, Spelling))
    assert set(Vocabulary.objects.values_list("passages", "words")) == {(0, 0)}


def test_an_article_is_found_once_in_the_language_of_the_asker(write: Write) -> None:
    article = write("Plugin Nova3", "Reset it.", slug="nova")
    words = Words("Modul Nova3", "Îl resetezi așa.")
    romanian = translate(article.article, language="ro", words=words, by=None, slug="nova-ro")
    assert romanian.latest
    publish(romanian.latest, by=None)
    write("Other", "Nova3 is named here.", slug="other")
    assert _found("nova3", "ro") == ["nova-ro", "other"]
    assert _found("nova3", "en")[0] == "nova"
    only = search("nova3", reader=STRANGER, language="en", languages=["ro"])
    assert [hit.language for hit in only] == ["ro"]


def test_hits_are_what_pages_need(write: Write) -> None:
    write("White page", "", summary="When it stays white.", slug="white")
    assert [(hit.title, hit.passage) for hit in _hits("white")] == [("White page", "When it stays white.")]


def _hits(words: str) -> list[Hit]:
    return search(words, reader=STRANGER, language="en")
