"""Replies that were not sent: admins see why, send them again or dismiss them, for one and for many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.conversations.models import Entry, Message, SendState
from handrail.conversations.verbs import (
    Words,
    dismiss_unsent,
    give_up_sending,
    note_bounce,
    reply,
    send_again,
)
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from handrail.ops.doctor.work import replies
from handrail.ops.unsent import why_not
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
DORA = {"to": [{"name": "Dora", "address": "dora@nordlicht.example"}], "cc": []}


@pytest.fixture
def lost(ask: Ask, ada: Agent) -> Callable[..., Message]:
    """A reply of Ada's that did not leave."""

    def lose(
        error: str = "550 5.1.1 no such user", state: SendState = SendState.FAILED, **more: object
    ) -> Message:
        conversation = ask(**more)
        words = Words(text=f"Try another lamp ({error}).", recipients=DORA)
        entry = reply(conversation, words=words, by=ada.as_actor())
        give_up_sending(conversation, entry=entry.pk, state=state, error=error)
        return Message.objects.get(pk=entry.pk)

    return lose


def state_of(message: Message) -> str:
    return Message.objects.get(pk=message.pk).send_state


def test_the_page_says_what_to_whom_why_and_where(
    lost: Callable[..., Message], cleo: Agent, as_agent: SignIn
) -> None:
    message = lost(subject="A white page")
    lost("The mailbox is paused.", subject="Another")
    page = as_agent(cleo).get(reverse("unsent")).content.decode()
    for words in (
        "A white page",
        "dora@nordlicht.example",
        "Ada to",
        "there is no such address",
        "550 5.1.1",
    ):
        assert words in page
    assert "The mailbox is paused." in page
    assert f'/conversations/{message.conversation.number}/#entry-{message.pk}"' in page
    health = as_agent(cleo).get(reverse("health")).content.decode()
    assert "2 replies" in health
    assert reverse("unsent") in health


def test_chosen_ones_are_sent_again_and_others_dismissed(
    lost: Callable[..., Message], cleo: Agent, as_agent: SignIn
) -> None:
    one, other, third = lost(), lost(), lost()
    client = as_agent(cleo)
    before = ProcrastinateJob.objects.count()
    client.post(reverse("unsent"), {"do": "again", "entry": [one.pk, other.pk]})
    assert [state_of(one), state_of(other), state_of(third)] == ["queued", "queued", "failed"]
    assert ProcrastinateJob.objects.count() == before + 2
    assert not replies().is_well
    client.post(reverse("unsent"), {"do": "dismiss", "entry": third.pk})
    assert state_of(third) == "failed"
    assert replies().is_well
    assert "No reply is stuck" in client.get(reverse("unsent")).content.decode()
    assert Entry.objects.get(kind="send_dismissed").actor_label == "Cleo"
    assert {one.action for one in AuditEntry.objects.all()} >= {
        "replies sent again",
        "unsent replies dismissed",
    }
    assert send_again(third.conversation, entry=third.pk, by=cleo.as_actor())
    assert Message.objects.get(pk=third.pk).dismissed_at is None


def test_after_a_password_was_mended_all_of_a_mailbox_leave(
    lost: Callable[..., Message], billing: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    here, there = [lost() for _ in range(3)], lost(mailbox=billing)
    client = as_agent(cleo)
    page = client.get(reverse("unsent"), {"mailbox": billing.pk}).content.decode()
    assert page.count('name="entry"') == 1
    client.post(reverse("unsent"), {"do": "again", "mailbox": here[0].conversation.mailbox_id})
    assert {state_of(one) for one in here} == {"queued"}
    assert state_of(there) == "failed"


def test_what_may_have_arrived_is_asked_about_first(
    lost: Callable[..., Message], cleo: Agent, as_agent: SignIn
) -> None:
    unknown, failed = lost("It hung up.", SendState.UNKNOWN), lost()
    client, chosen = as_agent(cleo), {"entry": [unknown.pk, failed.pk]}
    answer = client.post(reverse("unsent"), {"do": "again"} | chosen)
    assert "may have arrived already" in answer.content.decode()
    assert [state_of(unknown), state_of(failed)] == ["unknown", "failed"]
    client.post(reverse("unsent"), {"do": "certain"} | chosen)
    assert [state_of(unknown), state_of(failed)] == ["unknown", "queued"]
    client.post(reverse("unsent"), {"do": "again", "sure": "1"} | chosen)
    assert state_of(unknown) == "queued"


def test_many_are_shown_in_pages_with_as_many_statements_as_few(
    lost: Callable[..., Message], cleo: Agent, as_agent: SignIn
) -> None:
    client = as_agent(cleo)
    lost()

    def statements() -> int:
        forget_remembered()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("unsent")).status_code == 200
        return len(asked)

    few = statements()
    for _ in range(51):
        lost()
    assert statements() == few
    page = client.get(reverse("unsent")).content.decode()
    assert page.count('name="entry"') == 50
    after = page.partition("?before=")[2].partition('"')[0]
    assert client.get(reverse("unsent"), {"before": after}).content.decode().count('name="entry"') == 2


