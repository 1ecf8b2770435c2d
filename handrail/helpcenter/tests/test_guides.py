"""Interactive guides: built by the team; readers always come to an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.helpcenter import counting
from handrail.helpcenter.guides import verbs
from handrail.helpcenter.guides.reading import Listed, follow, guide_at, guides_of
from handrail.helpcenter.guides.steps import Choice, Problem, Step, as_json, in_order, problems_of, steps_of
from handrail.helpcenter.models import Guide, Site, StepCount, Visibility
from handrail.helpcenter.readers import STRANGER, reader_for
from handrail.helpcenter.tests.conftest import Write

SignIn = Callable[[Agent], Client]


def told(text: str) -> dict[str, str]:
    return {"en": text}


@pytest.fixture
def guide(site: Site, write: Write) -> Guide:
    """Does it shine? Yes: fine. No: is it plugged in? …"""
    lamp = write("The lamp")
    guide = verbs.create_guide(site, language="en", title="It is dark", by=None)
    steps = (
        Step("s1", told("Does it shine?"), choices=(Choice("s2", told("Yes")), Choice("s3", told("No")))),
        Step("s2", told("All is well"), more=told("**Enjoy** it.")),
        Step(
            "s3",
            told("Is it plugged in?"),
            choices=(Choice("s4", told("Yes")), Choice("s1", told("Not yet"))),
        ),
        Step("s4", told("Read this"), article=lamp.article_id),
    )
    Guide.objects.filter(pk=guide.pk).update(steps=as_json(steps))
    guide.refresh_from_db()
    return guide


def test_one_follows_it_to_an_answer(site: Site, guide: Guide, ada: Agent) -> None:
    assert guide_at(site, STRANGER, "it-is-dark") is None  # nobody published it
    assert follow(guide, "", STRANGER, "en") is None
    assert follow(guide, "", reader_for(ada), "en") is not None
    verbs.publish_guide(guide, is_published=True, by=ada)
    first = follow(guide, "", STRANGER, "fr")
    assert first is not None
    assert (first[0].text, first[0].choices, first[1]) == (
        "Does it shine?",
        [("Yes", "1"), ("No", "2")],
        "s1",
    )
    fine = follow(guide, "1", STRANGER, "en")
    assert fine is not None
    assert "<strong>Enjoy</strong>" in fine[0].more
    end = follow(guide, "2.2.2.1", STRANGER, "en")  # back to the beginning once
    assert end is not None
    assert end[0].is_answer
    assert end[0].article is not None
    assert end[0].article.slug == "the-lamp"
    assert end[0].chosen[-1] == ("Is it plugged in?", "Yes", "2.2.2")
    for way in ("3", "0", "1.1", "x", "1..2", "²", ".".join("2" * 50)):
        assert follow(guide, way, STRANGER, "en") is None, way
    verbs.save_step(guide, Step("s2", told("All is very well")), by=ada)
    before, draft = (
        follow(guide, "1", STRANGER, "en"),
        follow(guide, "1", reader_for(ada), "en", as_draft=True),
    )
    assert before is not None
    assert draft is not None
    assert (before[0].text, draft[0].text) == ("All is well", "All is very well")


def test_who_follows_which(site: Site, guide: Guide, ada: Agent, write: Write) -> None:
    verbs.publish_guide(guide, is_published=True, by=ada)
    assert guides_of(site, STRANGER, "en") == [Listed("it-is-dark", "It is dark", ["en"])]
    steps = steps_of(guide.steps)
    secret = write("Secret", visibility=Visibility.INTERNAL)
    verbs.save_step(guide, Step("s2", told("See"), article=secret.article_id), by=ada)
    verbs.publish_guide(guide, is_published=True, by=ada)
    seen, ours = follow(guide, "1", STRANGER, "en"), follow(guide, "1", reader_for(ada), "en")
    assert seen is not None
    assert ours is not None
    assert (seen[0].article, ours[0].article) == (None, secret)
    verbs.describe_guide(guide, language="en", title="Ours", visibility="internal", origins=[], by=ada)
    assert guide_at(site, STRANGER, "it-is-dark") is None
    assert len(steps) == 4


def test_readers_never_get_lost(site: Site, guide: Guide, ada: Agent, levi: Agent) -> None:
    assert problems_of(steps_of(guide.steps), "en") == []
    assert problems_of(steps_of(guide.steps), "fr")[0] == (Problem.NO_TEXT, "s1")
    round_about = (
        Step("a", told("A"), choices=(Choice("b", told("on")),)),
        Step("b", told("B"), choices=(Choice("a", told("back")),)),
    )
    assert {problem for problem, _key in problems_of(round_about, "en")} == {Problem.ENDLESS}
    lost = (Step("a", told("A"), choices=(Choice("z", told("on")),)), Step("b", told("B")))
    assert {problem for problem, _key in problems_of(lost, "en")} == {
        Problem.NOWHERE,
        Problem.UNREACHED,
        Problem.ENDLESS,
    }
    verbs.save_step(guide, Step("s2", told("All?")), new=[told("Almost")], by=ada)
    added = steps_of(guide.steps)[-1]
    assert steps_of(guide.steps)[1].choices == (Choice(added.key, told("Almost")),)
    with pytest.raises(ValidationError, match="no words yet"):
        verbs.publish_guide(guide, is_published=True, by=ada)
    verbs.remove_step(guide, added.key, by=ada)
    assert steps_of(guide.steps)[1].is_answer
    with pytest.raises(ValidationError):
        verbs.remove_step(guide, "s1", by=ada)
    for origin in ("lamp.example", "javascript:alert(1)", "https://a.example;*", "https://*"):
        with pytest.raises(ValidationError):
            verbs.describe_guide(
                guide, language="en", title="X", visibility="public", origins=[origin], by=ada
            )
    with pytest.raises(NotAllowed):
        verbs.publish_guide(guide, is_published=True, by=levi)


keys = st.sampled_from(["a", "b", "c", "d", "gone"])
some_steps = st.lists(
    st.builds(
        Step,
        key=keys.filter(lambda key: key != "gone"),
        text=st.just({"en": "?"}),
        choices=st.lists(st.builds(Choice, to=keys, label=st.just({"en": "!"})), max_size=3).map(tuple),
    ),
    max_size=4,
    unique_by=lambda step: step.key,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "text", "choices", "to", "label", "article", "en"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(some_steps, anything)
def test_what_passes_can_be_followed_to_an_end_and_anything_kept_can_be_read(
    steps: list[Step], kept: object
) -> None:
    assert steps_of(as_json(steps)) == tuple(steps)
    assert steps_of(as_json(steps_of(kept))) == steps_of(kept)
    assert {one.key for one, _depth in in_order(steps)} == {one.key for one in steps}
    if problems_of(steps, "en"):
        return
    by_key = {one.key: one for one in steps}
    ends = {one.key for one in steps if one.is_answer}
    for _round in steps:
        ends |= {one.key for one in steps if any(choice.to in ends for choice in one.choices)}
    assert ends == set(by_key)


def test_the_team_builds_it_on_its_page(site: Site, ada: Agent, as_agent: SignIn) -> None:
    browser = as_agent(ada)
    browser.post(reverse("guides"), {"title": "Which lamp?"})
    made = Guide.objects.get(slug="which-lamp")
    step = reverse("change_step", args=[made.pk, "s1"])
    words = {"text": "For a desk?", "label": ["Yes", "No", ""], "to": ["", "", ""], "language": "en"}
    assert browser.post(step, words).status_code == 302
    for key in ("s2", "s3"):
        browser.post(reverse("change_step", args=[made.pk, key]), {"text": f"Take {key}", "language": "en"})
    french = {"text": "Pour un bureau ?", "label": ["Oui", "Non"], "to": ["s2", "s3"], "language": "fr"}
    browser.post(step, french)
    counting.reached(made, "s1")
    made.refresh_from_db()
    first = steps_of(made.steps)[0]
    assert [choice.to for choice in first.choices] == ["s2", "s3"]
    assert first.choices[0].label == {"en": "Yes", "fr": "Oui"}
    change = reverse("change_guide", args=[made.pk])
    browser.post(change, {"do": "publish"})
    browser.post(
        change,
        {
            "do": "describe",
            "title": "Which?",
            "visibility": "public",
            "origins": "https://app.lamp.example/x",
        },
    )
    made.refresh_from_db()
    assert (made.is_published, made.titles, made.origins) == (
        True,
        {"en": "Which?"},
        ["https://app.lamp.example"],
    )
    page = browser.get(reverse("guide", args=[made.pk]), {"language": "fr"}).content.decode()
    assert "Pour un bureau ?" in page
    assert "reached 1 times" in page
    assert StepCount.objects.get().views == 1


def test_who_may_not_write_builds_nothing(guide: Guide, ada: Agent, nora: Agent, as_agent: SignIn) -> None:
    step, change = reverse("change_step", args=[guide.pk, "s1"]), reverse("change_guide", args=[guide.pk])
    assert as_agent(ada).post(reverse("change_step", args=[guide.pk, "zz"])).status_code == 404
    for address in (reverse("guides"), reverse("guide", args=[guide.pk])):
        assert as_agent(nora).get(address).status_code == 403
    for address in (step, change):
        assert as_agent(nora).post(address, {"text": "X", "do": "delete"}).status_code == 403
    as_agent(ada).post(change, {"do": "delete"})
    assert not Guide.objects.exists()


def test_readers_follow_it_without_a_script_and_in_a_frame_of_its_origins(
    site: Site, guide: Guide, client: Client, ada: Agent, as_agent: SignIn
) -> None:
    page, frame = "/help/en/guides/it-is-dark/", "/help/en/guides/it-is-dark/embed/"
    assert {client.get(page).status_code, client.get(frame).status_code} == {404}
    assert "Does it shine?" in as_agent(ada).get(page, {"draft": "1"}).content.decode()
    assert as_agent(ada).get(frame).status_code == 404  # a frame shows what strangers see
    verbs.publish_guide(guide, is_published=True, by=ada)
    client = Client(headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
    assert page in client.get("/help/en/").content.decode()
    first = client.get(page)
    assert f'href="{page}?way=2"' in first.content.decode()
    assert not first.cookies
    end = client.get(page, {"way": "2.1"}).content.decode()
    assert "/help/en/the-lamp/" in end
    assert "?way=2" in end  # one may change the answer
    assert client.get(page, {"way": "7"}).status_code == 404
    assert set(StepCount.objects.values_list("step", "views")) == {("s1", 1), ("s4", 1)}
    told: dict[str, Any] = {"language": "en", "title": "It is dark", "by": ada}
    verbs.describe_guide(guide, visibility="public", origins=["https://app.lamp.example"], **told)
    framed = client.get(frame, {"way": "2.1"})
    assert "frame-ancestors https://app.lamp.example" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "<script" not in framed.content.decode()
    assert 'target="_blank"' in framed.content.decode()
    assert "frame-ancestors https://app" not in client.get(page).headers["Content-Security-Policy"]
    verbs.describe_guide(guide, visibility="customers", origins=[], **told)
    assert {client.get(page).status_code, client.get(frame).status_code} == {404}
