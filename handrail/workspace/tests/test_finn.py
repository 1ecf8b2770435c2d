"""Finn, the stranger: every address answers him with the same 404; who is signed out must sign in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Conversation
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.reading import assignable
from handrail.conversations.queries.searching import search
from handrail.conversations.queries.views import VIEWS
from handrail.conversations.verbs import File, Words, begin_side, note
from handrail.core.remembered import forget_remembered
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
SECRET = "the secret lamp of Nordlicht"


@pytest.fixture
def conversation(ask: Ask, ada: Agent) -> Conversation:
    found = ask(SECRET, subject=SECRET)
    outside = Words(text=SECRET, recipients={"to": [{"name": "", "address": "desk@carrier.example"}]})
    begin_side(found, words=outside, by=ada.as_actor())
    files = (File("secret.txt", "text/plain", SECRET.encode()),)
    note(found, words=Words(text=SECRET, files=files), by=ada.as_actor())
    return found


def addresses(conversation: Conversation) -> dict[str, str]:
    """Every address of ours with the keys of this conversation in it, by name."""
    entry = conversation.entries.latest("pk").pk
    values = {
        "number": conversation.number,
        "side": conversation.sides.get().number,
        "entry": entry,
        "public_id": Attachment.objects.get().public_id,
        "name": "secret.txt",
        "view": "all",
        "pk": conversation.mailbox_id,
        "service": "postmark",
        "token": "a-guess",
        "what": "begin",
        "slug": "a-guess",
        "language": "ro",
        "type": "text",
        "ticket": "a-guess",
        "key": uuid.UUID(int=7),
        "widget": uuid.UUID(int=7),
        "rest": "a-guess",
        "kept": 7,
    }
    found = {}
    for pattern in _patterns(get_resolver().url_patterns):
        names = list(pattern.pattern.converters)
        found[str(pattern.name)] = reverse(str(pattern.name), kwargs={name: values[name] for name in names})
    return found


def _patterns(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.append(pattern)
        elif "allauth" not in repr(pattern):
            found += _patterns(pattern.url_patterns)
    return [pattern for pattern in found if not str(pattern.callback.__module__).startswith("allauth")]


ABOUT_ONE = {
    "conversation",
    "entries",
    "reply",
    "draft",
    "draft_files",
    "status",
    "close_and_go",
    "assign",
    "priority",
    "tags",
    "suggest_tags",
    "caret_offers",
    "find_articles",
    "going_along",
    "insert_article",
    "suggestion",
    "sheet",
    "set_field",
    "set_kind",
    "snooze",
    "follow",
    "dismiss_mentions",
    "mentions_back",
    "writing",
    "move",
    "undo",
    "merge",
    "unmerge",
    "link",
    "unlink",
    "split",
    "undo_split",
    "block",
    "redact",
    "send_again",
    "source",
    "show_pictures",
    "open_preview",
    "file_line",
    "send_state",
    "note_beside",
    "file",
    "begin_side",
    "side_draft",
    "side_files",
    "side",
    "write_side",
    "side_state",
    "withdraw",
    "send_now",
    "start",
    "keep_new",
    "delete_draft",
    "pick_reply",
    "fill_reply",
    "run_macros",
    "run_macro",
    "saved_reply",
    "delete_saved_reply",
    "copy_saved_reply",
    "macro",
    "delete_macro",
}


HOOKS = {"form_send", "mail_hook", "mail_hook_mime", "event_hook"}
BY_PASS = {
    "choose_call",
    "call_calendar",
    "preview",
    "preview_bytes",
    "push_worker",
}  # no session is asked there
# For customers, where the portal is on (channels/portal/tests/test_visibility.py).
BY_PASS |= {"portal", "portal_sign_in", "portal_open", "portal_token", "portal_sign_out", "portal_new"}
BY_PASS |= {"portal_articles", "portal_follow", "portal_logo"}
BY_PASS |= {"portal_openid", "portal_openid_back", "portal_openid_wait"}
BY_PASS |= {"portal_request", "portal_answer", "portal_state", "portal_file", "portal_missing"}
BY_PASS |= {"article_file"}
BY_PASS |= {"chat_script", "chat_words", "chat_page"}  # of a widget that does not exist
WITH_A_KEY = {
    f"chat_{name}" for name in ("state", "articles", "begin", "send", "upload", "file", "entries", "live")
}
WITH_A_KEY |= {f"chat_{name}" for name in ("typing", "seen", "leave", "end", "rate", "transcript", "forget")}
WITH_A_KEY.add("chat_choose")
BY_PASS |= {
    "form_page",
    "form_embed",
    "form_script",
    "form_look",
    "form_articles",
    "form_sent",
    "form_more",
    "form_logo",
}
# The public help center: who reads what stands in helpcenter/tests/test_pages.py.
FOR_READERS = {"help", "help_ask", "help_home", "help_search", "help_category", "help_article"}
FOR_READERS |= {"help_missing", "help_sitemap", "help_feed", "help_look", "help_logo", "robots"}
FOR_READERS |= {"help_vote", "help_comment"}
FOR_READERS |= {"help_support", "help_support_feed", "help_support_answer"}
BY_PASS |= {"help_paths", "help_path", "help_guide", "help_guide_embed"}


def test_the_walk_knows_every_address(conversation: Conversation) -> None:
    assert set(addresses(conversation)) >= ABOUT_ONE | {"home", "inbox", "search", "profile", "people"}


def test_finn_gets_404_wherever_there_is_something(
    conversation: Conversation, finn: Agent, as_agent: SignIn
) -> None:
    client = as_agent(finn)
    known = addresses(conversation)
    for name in ABOUT_ONE:
        for answer in (client.get(known[name]), client.post(known[name], {"text": "x", "add": "x"})):
            assert answer.status_code in (404, 405), name
            assert SECRET not in answer.content.decode(errors="replace"), name
    assert conversation.entries.count() == 3
    assert conversation.sides.get().entries.count() == 1


def test_finn_finds_nothing_in_pages_that_are_for_everybody(
    conversation: Conversation, finn: Agent, as_agent: SignIn
) -> None:
    client = as_agent(finn)
    for view in VIEWS:
        answer = client.get(reverse("inbox", args=[view]))
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
    for question in (SECRET, "secret", f"#{conversation.number}", "dora@nordlicht.example"):
        assert search(finn, question).hits == []
        assert "Nordlicht" not in client.get(reverse("search"), {"q": question}).content.decode().replace(
            question, ""
        )
    assert [counted.count for counted in count_views(finn)] == [0] * len(VIEWS)


def test_a_stranger_s_404_has_the_same_words_as_nothing(
    conversation: Conversation, finn: Agent, as_agent: SignIn
) -> None:
    client = as_agent(finn)
    there = client.get(reverse("conversation", args=[conversation.number]))
    nothing = client.get(reverse("conversation", args=[conversation.number + 1000]))
    assert there.status_code == nothing.status_code == 404
    strip = str.maketrans("", "", "0123456789")
    assert there.content.decode().translate(strip) == nothing.content.decode().translate(strip)


def test_agents_see_no_settings_of_others(
    conversation: Conversation, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    client = as_agent(ada)
    for name in ("people", "add_person", "mailboxes", "add_mailbox", "blocks"):
        assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("person", args=[cleo.pk])).status_code == 404
    assert client.get(reverse("mailbox", args=[conversation.mailbox_id])).status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in(conversation: Conversation) -> None:
    client = Client()
    for name, address in addresses(conversation).items():
        answer = client.get(address)
        if name in BY_PASS:
            assert answer.status_code in ((200,) if name == "push_worker" else (404, 405)), name
            continue
        if name in FOR_READERS:
            assert answer.status_code in (200, 302, 303, 404, 405), name
            assert SECRET not in answer.content.decode(), name
            continue
        if name in WITH_A_KEY:  # a visitor's own, and he has none
            assert answer.status_code in (401, 404, 405), name
            continue
        assert answer.status_code in (302, 405), name
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/accounts/login/"), name
        wanted = (404,) if name in HOOKS else (302, 405)  # services call there, who know the address
        assert client.post(address).status_code in wanted, name


def test_a_draft_s_file_is_its_author_s_alone(
    conversation: Conversation, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    from handrail.conversations.verbs import attach_to_draft

    file = attach_to_draft(
        conversation, agent=ada, kind="reply", file=File("plan.txt", "text/plain", b"plan")
    )
    address = reverse("file", args=[file.public_id, "plan.txt"])
    assert as_agent(ada).get(address).status_code == 200
    assert as_agent(ben).get(address).status_code == 404
    assert as_agent(ada).get(reverse("file", args=[uuid.uuid4(), "plan.txt"])).status_code == 404


def test_an_agent_who_left_sees_nothing(conversation: Conversation, ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    assert client.get(reverse("conversation", args=[conversation.number])).status_code == 200
    ada.is_active = False
    ada.save()
    assert client.get(reverse("conversation", args=[conversation.number])).status_code == 302
    forget_remembered()  # two seconds later
    assert ada.name not in [colleague.name for colleague in assignable(conversation.mailbox_id)]


def test_access_may_come_through_a_team(conversation: Conversation, finn: Agent, as_agent: SignIn) -> None:
    from handrail.accounts.models import Team
    from handrail.accounts.verbs import grant_access, revoke_access

    team = Team.objects.create(name="Night shift")
    team.agents.add(finn)
    client, address = as_agent(finn), reverse("conversation", args=[conversation.number])
    grant_access(conversation.mailbox, to=team)
    assert client.get(address).status_code == 200
    revoke_access(conversation.mailbox, to=team)
    assert client.get(address).status_code == 404
