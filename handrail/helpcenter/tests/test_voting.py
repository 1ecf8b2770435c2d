"""Was it helpful: two buttons, then a reason; of whom it was nothing is kept."""

from __future__ import annotations

from django.test import Client

from handrail.helpcenter.models import OldAddress, Visibility, Vote
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import rename
from handrail.helpcenter.views.voting import MOST_ON_ONE


def test_a_reader_votes_and_says_why_and_floods_count_for_nothing(client: Client, write: Write) -> None:
    strict = Client(enforce_csrf_checks=True)
    write("White page")
    path = "/help/en/white-page/"
    assert "Did this solve it?" in client.get(path).content.decode()
    sent = strict.post(f"{path}vote/", {"helped": "no"})
    assert (sent.status_code, sent.cookies) == (303, {})
    page = strict.get(sent["Location"]).content.decode()
    assert "What is the matter?" in page
    token = sent["Location"].split("voted=")[1].split("#")[0]
    thanked = strict.post(f"{path}vote/", {"voted": token, "reason": "unclear"})
    assert "We will mend it" in strict.get(thanked["Location"]).content.decode()
    assert list(Vote.objects.values_list("helped", "reason")) == [(False, "unclear")]
    assert strict.post(f"{path}vote/", {"voted": "made-up", "reason": "wrong"}).status_code == 303
    assert strict.post(f"{path}vote/", {"helped": "perhaps"}).status_code == 404
    for _ in range(MOST_ON_ONE + 1):
        last = strict.post(f"{path}vote/", {"helped": "yes"})
    assert last.status_code == 429
    assert Vote.objects.count() == MOST_ON_ONE


def test_old_addresses_lead_to_what_one_may_read(client: Client, write: Write) -> None:
    article = write("White page")
    rename(article, slug="blank page", by=None)
    OldAddress.objects.create(site=article.site, path="/hc/en-us/articles/17-White-page", translation=article)
    for old in ("/help/en/white-page/", "/hc/en-us/articles/17-White-page"):
        sent_on = client.get(old)
        assert (sent_on.status_code, sent_on["Location"]) == (301, "/help/en/blank-page/"), old
    article.article.visibility = Visibility.INTERNAL
    article.article.save()
    assert client.get("/help/en/white-page/").status_code == 404
    assert client.post("/help/en/blank-page/vote/", {"helped": "yes"}).status_code == 404
