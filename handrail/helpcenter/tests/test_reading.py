"""Who may read what: everybody, customers, the team."""

from __future__ import annotations

from handrail.accounts.models import Agent
from handrail.customers.models import Customer, Organisation
from handrail.helpcenter.models import Article, Translation, Visibility
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import Words, archive, publish, save_revision


def _titles(reader: Reader) -> set[str]:
    found = Translation.objects.readable_by(reader).select_related("published")
    return {one.published.title for one in found if one.published}


def test_each_reads_what_is_for_them(write: Write, ada: Agent, nora: Agent, dora: Customer) -> None:
    write("Open")
    write("For customers", visibility=Visibility.CUSTOMERS)
    write("For gold", visibility=Visibility.CUSTOMERS, plans=["gold"])
    theirs = write("For Nordlicht", visibility=Visibility.CUSTOMERS)
    organisation = Organisation.objects.create(name="Nordlicht AG")
    theirs.article.organisations.add(organisation)
    write("Ours", visibility=Visibility.INTERNAL)
    write("Not yet", is_draft=True)
    everything = {"Open", "For customers", "For gold", "For Nordlicht", "Ours"}
    assert _titles(Reader(agent=ada)) == everything
    assert _titles(Reader(agent=nora)) == everything - {"Ours"}
    assert _titles(Reader(customer=dora)) == {"Open", "For customers"}
    assert _titles(Reader(customer=dora, plans=frozenset({"gold"}))) == {"Open", "For customers", "For gold"}
    with_organisation = Reader(customer=dora, organisations=frozenset({organisation.pk}))
    assert _titles(with_organisation) == {"Open", "For customers", "For Nordlicht"}
    assert _titles(STRANGER) == {"Open"}
    assert Article.objects.visible_to(Reader(agent=ada)).count() == 6


def test_readers_see_what_was_published_until_the_next_is(write: Write) -> None:
    article = write("White page", "Empty the cache.")
    newer = save_revision(article, words=Words("White page", "Empty both caches."), by=None)
    assert save_revision(article, words=Words("White page", "Empty both caches."), by=None) == newer
    article.refresh_from_db()
    assert (article.state, article.published.body) == ("draft", "Empty the cache.")  # type: ignore[union-attr]
    assert publish(newer, by=None).published == newer
    archive(article, by=None)
    assert _titles(STRANGER) == set()
    assert article.revisions.count() == 2
