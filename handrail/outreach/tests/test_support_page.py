"""What readers find: ways, hours, the letter in their language, the plan; and how they answer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat.models import Widget
from handrail.channels.form.building import add_form
from handrail.channels.portal.configuring import set_portal
from handrail.conversations.models import Conversation, Place
from handrail.core.abuse.policies import FLOOD, POLICIES
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import Site
from handrail.helpcenter.verbs.writing import free_slug
from handrail.outreach.models import ReaderAnswer, StepState
from handrail.outreach.reading.hours import OpenDay, desks_of, spoken
from handrail.outreach.tests.conftest import Plan, Publish
from handrail.outreach.verbs import NoteWords, note_progress, put_notice, set_page
from handrail.routing.hours import Slot
from handrail.routing.models.hours import Holiday
from handrail.routing.verbs import set_hours

SignIn = Callable[[Agent], Client]
PAGE = "/help/en/support/"


def _get(client: Client, path: str = PAGE, status: int = 200, **headers: str) -> str:
    forget_remembered()
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_a_closed_page_is_not_there_and_an_open_one_is_found(client: Client, site: Site) -> None:
    set_page(site, is_on=False, by=None)
    assert "support/" not in _get(client, "/help/en/")
    for path in (PAGE, f"{PAGE}feed.xml"):
        _get(client, path, 404)
    assert client.post(f"{PAGE}answer/").status_code == 404
    set_page(site, is_on=True, by=None)
    assert f'href="{PAGE}"' in _get(client, "/help/en/")
    assert "/help/fr/support/" in _get(client, "/help/sitemap.xml")
    page = _get(client)
    assert 'hreflang="ar"' in page
    assert 'rel="canonical"' in page
    _get(client, "/help/xx/support/", 404)
    assert client.get(PAGE).cookies == {}
    assert free_slug(site, "en", "support") == "support-2"


def test_each_way_says_where_it_begins(client: Client, site: Site, support: Mailbox, cleo: Agent) -> None:
    assert re.findall(r'data-way="(\w+)"', _get(client)) == ["email"]
    add_form(name="Ask", slug="ask", mailbox=support, by=cleo)
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    page = _get(client)
    assert re.findall(r'data-way="(\w+)"', page) == ["form", "portal", "email"]
    assert 'href="/forms/ask/?lang=en"' in page
    assert 'href="mailto:support@lamp.example"' in page


def test_a_wait_is_said_once_with_the_ways_it_holds_for_and_a_chat_begins_here(
    client: Client, site: Site, support: Mailbox, cleo: Agent
) -> None:
    lamp = Widget.objects.create(name="Lamp", mailbox=support)
    add_form(name="Ask", slug="ask", mailbox=support, by=cleo)
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    page = _get(client)
    assert re.findall(r'data-way="(\w+)"', page) == ["chat", "form", "portal", "email"]
    assert page.count("data-wait>") == 2  # of the chat, and of all that is answered by mail
    begins = re.findall(rf'href="(/chat/{lamp.public_id}/\?lang=en)"', page)
    assert len(begins) == 1
    answer = client.get(begins[0].replace("=en", "=fr"), headers={"Accept-Language": "en"})
    assert '<html lang="fr"' in answer.content.decode()


def test_the_portals_settings_are_asked_for_once(client: Client, site: Site, support: Mailbox) -> None:
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    with CaptureQueriesContext(connection) as asked:
        _get(client)
    assert sum('FROM "portal_portal"' in one["sql"] for one in asked.captured_queries) == 1


def test_the_clock_is_that_of_whoever_has_hours(
    client: Client, site: Site, support: Mailbox, billing: Mailbox, cleo: Agent
) -> None:
    add_form(name="Ask", slug="ask", mailbox=billing, by=cleo)  # always open, and of no zone
    set_hours(support, time_zone="Asia/Tokyo", slots=[Slot(0, 540, 600)])
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    assert "<option selected>Asia/Tokyo" in _get(client)


def test_hours_on_two_clocks_and_holidays_that_come(
    client: Client, site: Site, support: Mailbox, hours: Callable[..., None]
) -> None:
    today = timezone.now().date()
    hours(Holiday(today + timedelta(days=20), "Lamp day"), Holiday(today - timedelta(days=20), "Long ago"))
    page = _get(client)
    assert "09:00–17:00" in page
    assert "Lamp day" in page
    assert "Long ago" not in page
    assert re.search(r'<bdi lang="en">Lamp day</bdi>', _get(client, "/help/ar/support/"))
    tokyo = _get(client, f"{PAGE}?zone=Asia/Tokyo")
    assert re.search(r"1[67]:00–(Sun|Mon|Tue|Wed|Thu|Fri|Sat)?\s?0[01]:00", tokyo)
    assert "09:00–17:00" in tokyo
    assert "<option selected>Asia/Tokyo" in tokyo
    assert _get(client, f"{PAGE}?zone=Nowhere/At_all").count("Nowhere") == 0


def test_a_step_that_is_not_in_the_reader_s_language_says_so(client: Client, site: Site, plan: Plan) -> None:
    plan("Two more people", fr="Deux de plus")
    assert 'data-in="en"' in _get(client, "/help/ar/support/")
    assert "data-in=" not in _get(client, "/help/fr/support/") + _get(client)


@pytest.mark.parametrize(
    ("now", "is_open", "opens"),
    [
        (datetime(2026, 3, 27, 10, tzinfo=UTC), True, datetime(2026, 3, 27, 10, tzinfo=UTC)),
        (datetime(2026, 3, 27, 18, tzinfo=UTC), False, datetime(2026, 3, 30, 7, tzinfo=UTC)),
    ],
)
def test_a_week_with_its_change_of_clocks(
    support: Mailbox, hours: Callable[..., None], now: datetime, is_open: bool, opens: datetime
) -> None:
    hours(Holiday(date(2026, 3, 31), "Off"))
    (desk,) = desks_of([support, support], now)
    assert desk.names == ("Lamp support",)
    assert (desk.is_open, desk.opens) == (is_open, opens)
    assert [one.day.isoformat() for one in desk.week][:2] == ["2026-03-27", "2026-03-28"]
    told = {one.day.day: spoken(one, desk.zone) for one in desk.week}
    assert told[27] == told[30] == "09:00–17:00"
    assert told[28] == told[31] == ""
    assert [one.holiday for one in desk.holidays] == ["Off"]


def test_a_day_around_the_clock_ends_at_midnight() -> None:
    berlin, day = ZoneInfo("Europe/Berlin"), date(2026, 3, 28)
    begins, ends = (datetime(2026, 3, number, tzinfo=berlin).astimezone(UTC) for number in (28, 29))
    assert spoken(OpenDay(day, ((begins, ends),)), berlin) == "00:00–24:00"
    assert spoken(OpenDay(day, ((begins, ends),)), ZoneInfo("UTC")).endswith("23:00–23:00")


def test_the_letter_in_two_languages_and_instead_of_a_third(client: Client, publish: Publish) -> None:
    publish("Why we are slow", opening="We **grew**.", well="- Chat", badly="Mail <script>alert(1)</script>")
    publish("Pourquoi nous sommes lents", language="fr", badly="Le courrier")
    english = _get(client)
    assert "<strong>grew</strong>" in english
    assert 'id="well"' in english
    assert "alert(1)" not in english
    french = _get(client, "/help/fr/support/")
    assert "Pourquoi nous sommes lents" in french
    assert 'lang="fr"' in french
    assert "data-fallback" not in french
    arabic = _get(client, "/help/ar/support/")
    assert "Why we are slow" in arabic
    assert "data-fallback" in arabic
    assert 'dir="rtl"' in arabic


def test_an_older_translation_says_so(client: Client, publish: Publish) -> None:
    publish("Why we are slow", badly="Mail")
    publish("Pourquoi", language="fr", badly="Le courrier")
    newer = 'href="/help/en/support/" hreflang="en">'
    assert newer not in _get(client, "/help/fr/support/").partition("<main")[2]
    publish("Why we are slow", badly="Mail, of course")
    assert newer not in _get(client, "/help/fr/support/").partition("<main")[2]  # a word was set right
    publish("Why we are slow", badly="Mail, and phone", is_new=True)
    assert newer in _get(client, "/help/fr/support/").partition("<main")[2]


def test_the_plan_with_its_progress_and_the_feed(
    client: Client, site: Site, plan: Plan, publish: Publish
) -> None:
    letter = publish("Why we are slow", opening="We grew.")
    step = plan("Two more people", fr="Deux de plus", body="## In March\n\nThey begin.")
    plan("Not yet told", is_shown=False)
    words = NoteWords({"en": "The first is **here**."}, StepState.UNDER_WAY)
    note = note_progress(site, step, words=words, by=None)
    whole = note_progress(site, words=NoteWords({"en": "Half way."}), by=None)
    assert note is not None
    assert whole is not None
    page = _get(client)
    assert 'data-state="under way"' in page
    assert "<strong>here</strong>" in page
    assert "Not yet told" not in page
    assert page.count(f'id="step-{step.pk}"') == 1
    assert 'id="in-march"' not in page
    french = _get(client, "/help/fr/support/")
    assert "Deux de plus" in french
    assert 'lang="en" dir="ltr"' in french
    feed = _get(client, f"{PAGE}feed.xml")
    at = [feed.index(f"support/#{one}") for one in (f"note-{whole.pk}", f"note-{note.pk}")]
    assert at == sorted(at)
    assert f"#letter-{letter.published.number}" in feed if letter.published else False


def test_the_statements_of_the_page_are_counted(
    client: Client,
    site: Site,
    plan: Plan,
    publish: Publish,
    hours: Callable[..., None],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    hours()
    publish("Why we are slow", opening="We grew.")
    for number in range(3):
        step = plan(f"Step {number}")
        note_progress(site, step, words=NoteWords({"en": f"Done {number}"}), by=None)
    client.get(PAGE)
    forget_remembered()
    with django_assert_num_queries(20):
        assert client.get(PAGE).status_code == 200


def test_a_reader_answers_a_step_and_an_agent_has_a_conversation(
    client: Client, site: Site, plan: Plan, publish: Publish, support: Mailbox, as_agent: SignIn, ada: Agent
) -> None:
    publish("Why we are slow", opening="We grew.")
    step, hidden = plan("Two more people"), plan("Secret", is_shown=False)
    told = {"words": "Hire night people.", "email": "dora@nordlicht.example", "about": str(step.pk)}
    once = {"once": str(uuid.uuid4())}
    for _twice in range(2):
        sent = client.post(f"{PAGE}answer/", told | once)
        assert sent["Location"] == f"{PAGE}?commented=1#comment"
    made = Conversation.objects.get()
    assert (made.channel, made.mailbox) == ("article", support)
    assert made.subject == "Why we are slow: Two more people"
    assert ReaderAnswer.objects.get().step == step
    seen = as_agent(ada).get(f"/conversations/{made.number}/").content.decode()
    assert "Hire night people." in seen
    assert f"{PAGE}#step-{step.pk}" in seen
    client.post(f"{PAGE}answer/", told | {"about": str(hidden.pk), "words": "Else"})
    assert ReaderAnswer.objects.latest("conversation").step is None
    refused = client.post(f"{PAGE}answer/", told | {"email": "nobody"})
    assert refused.status_code == 422
    assert "Hire night people." in refused.content.decode()
    assert f'value="{step.pk}" selected' in refused.content.decode()
    client.post(f"{PAGE}answer/", told | {"website": "http://robot"})
    assert Conversation.objects.latest("pk").place == Place.SPAM


def test_a_long_answer_is_refused_and_stays_as_it_was_typed(client: Client, publish: Publish) -> None:
    publish("Why we are slow", opening="We grew.")
    told = {"email": "dora@nordlicht.example", "once": str(uuid.uuid4())}
    long = f"{'So it was. ' * 500}The very end."
    refused = client.post(f"{PAGE}answer/", told | {"words": long})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "it has 5,513 characters, and at most 5,000" in page
    assert long in page
    assert "maxlength" not in page.partition("<textarea")[2].partition(">")[0]  # it would be cut silently
    assert not Conversation.objects.exists()
    lines = "\r\n".join("x" * 2499 for _each in range(2))  # as browsers send ends of lines
    assert client.post(f"{PAGE}answer/", told | {"words": lines + "y"}).status_code == 302


def test_who_answers_far_too_often_is_told_when_to_come_again(client: Client, publish: Publish) -> None:
    publish("Why we are slow", opening="We grew.")
    told = {"email": "dora@nordlicht.example"}
    most = FLOOD * POLICIES["comment"].rates[0].most
    answers = [client.post(f"{PAGE}answer/", told | {"words": f"No. {one}"}) for one in range(2 * most + 2)]
    assert answers[0].status_code == 302
    refused = answers[-1]
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert f"No. {2 * most + 1}" in refused.content.decode()


def test_a_language_that_the_site_lacks_leads_to_its_first(client: Client, site: Site) -> None:
    for wanted, now in (
        ("/help/ja/support/?zone=Asia%2FTokyo", "/help/en/support/?zone=Asia%2FTokyo"),
        ("/help/ja/support/feed.xml", "/help/en/support/feed.xml"),
        ("/help/fr-CA/support/", "/help/fr/support/"),
        ("/help/ja/", "/help/en/"),
    ):
        answer = client.get(wanted)
        assert (answer.status_code, answer.headers.get("Location")) == (302, now)
    assert client.post("/help/ja/support/answer/", {"words": "Hello"}).status_code == 404
    set_page(site, is_on=False, by=None)
    _get(client, "/help/ja/support/", 404)


def test_without_a_letter_and_a_plan_there_is_nothing_to_answer(client: Client, site: Site) -> None:
    assert 'id="comment"' not in _get(client)
    told = {"words": "Hello", "email": "dora@nordlicht.example"}
    assert client.post(f"{PAGE}answer/", told).status_code == 404


def test_a_notice_stands_above_everything_until_its_end(
    client: Client, site: Site, support: Mailbox, cleo: Agent
) -> None:
    add_form(name="Ask", slug="ask", mailbox=support, by=cleo)
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    notice = put_notice(
        site, words={"en": "An outage."}, ends_at=timezone.now() + timedelta(hours=2), by=cleo
    )
    for path in (PAGE, "/help/fr/support/", "/forms/ask/", "/portal/sign-in/"):
        assert "An outage." in _get(client, path), path
    assert "An outage." not in _get(client, "/help/en/")
    notice.ends_at = timezone.now()
    notice.save()
    for path in (PAGE, "/forms/ask/", "/portal/sign-in/"):
        assert "An outage." not in _get(client, path), path
    assert 'href="/help/en/support/"' in _get(client, "/portal/sign-in/")
