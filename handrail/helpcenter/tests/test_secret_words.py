"""Finn asks word by word what stands in articles that are not for him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.customers.models import Customer
from handrail.helpcenter.models import Passage, Site, Translation, Visibility, Vocabulary
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.search import search
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, create_article, publish
from handrail.helpcenter.verbs.placing import Facts, place

OPEN = "lamp lamps lantern invoice invoices refund delivery zirconium bright brighter cached shining"
HIDDEN = "salary salaries zirconia lampoon invoicing refunded caching dismissal brightest zeppelin"
WORDS = st.sampled_from([*OPEN.split(), *HIDDEN.split()])
HIDES: dict[str, dict[str, Any]] = {
    "for the team": {"visibility": Visibility.INTERNAL},
    "for customers": {"visibility": Visibility.CUSTOMERS},
    "for a plan": {"visibility": Visibility.CUSTOMERS, "plans": ["gold"]},
    "a draft": {"is_draft": True},
    "a template": {"is_template": True},
}


@st.composite
def asked(draw: Callable[..., Any]) -> str:
    """A word that somewhere stands, the same with a slip, or its beginning."""
    word = draw(WORDS)
    at = draw(st.integers(1, len(word) - 2))
    slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return str(
        draw(st.sampled_from([word, slip, word[:at] + word[at + 1 :], word[: at + 1], f"{word} lamp"]))
    )


def _answer(words: str, reader: Reader = STRANGER) -> list[tuple[str, float, str]]:
    """All that somebody learns from an answer, as it is finished and as one types."""
    hits = [
        hit
        for is_typing in (False, True)
        for language in ("en", "")
        for hit in search(words, reader=reader, language=language, is_typing=is_typing)
    ]
    return [(hit.translation.slug, hit.likely, hit.passage) for hit in hits]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    questions=st.lists(asked(), min_size=1, max_size=4),
    hidden=st.lists(WORDS, min_size=1, max_size=12),
    how=st.sampled_from(sorted(HIDES)),
)
def test_two_help_centers_that_differ_by_a_hidden_article_answer_finn_alike(
    write: Write, questions: list[str], hidden: list[str], how: str
) -> None:
    with transaction.atomic():
        write("Lamps and lanterns", "Bright lamps, a brighter lantern. Shining zirconium.", slug="lamps")
        write("Invoices", "An invoice, a refund and its delivery. It is cached.", slug="invoices")
        before = [_answer(one) for one in questions]
        write(" ".join(hidden), f"{' '.join(hidden)}. " * 3, slug="hidden", **HIDES[how])
        assert [_answer(one) for one in questions] == before
        transaction.set_rollback(True)


def test_what_stands_on_a_closed_site_is_no_word_of_finns(write: Write, site: Site) -> None:
    write("Lamps", "How bright they are.", slug="lamps")
    before = _answer("lampoom")
    closed = Site.objects.create(name="Closed", host="closed.example", languages=["en"], is_on=False)
    made = create_article(closed, language="en", words=Words(title="Lampoon"), by=None)
    assert made.latest
    publish(made.latest, by=None)
    assert _answer("lampoom") == before


def test_who_may_read_an_article_learns_its_words(write: Write, ada: Agent, dora: Customer) -> None:
    write("Lamps", "How bright they are.", slug="lamps")
    write("Salaries", "Who earns how much.", slug="salaries", visibility=Visibility.INTERNAL)
    write("Gold", "The zeppelin flies for you.", slug="gold", visibility=Visibility.CUSTOMERS, plans=["gold"])
    assert [slug for slug, _, _ in _answer("salareis", Reader(agent=ada))][:1] == ["salaries"]
    assert _answer("zepelin", Reader(customer=dora)) == []
    assert _answer("zepelin", Reader(customer=dora, plans=frozenset({"gold"})))[0][0] == "gold"


def test_a_slip_is_mended_in_all_that_somebody_reads(write: Write, dora: Customer) -> None:
    write("Caching", "For everybody.", slug="open")
    write("Caches", "For customers.", slug="theirs", visibility=Visibility.CUSTOMERS)
    for typed in ("cahcing", "cachi"):
        assert {slug for slug, _, _ in _answer(typed, Reader(customer=dora))} == {"open", "theirs"}
        assert {slug for slug, _, _ in _answer(typed)} == {"open"}


def test_an_article_that_is_for_others_from_now_on_takes_its_words_along(write: Write, cleo: Agent) -> None:
    made = write("Zeppelins", "How they fly.", slug="zeppelins")
    kept = Passage.objects.get()
    kept.has_meaning = True
    kept.save()
    place(made.article, facts=Facts(visibility=Visibility.INTERNAL), by=cleo)
    assert _answer("zeppelins") == _answer("zepelin") == []
    assert _counted() == {"internal": (1, 3), "public": (0, 0)}
    assert Passage.objects.get() == kept  # its meaning is not asked for again
    assert _answer("zepelin", Reader(agent=cleo))
    place(made.article, facts=Facts(is_template=True), by=cleo)
    assert not Passage.objects.exists()
    place(made.article, facts=Facts(), by=cleo)
    assert _answer("zepelin")
    assert _counted()["public"] == (1, 3)


def _counted() -> dict[str, tuple[int, int]]:
    found = Vocabulary.objects.values_list("readers", "passages", "words")
    return {readers: (passages, words) for readers, passages, words in found}


def test_however_many_readers_and_languages_there_are_the_statements_are_as_many(
    write: Write, site: Site, ada: Agent
) -> None:
    for language in ("en", "de", "fr", "ro", "es", "it"):
        write("Lamp", "Nova shines.", language=language, slug=f"lamp-{language}")
        for number, how in enumerate(HIDES.values()):
            write(f"Lamp {number}", "Nova lamp shines.", language=language, **how)
    for words in ("lamp", "lmap nvoa shin", "qwxyz qwxyzt"):
        for reader in (STRANGER, Reader(agent=ada)):
            with CaptureQueriesContext(connection) as few:
                search(words, reader=reader, language="", is_typing=True)
            assert len(few) <= 13
    assert Translation.objects.readable_by(STRANGER).count() == 6