def test_the_rail_tells_admins(
    lost: Callable[..., Message], cleo: Agent, ada: Agent, as_agent: SignIn
) -> None:
    client = as_agent(cleo)
    assert client.get(reverse("unsent_signal")).content.strip() == b""
    lost()
    assert "1 reply was not sent" in client.get(reverse("unsent_signal")).content.decode()
    assert reverse("unsent_signal") in client.get(reverse("inbox", args=["all"])).content.decode()
    assert reverse("unsent_signal") not in as_agent(ada).get(reverse("inbox", args=["all"])).content.decode()


def test_the_phone_s_settings_tab_tells_admins_and_leads_there(
    lost: Callable[..., Message], cleo: Agent, ada: Agent, as_agent: SignIn
) -> None:
    client, tab = as_agent(cleo), reverse("unsent_signal") + "?tab=inbox"
    assert client.get(tab).status_code == 204
    message = lost()
    marked = client.get(tab).content.decode()
    assert "1 reply was not sent" in marked
    assert f'href="{reverse("unsent")}"' in marked
    assert 'hx-get="' + tab in client.get(reverse("inbox", args=["all"])).content.decode()
    dismiss_unsent(message.conversation, entry=message.pk, by=cleo.as_actor())
    plain = client.get(tab + "&marked=1").content.decode()
    assert 'href="/settings/profile/"' in plain
    assert "mark" not in plain.replace("marked", "")
    assert "?tab=" not in as_agent(ada).get(reverse("inbox", args=["all"])).content.decode()


def test_strangers_see_nothing_and_send_nothing(
    lost: Callable[..., Message], billing: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    message = lost(subject="A secret lamp", mailbox=billing)
    told = {"do": "again", "entry": message.pk, "sure": "1"}
    for stranger in (ada, finn):
        client = as_agent(stranger)
        for address in (reverse("unsent"), reverse("unsent_signal")):
            assert client.get(address).status_code == 404
            assert client.post(address, told).status_code in (404, 405)
    finn.role = "lead"
    finn.save()
    client = as_agent(finn)
    assert "A secret lamp" not in client.get(reverse("unsent")).content.decode()
    assert client.get(reverse("unsent_signal")).content.strip() == b""
    client.post(reverse("unsent"), told)
    client.post(reverse("unsent"), {"do": "dismiss", "mailbox": billing.pk})
    assert state_of(message) == "failed"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("550 5.1.1 no such user", "there is no such address"),
        ("552 5.2.2 mailbox full", "the mailbox is full"),
        ("554 5.7.1 blocked by policy", "their server refuses our mail"),
        ("559 ?", "The server refused it."),
        ("The server hung up before it took the mail.", "The server hung up"),
        ("", "It was not sent."),
    ],
)
def test_the_reason_is_a_sentence(error: str, why: str) -> None:
    sentence, words = why_not(error)
    assert why in sentence
    assert sentence.endswith(".")
    assert words in ("", error)


def test_a_bounced_reply_is_among_them(
    ask: Ask, dora: Customer, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    from handrail.conversations.events import Bounced

    conversation = ask()
    entry = reply(conversation, words=Words(text="Hello", recipients=DORA), by=ada.as_actor(), send=False)
    about = Bounced(entry.pk, ["dora@nordlicht.example"], "failed", True, "mailbox", "Sorry, no room.")
    note_bounce(conversation, about=about, words=Words(text="Sorry"))
    page = as_agent(cleo).get(reverse("unsent")).content.decode()
    assert "the mailbox is full" in page
    assert "Sorry, no room." in page


def test_a_held_mail_shows_its_source_and_all_are_read_again(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    mails = [
        keep(support, b"X-Broken: <script>alert(1)</script>" * (n + 1), Origin("import")) for n in range(2)
    ]
    for mail in mails:
        mail.state, mail.reason = "held", "It is too deep."
        mail.save()
    client = as_agent(cleo)
    page = client.get(reverse("held_mail", args=[mails[0].pk])).content.decode()
    assert "It is too deep." in page
    assert "X-Broken: &lt;script&gt;" in page
    assert "Process all again" in client.get(reverse("health")).content.decode()
    client.post(reverse("mails_again"))
    jobs = ProcrastinateJob.objects.filter(task_name="handrail.channels.email.tasks.read")
    assert jobs.get().args["mails"] == [mail.pk for mail in mails]
    assert process(mails[0].pk).attempts == 1


def test_in_its_conversation_an_unknown_reply_asks_before_it_is_sent_again(
    lost: Callable[..., Message], cleo: Agent, as_agent: SignIn
) -> None:
    number = lost("It hung up.", SendState.UNKNOWN).conversation.number
    page = as_agent(cleo).get(reverse("conversation", args=[number])).content.decode()
    assert 'hx-confirm="It may have arrived already. Send it again?"' in page
