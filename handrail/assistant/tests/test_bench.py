"""The test bench: questions whose answer is known, and what other settings would make of them."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from handrail.accounts.models import Agent
from handrail.assistant.answering import answer
from handrail.assistant.answering.thresholds import default_threshold, threshold_of
from handrail.assistant.models import Blocked, Case, Trial
from handrail.assistant.review import correcting, exchanging
from handrail.assistant.review.blocking import block
from handrail.assistant.review.comparing import Became, Told, compared, interval, shares
from handrail.assistant.review.correcting import keep_case
from handrail.assistant.review.drafting import Draft, draft_of
from handrail.assistant.review.estimating import estimate
from handrail.assistant.review.running import adopt, begin, run
from handrail.conversations.verbs import restrict
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import AskedAs, Synonyms, Translation
from handrail.helpcenter.readers import STRANGER
from tests.cast import Ask

HelpCenter = dict[str, Translation]
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
ARTICLES = some.lists(some.integers(1, 5), max_size=3).map(tuple)
TOLD = some.builds(Told, some.floats(0, 1), ARTICLES, some.booleans())
EXPECTED = some.none() | some.integers(0, 5)  # 0: a person


@UNHURRIED
@given(some.lists(some.tuples(TOLD, EXPECTED)), some.floats(0.05, 0.99))
def test_every_question_is_counted_once(known: list[tuple[Told, int | None]], threshold: float) -> None:
    found = shares(known, threshold)
    silent = sum(one.became(expected, threshold) == Became.RIGHT and not expected for one, expected in known)
    assert found.many == len(known)
    assert found.named + found.wrong <= found.answered + 1e-9
    if known:
        assert round((found.answered + found.missed) * found.many) + silent == found.many


@UNHURRIED
@given(some.lists(some.tuples(TOLD, EXPECTED), min_size=1))
def test_who_must_be_surer_answers_less(known: list[tuple[Told, int | None]]) -> None:
    assert shares(known, 0.9).answered <= shares(known, 0.3).answered


@UNHURRIED
@given(some.integers(0, 200), some.integers(1, 200))
def test_the_share_that_was_seen_lies_between(right: int, many: int) -> None:
    low, high = interval(min(right, many), many)
    assert 0 <= low <= min(right, many) / many + 1e-9
    assert min(right, many) / many - 1e-9 <= high <= 1


def test_the_right_article_below_another_one_is_not_the_right_answer(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    question = "Where do I find an invoice?"
    first, second, *_rest = (one.translation.article for one in answer(question, reader=STRANGER).sources)
    told = Told(0.9, (first.pk, second.pk))
    became = {one: told.became(one, 0.5) for one in (first.pk, second.pk, first.pk + second.pk)}
    assert list(became.values()) == [Became.RIGHT, Became.NAMED, Became.WRONG]
    assert told.became(second.pk, 0.95) == Became.SILENT

    case = keep_case(question, language="en", expected=second, by=cleo)
    client.force_login(cleo)
    assert 'data-became="named"' in client.get(reverse("bench_case", args=[case.pk])).content.decode()
    client.post(reverse("try_draft"), {"channel": "chat"})
    trial = Trial.objects.get()
    run(trial.pk)
    page = client.get(reverse("assistant_trial", args=[trial.pk])).content.decode()
    assert f'data-case="{case.pk}"' in page
    assert 'data-became="named"' in page
    assert 'data-named="1.000"' in page
    assert 'data-wrong="0.000"' in page


def test_a_draft_is_tried_and_nobody_else_meets_it(help_center: HelpCenter, cleo: Agent) -> None:
    white, invoice = help_center["white"].article, help_center["invoice"].article
    keep_case("my monitor shows nothing at all, help", language="en", expected=white, by=cleo)
    keep_case("Where do I find an invoice?", language="en", expected=invoice, by=cleo)
    keep_case("Was Napoleon a tall man?", language="en", expected=None, by=cleo)
    draft = Draft(
        channel="chat",
        threshold=default_threshold(),
        threshold_now=default_threshold(),
        synonyms=(("en", ("monitor", "page")),),
        phrases=((white.pk, "my monitor shows nothing"), (white.pk, "the monitor shows nothing at all")),
        withheld=(invoice.pk,),
    )
    trial = begin(draft, by=cleo)
    with pytest.raises(ValidationError):
        begin(draft, by=cleo)
    run(trial.pk)
    trial.refresh_from_db()
    assert (trial.state, trial.done, trial.many) == (Trial.State.DONE, 3, 3)
    found = {
        Case.objects.get(pk=one.case).words: one
        for one in compared(trial.results, now=draft.threshold_now, then=draft.threshold)
    }
    blank = found["my monitor shows nothing at all, help"]
    assert blank.then.confidence > blank.now.confidence
    assert invoice.pk not in found["Where do I find an invoice?"].then.articles
    assert not found["Was Napoleon a tall man?"].has_changed
    assert not AskedAs.objects.exists()
    assert not Synonyms.objects.exists()
    said = answer("Where do I find an invoice?", reader=STRANGER, language="en")
    assert said.sources[0].slug == "invoice"


def test_a_draft_that_was_tried_is_put_into_use(help_center: HelpCenter, cleo: Agent) -> None:
    white = help_center["white"].article
    draft = Draft(
        "chat", 0.7, 0.58, (("en", ("monitor", "page")),), ((white.pk, "all is blank"),), (white.pk,)
    )
    assert draft_of(json.loads(json.dumps(draft.as_json()))) == draft
    same = {"case": 1, "expected": white.pk, "now": [0.9, [white.pk]], "then": [0.9, [white.pk]]}
    trial = Trial.objects.create(draft=draft.as_json(), state="done", results=[same])
    with pytest.raises(ValidationError):  # it changes nothing that anybody would see
        adopt(trial, by=cleo)
    trial.results = [same | {"then": [0.9, []]}]
    adopt(trial, by=cleo)
    forget_remembered()
    assert threshold_of("chat") == 0.7
    assert AskedAs.objects.get().words == "all is blank"
    assert Synonyms.objects.get().words == ["monitor", "page"]
    said = answer("The page stays white after an update", reader=STRANGER, language="en")
    assert "white-page" not in [one.slug for one in said.sources]
    forget_remembered()


def test_questions_come_and_go_as_a_file(help_center: HelpCenter, cleo: Agent, client: Client) -> None:
    client.force_login(cleo)
    lines: list[dict[str, str | None]] = [
        {"query": "Where is my invoice?", "language": "en", "expected": "invoice"},
        {"query": "Кто такой Наполеон?", "language": "ru", "expected": None},
    ]

    def bring(text: str) -> None:
        brought = BytesIO(text.encode())
        brought.name = "questions.jsonl"
        assert client.post(reverse("bench_file"), {"file": brought}).status_code == 302

    bring("\n".join(json.dumps(line) for line in lines))
    assert {(one.words, one.expected) for one in Case.objects.all()} == {
        ("Where is my invoice?", help_center["invoice"].article),
        ("Кто такой Наполеон?", None),
    }
    told = client.get(reverse("bench_file")).content.decode()
    assert sorted(json.loads(line)["query"] for line in told.splitlines()) == sorted(
        str(line["query"]) for line in lines
    )
    bring(json.dumps({"query": "Another", "expected": "no-such-article"}))
    bring("Not JSON")
    bring("[" * 100_000)
    for untold in ("\x00", "\ud800"):  # no table keeps them
        bring(json.dumps({"query": f"Another {untold}", "expected": None}))
        bring(json.dumps({"query": "Another", "expected": untold}))
    assert Case.objects.count() == 2
    assert client.post(reverse("withheld_articles"), {"other": "\x00"}).status_code == 302
    assert client.get(reverse("assistant_review"), {"language": "\x00"}).status_code == 200


def test_a_lead_sees_what_a_threshold_means(help_center: HelpCenter, cleo: Agent, client: Client) -> None:
    client.force_login(cleo)
    assert "data-estimate" not in client.get(reverse("assistant_settings")).content.decode()
    right = {"expected": 1, "now": [0.9, [1]], "then": [0.9, [1]]}
    wrong = {"expected": 1, "now": [0.6, [2]], "then": [0.6, [2]]}
    results = [one | {"case": number} for number, one in enumerate([right] * 30 + [wrong] * 10)]
    draft = Draft("chat", 0.5, 0.5).as_json()
    Trial.objects.create(draft=draft, state="done", results=results, many=40, done=40)
    known = estimate(cleo)
    assert (known.at(0.5).answered, known.at(0.5).wrong) == (1.0, 0.25)
    assert (known.at(0.8).answered, known.at(0.8).wrong, known.at(0.8).missed) == (0.75, 0.0, 0.25)
    assert 'data-estimate="bench"' in client.get(reverse("assistant_settings")).content.decode()


def test_a_trial_is_begun_and_followed_on_its_page(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    assert client.post(reverse("assistant_bench"), {"words": "Where is my invoice?", "article": "invoice"})
    wrong = {"channel": "chat", "withheld": "no such article"}
    assert client.post(reverse("try_draft"), wrong).status_code == 422
    begun = client.post(reverse("try_draft"), {"channel": "chat", "threshold": "99"})
    trial = Trial.objects.get()
    assert begun.headers["Location"] == reverse("assistant_trial", args=[trial.pk])
    assert 'data-state="running"' in client.get(begun.headers["Location"]).content.decode()
    run(trial.pk)
    page = client.get(begun.headers["Location"], headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert 'data-state="done"' in page.content.decode()
    assert f'data-changed="{Case.objects.get().pk}"' in page.content.decode()
    assert client.post(reverse("adopt_draft", args=[trial.pk])).status_code == 302
    forget_remembered()
    assert threshold_of("chat") == 0.99
    client.post(reverse("remove_case", args=[Case.objects.get().pk]))
    assert not Case.objects.exists()


def test_a_new_question_chooses_a_language_of_the_site_and_completes_the_title(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    site, address = help_center["white"].site, reverse("assistant_bench")
    site.languages = ["en", "fr"]
    site.save()
    client.force_login(cleo)
    page = client.get(address).content.decode()
    select = re.findall(r'<select[^>]*name="language".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="(\w*)"', select) == ["", "en", "fr"]
    named = re.findall(
        r'<input[^>]*name="article"[^>]*list="([^"]+)"|list="([^"]+)"[^>]*name="article"', page
    )
    completed = page.partition(f'<datalist id="{"".join(named[0])}">')[2].partition("</datalist>")[0]
    assert 'value="White page after an update"' in completed
    told = {"words": "Why is it white?", "language": "fr", "article": "White page after an update"}
    assert client.post(address, told).status_code == 302
    assert Case.objects.get().expected == help_center["white"].article
    assert client.post(address, told | {"language": "xx"}).status_code == 422


def test_the_bench_lists_what_is_wrong_and_asks_for_people_where_they_are_meant(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    page = reverse("assistant_bench")
    for told in (
        {"words": "Where is my invoice?", "to_person": "on"},  # an article answers, but a person is meant
        {"words": "I want a refund for the invoice", "to_person": "on"},
        {"words": "my monitor shows nothing at all, help", "article": "white-page"},
    ):
        assert client.post(page, {"language": "en", **told}).status_code == 302
    both = {"words": "Where?", "article": "invoice", "to_person": "on"}
    assert client.post(page, both).status_code == 302
    assert Case.objects.filter(to_person=True).count() == 2
    brought = [json.loads(line) for line in exchanging.as_lines(cleo)]
    assert sum(one.get("person", False) for one in brought) == 2
    exchanging.bring("".join(json.dumps(one) + "\n" for one in brought), by=cleo)
    assert Case.objects.filter(to_person=True).count() == 2

    client.post(reverse("try_draft"), {"channel": "chat"})
    trial = Trial.objects.get()
    run(trial.pk)
    seen = client.get(reverse("assistant_trial", args=[trial.pk])).content.decode()
    invoice, refund, monitor = Case.objects.order_by("pk")
    assert f'data-case="{invoice.pk}"' in seen
    assert f'data-case="{refund.pk}"' not in seen
    assert f"?phrase={monitor.pk}#draft" in seen
    assert reverse("article", args=[help_center["white"].article_id]) in seen
    assert reverse("adopt_draft", args=[trial.pk]) not in seen  # nothing was tried
    filled = client.get(f"{page}?phrase={monitor.pk}").content.decode()
    assert "white-page: my monitor shows nothing at all, help" in filled


def test_a_question_of_the_bench_is_mended_where_it_stands(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    white, invoice = help_center["white"].article, help_center["invoice"].article
    case = keep_case("Why is the page white since the update?", language="en", expected=None, by=cleo)
    page = reverse("bench_case", args=[case.pk])
    client.force_login(cleo)
    client.post(reverse("try_draft"), {"channel": "chat"})
    trial = Trial.objects.get()
    run(trial.pk)
    assert page in client.get(reverse("assistant_trial", args=[trial.pk])).content.decode()
    assert 'data-became="wrong"' in client.get(page).content.decode()

    def correct(what: str, **told: object) -> str:
        return client.post(page, {"what": what, "article": white.pk} | told).headers["Location"]

    assert correct("block") == page
    assert 'data-became="right"' in client.get(page).content.decode()
    assert correct("case", article=invoice.pk) == page
    assert Case.objects.get().expected == invoice
    assert 'data-became="silent"' in client.get(page).content.decode()
    assert correct("silent") == page
    assert Case.objects.get().expected is None
    correct("phrase", words="all is blank")
    assert AskedAs.objects.get().words == "all is blank"
    assert correct("mend") == reverse("edit_article", args=[white.pk, "en"])
    assert correct("write").startswith("/articles/")
    assert 'data-stands="block"' in client.get(page).content.decode()
    assert client.post(page, {"what": "block"}).status_code == 422  # no article: told, nothing kept
    assert Blocked.objects.count() == 1
    assert client.post(page, {"what": "nonsense"}).status_code == 404
    forget_remembered()


def test_the_page_of_a_question_asks_a_fixed_number_of_statements(
    help_center: HelpCenter, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    case = keep_case("Where is my invoice?", language="en", expected=None, by=cleo)
    with CaptureQueriesContext(connection) as few:
        assert client.get(reverse("bench_case", args=[case.pk])).status_code == 200
    for number in range(5):
        other = keep_case(f"Where is my invoice of {number}?", language="en", expected=None, by=cleo)
        block(help_center["white"].article, words=other.words, language="en", by=cleo)
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("bench_case", args=[case.pk])).status_code == 200
    assert len(many) <= len(few) <= 50


def test_a_lead_does_not_meet_questions_of_conversations_that_they_may_not_see(
    help_center: HelpCenter, ask: Ask, cleo: Agent, ben: Agent, client: Client
) -> None:
    invoice = help_center["invoice"].article
    hidden, seen = ask("zirconium"), ask("feldspar")
    for words, conversation in (("zirconium?", hidden), ("feldspar?", seen), ("quartz?", None)):
        keep_case(words, language="en", expected=invoice, by=cleo, conversation=conversation)
    restrict(hidden, agents=[ben], by=ben.as_actor())
    results = [
        {"case": one.pk, "expected": invoice.pk, "now": [0.1, []], "then": [0.9, [invoice.pk]]}
        for one in Case.objects.all()
    ]
    draft = Draft("chat", 0.5, 0.5).as_json()
    trial = Trial.objects.create(draft=draft, state="done", results=results, many=3, done=3)
    client.force_login(cleo)
    for address in (
        reverse("assistant_bench"),
        reverse("bench_file"),
        reverse("assistant_trial", args=[trial.pk]),
    ):
        page = client.get(address).content.decode()
        assert "feldspar?" in page
        assert "quartz?" in page
        assert "zirconium?" not in page
    assert 'data-cases="2"' in client.get(reverse("assistant_bench")).content.decode()
    key = Case.objects.get(conversation=hidden).pk
    assert client.post(reverse("remove_case", args=[key])).status_code == 404
    assert client.get(reverse("bench_case", args=[key])).status_code == 404
    hidden.refresh_from_db()
    with pytest.raises(ValidationError):
        keep_case("zirconium, again?", language="en", expected=None, by=cleo, conversation=hidden)
    assert Case.objects.count() == 3


def test_a_bench_that_is_full_takes_no_more(
    help_center: HelpCenter, cleo: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correcting, "MOST_CASES", 2)
    keep_case("first?", language="en", expected=None, by=cleo)
    lines = "".join(json.dumps({"query": words, "expected": None}) + "\n" for words in ("second?", "third?"))
    for refused in (lines, lines * 2000):
        with pytest.raises(ValidationError):
            exchanging.bring(refused, by=cleo)
    assert Case.objects.count() == 1
    keep_case("second?", language="en", expected=None, by=cleo)
    with pytest.raises(ValidationError):
        keep_case("third?", language="en", expected=None, by=cleo)
    keep_case("first?", language="en", expected=help_center["invoice"].article, by=cleo)
    assert Case.objects.count() == 2
