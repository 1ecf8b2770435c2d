"""Teams, roles and leaving, as admins do it; and what a guest and a light agent find on their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox, Role, Team, mailbox_ids
from handrail.accounts.teams import set_members
from handrail.accounts.verbs import create_mailbox, grant_access
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Message
from handrail.conversations.settings.fields import add_field
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.viewing import save_view
from handrail.core.models import AuditEntry
from handrail.customers.models import Customer
from handrail.notifications.queries import news_of
from handrail.notifications.tests.test_telling import hear
from handrail.playbooks.verbs import Sharing, Variant, save_macro, save_reply
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
ADDRESS = "dora@nordlicht.example"


def test_an_owner_makes_a_guest_team(support: Mailbox, olga: Agent, finn: Agent, as_agent: SignIn) -> None:
    client = as_agent(olga)
    facts: dict[str, Any] = {"name": "Northwind Care", "is_guest": "on", "mailboxes": [support.pk]}
    refused = client.post(reverse("add_team"), facts | {"agents": [finn.pk]})
    assert refused.status_code == 422
    assert "Only guests can be in a guest team" in refused.content.decode()
    assert not Team.objects.exists()
    person = {"name": "Finn", "email": finn.email, "role": "guest", "is_active": "on"}
    assert client.post(reverse("person", args=[finn.pk]), person).status_code == 302
    assert client.post(reverse("add_team"), facts | {"agents": [finn.pk]}).status_code == 302
    team = Team.objects.get()
    assert list(team.agents.all()) == [finn]
    assert mailbox_ids(Agent.objects.get(pk=finn.pk)) == [support.pk]
    assert "Guest team" in client.get(reverse("teams")).content.decode()
    back = client.post(reverse("person", args=[finn.pk]), person | {"role": "agent", "teams": [team.pk]})
    assert back.status_code == 422  # an agent in a guest team
    assert Agent.objects.get(pk=finn.pk).role == Role.GUEST
    assert client.post(reverse("person", args=[finn.pk]), person | {"role": "agent"}).status_code == 302
    assert AuditEntry.objects.filter(action="team members changed").count() == 2


def test_a_lead_changes_only_teams_that_see_no_more(
    support: Mailbox, billing: Mailbox, ada: Agent, finn: Agent, agency: Team, olga: Agent, as_agent: SignIn
) -> None:
    finn.role = Role.LEAD
    finn.save()
    client, address = as_agent(finn), reverse("team", args=[agency.pk])
    assert client.get(address).status_code == 404
    grant_access(support, to=finn)
    assert client.get(address).status_code == 200
    grant_access(billing, to=agency)
    assert client.post(address, {"name": "Mine"}).status_code == 404


def test_a_lead_reads_no_name_of_a_mailbox_that_they_do_not_see(
    cleo: Agent, ada: Agent, olga: Agent, agency: Team, as_agent: SignIn
) -> None:
    cellar = create_mailbox(name="Cellar", address="cellar@lamp.example")
    for whose in (ada, agency):
        grant_access(cellar, to=whose)
    for agent, sees in ((cleo, False), (olga, True)):
        for page in ("people", "teams"):
            assert ("Cellar" in as_agent(agent).get(reverse(page)).content.decode()) == sees, page


def test_who_may_no_longer_sign_in_hands_over(
    ask: Ask, ada: Agent, ben: Agent, olga: Agent, as_agent: SignIn
) -> None:
    verbs.assign(ask(), to=ada, by=ada.as_actor())
    hers, client = as_agent(ada), as_agent(olga)
    facts = {"name": "Ada", "email": ada.email, "role": "agent", "hand_over": ben.pk}
    assert client.post(reverse("person", args=[ada.pk]), facts).status_code == 302
    assert hers.get(reverse("inbox", args=["mine"])).status_code == 302  # to the sign-in page
    job = ProcrastinateJob.objects.get(task_name__endswith="hand_over")
    assert job.args == {"leaver": ada.pk, "to": ben.pk, "by": olga.pk}
    again = client.post(reverse("person", args=[ada.pk]), facts)
    assert again.status_code == 302  # they may not sign in already: nothing more to hand over
    assert ProcrastinateJob.objects.filter(task_name__endswith="hand_over").count() == 1


def test_the_last_owner_stays_one(olga: Agent, as_agent: SignIn) -> None:
    facts = {"name": "Olga", "email": olga.email, "is_active": "on"}
    for change in ({"role": "light"}, {"role": "owner", "is_active": ""}):
        answer = as_agent(olga).post(reverse("person", args=[olga.pk]), facts | change)
        assert answer.status_code == 422
        assert "There must be one owner" in answer.content.decode()


def test_a_lead_takes_nobody_over_who_reads_what_is_restricted(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    verbs.restrict(ask(), agents=[], by=ada.as_actor())
    facts = {"name": "Ada", "email": "cleo2@lamp.example", "role": "agent", "is_active": "on"}
    answer = as_agent(cleo).post(reverse("person", args=[ada.pk]), facts)
    assert answer.status_code == 422
    assert "restricted conversations: ask an owner" in answer.content.decode()


@pytest.fixture
def given(ask: Ask, dora: Customer, agency: Team, nora: Agent, cleo: Agent) -> Conversation:
    asked = ask(f"Write to {ADDRESS}, please.", subject=f"From {ADDRESS}")
    raw = File("original.eml", "message/rfc822", f"From: {ADDRESS}".encode())
    verbs.note(asked, words=Words(text=f"{ADDRESS} again", files=(raw,)), by=cleo.as_actor())
    words = Words(text="Hello", recipients={"to": [{"name": "", "address": ADDRESS}], "cc": []})
    verbs.reply(asked, words=words, by=cleo.as_actor(), send=False)
    dora.name = ADDRESS
    dora.save()
    verbs.assign(asked, to=agency, by=cleo.as_actor())
    return asked


def test_a_guest_reads_no_address(given: Conversation, nora: Agent, as_agent: SignIn) -> None:
    client, number = as_agent(nora), given.number
    pages = [
        client.get(reverse("conversation", args=[number])),
        client.get(reverse("conversation", args=[number]), {"answers": given.entries.earliest("pk").pk}),
        client.get(reverse("entries", args=[number])),
        client.get(reverse("inbox", args=["all"])),
        client.get(reverse("search"), {"q": "please"}),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "d•••@n•••.example" in text, page.request["PATH_INFO"]
        assert "nordlicht" not in text.lower()
    text = pages[0].content.decode()
    assert 'name="cc"' not in text
    assert "original.eml" not in text
    assert "Original mail" not in text


def test_a_shared_view_tells_a_guest_no_address(
    given: Conversation, nora: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    view = save_view(by=cleo, owner=None, name=f"Of {ADDRESS}", filter=f"from:{ADDRESS}")
    client = as_agent(nora)
    pages = [reverse("inbox", args=["all"]), reverse("views"), reverse("inbox", args=[view.slug])]
    pages += [reverse("palette"), f"{reverse('conversation', args=[given.number])}?view={view.slug}"]
    for page in pages:
        assert "nordlicht.example" not in client.get(page).content.decode().lower(), page


def test_what_is_filled_in_is_read_by_no_guest(
    given: Conversation, nora: Agent, levi: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    field = add_field(label="Shop", type="text", by=cleo)
    verbs.set_field(given, key=field.key, value=f"of {ADDRESS}", by=cleo.as_actor())
    for agent, reads in ((nora, False), (levi, True)):
        answer = as_agent(agent).get(reverse("sheet", args=[given.number]))
        assert answer.status_code == (200 if reads else 403)
        assert (ADDRESS in answer.content.decode()) == reads


@pytest.mark.usefixtures("way_out")
def test_nor_in_lists_news_and_what_would_leave(
    given: Conversation, nora: Agent, cleo: Agent, support: Mailbox, as_agent: SignIn
) -> None:
    client, team = as_agent(nora), Sharing(None, [support])
    verbs.assign(given, to=nora, by=cleo.as_actor())
    verbs.receive(given, words=Words(text="Any news?"), by=given.customer.as_actor())
    hear()
    verbs.save_draft(given, agent=nora, kind="reply", text=f"To {ADDRESS}")
    later = timezone.now() + timedelta(days=1)
    verbs.reply(given, words=Words(text="Soon"), by=nora.as_actor(), send_after=later, is_scheduled=True)
    verbs.save_draft(given, agent=nora, kind="reply", text="Hello")
    saved = save_reply(None, title="Hi", variants=[Variant("en", "Hi.")], sharing=team, by=cleo)
    macro = save_macro(None, name="Hi", steps=[("reply", str(saved.pk))], sharing=team, by=cleo)
    pages = [("drafts", []), ("notifications", []), ("run_macro", [given.number, macro.pk])]
    pages += [(name, [given.number]) for name in ("call_note", "call_offer", "run_macros")]
    sent = Message.objects.filter(direction="out").latest("pk")
    pages += [("send_state", [given.number, sent.pk]), ("show_pictures", [given.number, sent.pk])]
    for name, about in pages:
        text = client.get(reverse(name, args=about)).content.decode()
        assert "nordlicht" not in text.lower(), name
    assert "d•••@n•••.example" in client.get(reverse("notifications")).content.decode()
    assert "nordlicht" not in str(news_of(nora)).lower()


@pytest.mark.usefixtures("way_out")
def test_a_guest_s_answer_goes_to_the_customer_all_the_same(
    given: Conversation, nora: Agent, agency: Team, as_agent: SignIn
) -> None:
    answer = as_agent(nora).post(
        reverse("reply", args=[given.number]), {"kind": "reply", "text": "Done.", "cc": "spy@evil.example"}
    )
    assert answer.status_code == 302
    message = Message.objects.latest("pk")
    assert message.recipient_addresses == [ADDRESS]
    assert message.subject == f"From {ADDRESS}"
    set_members(agency, agents=[])  # what was open to them is gone with the next request
    assert as_agent(nora).get(reverse("conversation", args=[given.number])).status_code == 404


def test_a_light_agent_is_offered_notes_only(ask: Ask, levi: Agent, ada: Agent, as_agent: SignIn) -> None:
    address = reverse("conversation", args=[ask().number])
    for agent, offered in ((levi, False), (ada, True)):
        text = as_agent(agent).get(address).content.decode()
        for mark in ('value="reply"', 'data-key="e"', 'data-key="s"', 'data-key="p"', 'data-key="i"'):
            assert (mark in text) == offered, (agent, mark)
        assert 'value="note"' in text


def test_a_refusal_is_one_sentence_for_pages_and_for_scripts(ask: Ask, levi: Agent, as_agent: SignIn) -> None:
    address, client = reverse("status", args=[ask().number]), as_agent(levi)
    status = {"status": default_status(Category.CLOSED).pk}
    page = client.post(address, status)
    assert page.status_code == 403
    assert "does not let you change the status" in page.content.decode()
    short = client.post(address, status, headers={"HX-Request": "true"})
    assert short.status_code == 403
    assert short.content.decode().startswith("Your role does not let you change the status")
    assert short.headers["Handrail-Refusal"].startswith("Your%20role")


def test_who_may_see_is_chosen_on_a_page(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, finn: Agent, as_agent: SignIn
) -> None:
    asked, client = ask(), as_agent(ada)
    address = reverse("restrict", args=[asked.number])
    assert "Ben" in client.get(address).content.decode()
    assert client.post(address, {"agents": [finn.pk]}).status_code == 422
    assert client.post(address, {"agents": [cleo.pk]}).status_code == 302
    page = reverse("conversation", args=[asked.number])
    assert "Only Ada, Cleo can see this conversation" in client.get(page).content.decode()
    assert as_agent(ben).get(page).status_code == 404
    assert client.post(address, {"everybody": "1"}).status_code == 302
    assert as_agent(ben).get(page).status_code == 200
