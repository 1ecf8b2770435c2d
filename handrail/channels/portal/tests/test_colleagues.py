"""Requests of colleagues: off until a lead says so; then to read as the colleague does, or to answer too."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import NotAllowed
from handrail.channels.email.models import Connection
from handrail.channels.portal import following
from handrail.channels.portal.models import Portal, RequestFollower
from handrail.channels.portal.sharing import Shares, share, shares_of
from handrail.channels.portal.tests.conftest import AsCustomer
from handrail.channels.portal.tests.test_visibility import READS, Scene, all_that_is_read, heard, scene
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Conversation, Message, Place, SendState
from handrail.conversations.queries.recipients import read_recipients
from handrail.conversations.verbs import Words
from handrail.core.actors import SYSTEM
from handrail.customers.models import Customer, Organisation
from handrail.customers.verbs import change_customer, find_or_create, join_organisation
from tests.cast import Ask

__all__ = ["scene"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
COLLEAGUES = {"state": "colleagues"}


@pytest.fixture
def jo(dora: Customer) -> Customer:
    """Works with Dora, and has asked nothing."""
    customer = find_or_create("jo@nordlicht.example", "Jo")
    join_organisation(customer, "Nordlicht Studio")
    return Customer.objects.get(pk=customer.pk)


@pytest.fixture
def studio(dora: Customer) -> Organisation:
    return Organisation.objects.get(customers=dora)


def statuses(client: Client, request: Conversation) -> list[int]:
    """Of everything that can be asked of one request: read it and its file; answer, follow, close it."""
    key = request.public_id
    file = Attachment.objects.filter(message__conversation=request, message__entry__kind="received").first()
    read = [client.get(reverse("portal_request", args=[key])).status_code]
    read += [client.get(reverse("portal_file", args=[file.public_id, "x"])).status_code] if file else [404]
    told = {"text": "from a colleague", "once": str(uuid.uuid4()), "follows": "1", "closed": "1"}
    names = ("portal_answer", "portal_follow", "portal_state")
    return read + [client.post(reverse(name, args=[key]), told).status_code for name in names]


def asked_with_file(ask: Ask, **more: Any) -> Conversation:
    conversation = ask("Words", **more)
    words = Words(text="With a file", files=(verbs.File("a.txt", "text/plain", b"inside"),))
    verbs.receive(conversation, words=words, by=conversation.customer.as_actor())
    return conversation


def test_only_a_lead_says_so_and_until_then_there_is_nothing(
    ask: Ask, jo: Customer, studio: Organisation, cleo: Agent, ada: Agent, finn: Agent,
    as_customer: AsCustomer, as_agent: SignIn,
) -> None:  # fmt: skip
    request, client = asked_with_file(ask, subject="A dark lamp"), as_customer(jo)
    assert statuses(client, request) == [404] * 5
    assert "state=colleagues" not in client.get(reverse("portal")).content.decode()
    assert "A dark lamp" not in client.get(reverse("portal"), COLLEAGUES).content.decode()
    address = reverse("share_requests", args=[studio.pk])
    for agent in (ada, finn):
        assert as_agent(agent).post(address, {"how": "see"}).status_code == 404
    with pytest.raises(NotAllowed):
        share(studio, how=Shares.SEE, by=ada)
    assert shares_of(studio.pk) == Shares.NOTHING
    assert as_agent(cleo).post(address, {"how": "everything"}).status_code == 404
    assert as_agent(cleo).post(address, {"how": "see"}).status_code == 302
    assert 'id="sharing"' in as_agent(ada).get(reverse("organisation", args=[studio.pk])).content.decode()
    assert studio.changes.get().data == {"changed": {"sharing": ["nothing", "see"]}}
    listed = client.get(reverse("portal"), COLLEAGUES).content.decode()
    assert "A dark lamp" in listed
    assert "Dora" in listed
    assert "A dark lamp" not in client.get(reverse("portal")).content.decode()
    assert statuses(client, request) == [200, 200, 404, 404, 404]


def test_what_one_reads_of_it_is_what_the_colleague_reads(
    scene: Scene, jo: Customer, studio: Organisation, cleo: Agent, dora: Customer, as_customer: AsCustomer
) -> None:
    client, hers = as_customer(jo), as_customer(dora)
    assert heard(all_that_is_read(client, scene), scene) == set()
    share(studio, how=Shares.ANSWER, by=cleo)
    elsewhere = {"mergedaway", "ofemilsown"}  # in what is Emil's, which is shared with nobody
    told = all_that_is_read(client, scene) + client.get(reverse("portal"), COLLEAGUES).content.decode()
    assert heard(told, scene) == READS["Dora"] - elsewhere
    assert "emil@brume" not in told
    assert heard(all_that_is_read(hers, scene), scene) == READS["Dora"]


def test_restricted_spam_trash_merged_and_of_other_mailboxes_is_not_there(
    ask: Ask, jo: Customer, studio: Organisation, cleo: Agent, billing: Mailbox, as_customer: AsCustomer
) -> None:
    share(studio, how=Shares.ANSWER, by=cleo)
    client, request, other = as_customer(jo), asked_with_file(ask), ask("Another")
    assert statuses(client, request) == [200, 200, 302, 200, 404]  # who follows keeps what stands in the box
    for place in (Place.SPAM, Place.TRASH):
        verbs.move(request, to=place, by=SYSTEM)
        assert statuses(client, request) == [404] * 5
    verbs.move(request, to=Place.INBOX, by=SYSTEM)
    verbs.restrict(request, agents=[], by=cleo.as_actor())
    assert statuses(client, request) == [404] * 5
    assert str(request.public_id) not in client.get(reverse("portal"), COLLEAGUES).content.decode()
    verbs.merge(other, into=asked_with_file(ask), by=cleo.as_actor())
    assert client.get(reverse("portal_request", args=[other.public_id])).status_code == 404
    assert statuses(client, asked_with_file(ask, mailbox=billing)) == [404] * 5


def test_who_comes_from_another_organisation_leaves_what_they_asked_there(
    ask: Ask, jo: Customer, studio: Organisation, cleo: Agent, emil: Customer, as_customer: AsCustomer
) -> None:
    share(studio, how=Shares.SEE, by=cleo)
    client, by = as_customer(jo), cleo.as_actor()
    without = asked_with_file(ask, by=emil)
    assert statuses(client, without) == [404] * 5  # of nobody's organisation
    change_customer(emil, by=by, organisation=Organisation.objects.create(name="Brume"))
    there = asked_with_file(ask, by=emil)
    change_customer(emil, by=by, organisation=studio)
    here = asked_with_file(ask, by=emil)
    found = [statuses(client, one)[0] for one in (without, there, here)]
    assert found == [404, 404, 200]
    change_customer(jo, by=by, organisation=Organisation.objects.get(name="Brume"))
    assert statuses(client, here) == [404] * 5  # and who leaves sees no more of it


def test_a_colleague_answers_and_our_answer_reaches_both(
    ask: Ask, jo: Customer, dora: Customer, studio: Organisation, cleo: Agent, ada: Agent,
    as_customer: AsCustomer, way_out: Connection,
) -> None:  # fmt: skip
    share(studio, how=Shares.ANSWER, by=cleo)
    request, client = ask("Words", subject="A dark lamp"), as_customer(jo)
    address = reverse("portal_request", args=[request.public_id])
    body = {"text": "I have changed the bulb", "once": str(uuid.uuid4())}
    for _twice in range(2):
        assert client.post(reverse("portal_answer", args=[request.public_id]), body).status_code == 302
    entry = request.entries.get(message__text=body["text"])
    assert (entry.customer_id, entry.message.sender["address"]) == (jo.pk, "jo@nordlicht.example")
    request.refresh_from_db()
    reached = read_recipients(_found(request))
    assert [one["address"] for one in reached.to + reached.cc] == [
        "jo@nordlicht.example",
        "dora@nordlicht.example",
    ]
    for reader in (client, as_customer(dora)):
        assert body["text"] in reader.get(address).content.decode()
    by_mail = Words(text="Only for you", sender={"name": "Jo", "address": "jo@nordlicht.example"})
    verbs.receive(request, words=by_mail, by=jo.as_actor())
    assert "Only for you" not in as_customer(dora).get(address).content.decode()
    share(studio, how=Shares.NOTHING, by=cleo)
    assert client.get(address).status_code == 404
    assert body["text"] not in as_customer(dora).get(address).content.decode()


def _found(request: Conversation) -> Any:
    found: Any = Conversation.objects.select_related("mailbox").get(pk=request.pk)
    found.address_values = ["dora@nordlicht.example"]
    return found


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch, portal: Portal) -> list[Any]:
    """The mails that would leave; how a mail leaves is tested with real servers elsewhere."""
    sent: list[Any] = []
    monkeypatch.setattr(following, "send_now", sent.append)
    return sent


def test_who_follows_is_told_of_an_answer_without_its_words(
    ask: Ask, jo: Customer, studio: Organisation, cleo: Agent, ada: Agent, way_out: Connection,
    as_customer: AsCustomer, outbox: list[Any],
) -> None:  # fmt: skip
    share(studio, how=Shares.ANSWER, by=cleo)
    request, client = ask("Words", subject="A dark lamp"), as_customer(jo)
    address = reverse("portal_follow", args=[request.public_id])
    for _twice in range(2):
        client.post(address, {"follows": "1"})
    follower = RequestFollower.objects.get()
    to_dora = {"to": [{"name": "", "address": "dora@nordlicht.example"}]}
    said = verbs.reply(request, words=Words(text="Turn it on", recipients=to_dora), by=ada.as_actor())
    following.tell_later(said.pk)
    look = ProcrastinateJob.objects.get(task_name__endswith="portal.tasks.tell_followers")
    assert look.scheduled_at > timezone.now() + timedelta(seconds=15)
    following.tell_followers(said.pk, looks=1)  # it is still on its way: look again
    assert ProcrastinateJob.objects.filter(task_name__endswith="portal.tasks.tell_followers").count() == 2
    Message.objects.filter(pk=said.pk).update(send_state=SendState.SENT)
    following.tell_followers(said.pk, looks=2)
    job = ProcrastinateJob.objects.get(task_name__endswith="portal.tasks.mail_follower")
    assert job.args == {"follower": follower.pk, "entry": said.pk}
    assert following.mail_follower(**job.args)
    (sent,) = outbox
    assert sent.to == ["jo@nordlicht.example"]
    assert str(request.public_id) in sent.body
    assert "Turn it on" not in sent.body + sent.subject
    verbs.restrict(request, agents=[ada], by=cleo.as_actor())
    assert not following.mail_follower(**job.args)
    client.post(address, {"follows": "0"})
    assert RequestFollower.objects.exists()  # what is not there any more cannot be asked for
    share(studio, how=Shares.SEE, by=cleo)
    assert not RequestFollower.objects.exists()
    assert not following.mail_follower(**job.args)
    assert len(outbox) == 1


def test_the_pages_of_colleagues_cost_a_fixed_number_of_statements(
    ask: Ask, jo: Customer, studio: Organisation, cleo: Agent, as_customer: AsCustomer,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    share(studio, how=Shares.ANSWER, by=cleo)
    requests = [asked_with_file(ask) for _ in range(3)]
    client = as_customer(jo)
    client.get(reverse("portal"))
    with django_assert_num_queries(7):
        client.get(reverse("portal"), COLLEAGUES)
    with django_assert_num_queries(12):
        client.get(reverse("portal_request", args=[requests[0].public_id]))
