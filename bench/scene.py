"""What is measured on: many conversations, and an agent who sees three of five mailboxes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from bench.browser import Browser
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_agent, grant_access
from handrail.channels.email.models import Connection
from handrail.conversations.models import Conversation
from handrail.conversations.queries.rows import list_page
from handrail.conversations.queries.views import VIEWS
from handrail.ops import sample
from handrail.ops.sample.rows import BATCH

PASSWORD = "a long walk uphill"
DEEP = 50  # the page a patient reader comes to


@dataclass(frozen=True)
class Addresses:
    """Pages that stay as they are while others are written to."""

    short: list[str]  # conversations of 4 messages
    long: str  # one of 100
    deep: str  # page 50 of the closed ones


@dataclass(frozen=True)
class Scene:
    """Who looks, and at what."""

    agent: Agent
    browser: Browser
    addresses: Addresses
    answered: list[str]  # conversations that grow


def build(size: int, port: int) -> Scene:
    """Load the conversations, make the agent, sign in."""
    sample.load(size, password=PASSWORD)
    _settle()
    long = Conversation.objects.filter(import_batch=BATCH).order_by("number")[0]
    agent = create_agent(email="bench@lamp.example", name="Bench", password=PASSWORD)
    desks = Mailbox.objects.filter(name__startswith="Lamp desk").order_by("pk")
    others = [desk for desk in desks if desk.pk != long.mailbox_id]
    for mailbox in (long.mailbox, *others[:2]):
        grant_access(mailbox, to=agent)
    for mailbox in desks:  # replies are taken where they could leave; here no worker sends them
        Connection.objects.get_or_create(mailbox=mailbox, defaults={"smtp_host": "localhost"})
    browser = Browser(port)
    browser.sign_in(agent.email, PASSWORD)
    short = Conversation.objects.visible_to(agent).closed().order_by("-last_activity_at")[:60]
    paths = [_address(one) for one in short]
    return Scene(agent, browser, Addresses(paths[:20], _address(long), _deep(agent)), paths[20:])


def _settle() -> None:
    """What PostgreSQL does by itself some minutes after so much was loaded at once."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def cookies_of(agent: Agent) -> dict[str, str]:
    """A session as if the agent had signed in: the agents of the bulk have no password."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key}


def _address(conversation: Conversation) -> str:
    return f"/conversations/{conversation.number}/?view=closed"


def _deep(agent: Agent) -> str:
    """The address of the deepest page up to 50; small loads have fewer."""
    page = list_page(VIEWS["closed"], agent)
    after = ""
    for _ in range(DEEP - 1):
        if not page.next:
            break
        after = page.next
        page = list_page(VIEWS["closed"], agent, after=after)
    return f"/inbox/closed/?after={after}" if after else "/inbox/closed/"
