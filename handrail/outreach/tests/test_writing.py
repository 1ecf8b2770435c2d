"""What leads do: the letter as versions, the plan that is never quietly changed, the notice with its end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import NotAllowed
from handrail.accounts.verbs import create_mailbox
from handrail.conversations.models import Conversation
from handrail.core.models import AuditEntry
from handrail.helpcenter.models import Site
from handrail.outreach.models import LetterText, LetterVersion, Notice, PlanStep, ProgressNote, StepState
from handrail.outreach.tests.conftest import Plan, Publish
from handrail.outreach.verbs import (
    LetterWords,
    NoteWords,
    arrange_steps,
    discard_letter_draft,
    end_notice,
    note_progress,
    publish_letter,
    put_notice,
    remove_note,
    remove_step,
    save_letter,
    save_step,
    show_step,
    withdraw_letter,
)

SignIn = Callable[[Agent], Client]


def test_versions_are_kept_and_only_published_ones_are_read(site: Site, cleo: Agent) -> None:
    first = save_letter(site, language="en", words=LetterWords("Slow", badly="Mail"), by=cleo)
    again = save_letter(site, language="en", words=LetterWords(" Slow ", badly="Mail\r\n"), by=cleo)
    assert again == first
    letter = publish_letter(first, by=cleo)
    since = letter.published_at
    second = save_letter(site, language="en", words=LetterWords("Slow", badly="Mail and chat"), by=cleo)
    assert (second.number, second.by) == (2, "Cleo")
    assert LetterText.objects.get().published == first
    assert publish_letter(first, by=cleo).published_at == since
    assert publish_letter(second, by=cleo).published == second
    assert withdraw_letter(letter, by=cleo).published is None
    assert LetterVersion.objects.count() == 2
    told = AuditEntry.objects.filter(action__startswith="open letter").values_list("action", flat=True)
    assert sorted(told) == [*["open letter published"] * 2, "open letter withdrawn"]
    for words in (LetterWords(""), LetterWords("T" * 201), LetterWords("T", well="w" * 20_001)):
        with pytest.raises(ValidationError):
            save_letter(site, language="en", words=words, by=cleo)


def test_a_word_that_was_set_right_keeps_the_date_and_news_are_dated_anew(site: Site, cleo: Agent) -> None:
    def version(words: str) -> LetterVersion:
        return save_letter(site, language="en", words=LetterWords("Slow", badly=words), by=cleo)

    since = publish_letter(version("Mial"), by=cleo).published_at
    assert publish_letter(version("Mail"), by=cleo).published_at == since
    renewed = publish_letter(version("Mail and chat"), is_new=True, by=cleo).published_at
    assert since is not None
    assert renewed is not None
    assert renewed > since


def test_a_draft_says_so_and_discarding_it_leaves_what_readers_see(
    site: Site, publish: Publish, cleo: Agent, as_agent: SignIn
) -> None:
    client, address = as_agent(cleo), reverse("open_letter", args=["en"])
    letter = publish("Slow", badly="Mail")
    assert "data-draft" not in client.get(address).content.decode()
    draft = save_letter(site, language="en", words=LetterWords("Fast"), by=cleo)
    text = client.get(address).content.decode()
    assert "data-draft" in text
    assert 'value="Fast"' in text
    client.post(address, {"do": "discard"})
    text = client.get(address).content.decode()
    assert "data-draft" not in text
    assert 'value="Slow"' in text
    letter.refresh_from_db()
    assert letter.latest == letter.published
    assert draft.title in client.get(reverse("open_letter_versions", args=["en"])).content.decode()
    third = save_letter(site, language="en", words=LetterWords("Fast again"), by=cleo)
    assert third.number == draft.number + 1
    assert discard_letter_draft(letter, by=cleo).latest == letter.published


def test_what_readers_know_of_the_plan_is_dropped_aloud(site: Site, plan: Plan, cleo: Agent) -> None:
    step = plan("Two more people")
    with pytest.raises(ValidationError):
        remove_step(step, by=cleo)
    with pytest.raises(ValidationError):
        note_progress(site, step, words=NoteWords(state=StepState.DROPPED), by=cleo)
    assert note_progress(site, step, words=NoteWords(state=StepState.PLANNED), by=cleo) is None
    under_way = note_progress(site, step, words=NoteWords(state=StepState.UNDER_WAY), by=cleo)
    assert under_way is not None
    dropped = NoteWords({"en": "No money."}, StepState.DROPPED)
    told = note_progress(site, step, words=dropped, by=cleo)
    assert told is not None
    remove_note(told, by=cleo)
    told.refresh_from_db()
    step.refresh_from_db()
    assert (told.texts, told.state, step.state) == ({}, StepState.DROPPED, StepState.DROPPED)
    alone = note_progress(site, words=NoteWords({"en": "Oops"}), by=cleo)
    assert alone is not None
    remove_note(alone, by=cleo)
    assert not ProgressNote.objects.filter(step=None).exists()
    with pytest.raises(ValidationError):
        note_progress(site, words=NoteWords({"en": "x"}, StepState.DONE), by=cleo)
    draft = plan("Perhaps", is_shown=False)
    remove_step(draft, by=cleo)
    assert list(PlanStep.objects.all()) == [step]


def test_steps_stand_in_the_order_that_was_chosen(site: Site, plan: Plan, cleo: Agent) -> None:
    one, two, three = (plan(name) for name in ("One", "Two", "Three"))
    arrange_steps(site, order=[str(three.pk), "none"], by=cleo)
    assert list(site.plan_steps.all()) == [three, one, two]
    arrange_steps(site, up=str(two.pk), by=cleo)
    assert list(site.plan_steps.all()) == [three, two, one]


def test_a_notice_takes_the_place_of_the_one_before(site: Site, cleo: Agent) -> None:
    soon = timezone.now() + timedelta(hours=1)
    first = put_notice(site, words={"en": "Outage", "fr": " "}, ends_at=soon, by=cleo)
    assert first.words == {"en": "Outage"}
    second = put_notice(site, words={"en": "Still"}, ends_at=soon, by=cleo)
    assert list(Notice.objects.current()) == [second]
    assert end_notice(site, by=cleo)
    assert not end_notice(site, by=cleo)
    for ends_at in (timezone.now(), timezone.now() + timedelta(days=32), None):
        with pytest.raises(ValidationError):
            put_notice(site, words={"en": "Outage"}, ends_at=ends_at, by=cleo)
    for words in ({"en": "  "}, {"en": "w" * 301}):
        with pytest.raises(ValidationError):
            put_notice(site, words=words, ends_at=soon, by=cleo)


def test_only_leads_speak_for_everybody(site: Site, plan: Plan, ada: Agent, as_agent: SignIn) -> None:
    step = plan("One")
    version = save_letter(site, language="en", words=LetterWords("Slow"), by=None)
    soon = timezone.now() + timedelta(hours=1)
    for act in (
        lambda: save_letter(site, language="en", words=LetterWords("x"), by=ada),
        lambda: publish_letter(version, by=ada),
        lambda: save_step(site, titles={"en": "x"}, bodies={}, by=ada),
        lambda: show_step(step, by=ada),
        lambda: note_progress(site, step, words=NoteWords({"en": "x"}), by=ada),
        lambda: put_notice(site, words={"en": "x"}, ends_at=soon, by=ada),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert as_agent(ada).get(reverse("support_page")).status_code == 404


def test_a_lead_writes_previews_and_publishes(site: Site, cleo: Agent, as_agent: SignIn) -> None:
    client, at = as_agent(cleo), reverse("open_letter", args=["fr"])
    words = {"title": "Lents", "opening": "Nous **avons** grandi.", "well": "", "badly": "", "base": ""}
    assert client.post(at, {**words, "title": ""}).status_code == 422
    assert client.post(at, words | {"do": "save"}).status_code == 302
    public = Client()
    assert "Lents" not in public.get("/help/fr/support/").content.decode()
    preview = client.get(reverse("support_preview", args=["fr"]))
    assert "<strong>avons</strong>" in preview.content.decode()
    assert preview["Cache-Control"] == "private, no-store"
    overtaken = client.post(at, words | {"title": "Autre", "base": "0"})
    assert overtaken.status_code == 422
    assert 'value="Autre"' in overtaken.content.decode()
    client.post(at, words | {"opening": "Nous avons **beaucoup** grandi.", "base": "1", "do": "publish"})
    assert "<strong>beaucoup</strong>" in public.get("/help/fr/support/").content.decode()
    versions = client.get(reverse("open_letter_versions", args=["fr"])).content.decode()
    assert "<ins>" in versions
    assert client.get(reverse("open_letter_versions", args=["en"])).status_code == 404
    assert client.get(reverse("open_letter", args=["xx"])).status_code == 404
    client.post(at, {"do": "withdraw"})
    assert "Lents" not in public.get("/help/fr/support/").content.decode()


def test_a_lead_answers_a_reader_in_public(
    site: Site, plan: Plan, publish: Publish, support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    publish("Why we are slow")
    step = plan("Two more people")
    told = {"words": "When?", "email": "dora@nordlicht.example", "about": step.pk, "once": uuid.uuid4()}
    Client().post("/help/en/support/answer/", told)
    asked = Conversation.objects.get()
    client = as_agent(cleo)
    page = client.get(reverse("support_page")).content.decode()
    assert f'data-answer="{asked.number}"' in page
    there = f"{reverse('plan_step', args=[step.pk])}?answers={asked.number}"
    assert f'name="answers" value="{asked.number}"' in client.get(there).content.decode()
    answer = {"step": step.pk, "answers": asked.number, "state": "under way", "text-en": "In **March**."}
    assert client.post(reverse("plan_progress"), answer).status_code == 302
    note = ProgressNote.objects.get()
    assert (note.answers, note.state) == (asked, StepState.UNDER_WAY)
    public = Client().get("/help/en/support/").content.decode()
    assert "<strong>March</strong>" in public
    assert "dora" not in public
    assert f"#{asked.number}" not in public
    elsewhere = create_mailbox(name="B", address="b@lamp.example")
    Conversation.objects.filter(pk=asked.pk).update(mailbox=elsewhere)
    assert "data-answer" not in client.get(reverse("support_page")).content.decode()


def test_the_page_of_leads_opens_closes_and_warns(
    site: Site, plan: Plan, cleo: Agent, as_agent: SignIn
) -> None:
    client, page = as_agent(cleo), reverse("support_page")
    one, two = plan("One"), plan("Two")
    client.post(page, {"order": [two.pk, one.pk]})
    assert list(site.plan_steps.all()) == [two, one]
    moved = client.post(page, {"order": [two.pk, one.pk], "up": one.pk}, headers={"HX-Request": "true"})
    assert moved.status_code in (204, 302)
    assert list(site.plan_steps.all()) == [one, two]
    soon = timezone.localtime(timezone.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    notice = reverse("support_notice")
    assert client.post(notice, {"words-en": "Outage", "ends_at": "nonsense"}).status_code == 422
    client.post(notice, {"words-en": "Outage", "ends_at": soon})
    assert "data-standing" in client.get(page).content.decode()
    client.post(notice, {"end": "1"})
    assert "data-standing" not in client.get(page).content.decode()
    client.post(reverse("plan_progress"), {"text-en": "Half way."})
    note = ProgressNote.objects.get()
    client.post(reverse("remove_progress", args=[note.pk]))
    assert not ProgressNote.objects.exists()
    client.post(reverse("add_plan_step"), {"title-en": "Three", "do": "show"})
    three = PlanStep.objects.get(is_shown=True, texts__en__title="Three")
    assert client.post(reverse("plan_step", args=[three.pk]), {"do": "remove"}).status_code == 422
    client.post(page, {})
    assert Client().get("/help/en/support/").status_code in (200, 404)
    assert not site.support_page.__class__.objects.get(site=site).is_on
