"""One agent of each role, and conversations of each kind: whom they may concern is a table in words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db.models import Model

from handrail.accounts.models import Agent, Mailbox, Role, Team
from handrail.accounts.verbs import create_mailbox, grant_access
from handrail.channels.email.models import Connection, IncomingMail, MailState, PractisedMail
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Conversation, Message
from handrail.conversations.verbs import File, Words
from handrail.core import blobs
from handrail.core.models import Failure
from handrail.playbooks.verbs import Sharing, Variant, save_macro, save_reply
from tests.articles import article
from tests.cast import Ask

ADDRESS = "dora@nordlicht.example"
ROLES = (*Role.values, "stranger")


@dataclass
class Scene:
    """One agent of each role, and conversations of each kind with the roles that see them."""

    agents: dict[str, Agent]
    conversations: dict[str, Conversation]
    keys: dict[str, int]
    parts: dict[int, dict[str, object]]  # by conversation: its first entry, its side, its file

    def sees(self, role: str, kind: str) -> bool:
        """The table of who sees what, in words."""
        who = {
            "plain": {Role.OWNER, Role.LEAD, Role.AGENT, Role.LIGHT},
            "given": {Role.OWNER, Role.LEAD, Role.AGENT, Role.LIGHT, Role.GUEST},
            "elsewhere": {Role.OWNER},
            "locked": set(),
            "named": {Role.LEAD, Role.AGENT, Role.LIGHT, Role.GUEST},
            "named, not given": {Role.LEAD, Role.AGENT, Role.LIGHT},
        }
        return role in who[kind]


@pytest.fixture
def scene(
    ask: Ask,
    support: Mailbox,
    ada: Agent,
    ben: Agent,
    cleo: Agent,
    olga: Agent,
    levi: Agent,
    nora: Agent,
    finn: Agent,
    agency: Team,
) -> Scene:
    cellar = create_mailbox(name="Cellar", address="cellar@lamp.example")
    grant_access(support, to=nora)
    agents = {
        Role.OWNER: olga,
        Role.LEAD: cleo,
        Role.AGENT: ada,
        Role.LIGHT: levi,
        Role.GUEST: nora,
        "stranger": finn,
    }
    kinds = ("plain", "given", "elsewhere", "locked", "named", "named, not given")
    made = {kind: _told(ask, kind, cellar if kind == "elsewhere" else support, cleo) for kind in kinds}
    for kind in ("given", "named"):
        verbs.assign(made[kind], to=agency, by=cleo.as_actor())
    verbs.restrict(made["locked"], agents=[ben], by=ben.as_actor())
    for kind in ("named", "named, not given"):
        verbs.restrict(made[kind], agents=[ada, levi], teams=[agency], by=cleo.as_actor())
    keys: dict[str, Model] = {"article": article("Lamps"), "mailbox": support, "person": ada, "team": agency}
    keys |= _mails(support, made["plain"]) | _ready_made(Sharing(None, [support, cellar]), olga)
    fresh = {role: Agent.objects.get(pk=agent.pk) for role, agent in agents.items()}
    assert set(fresh) == set(ROLES)
    parts = {one.pk: _parts(one) for one in made.values()}
    return Scene(fresh, made, {name: one.pk for name, one in keys.items()}, parts)


def _parts(conversation: Conversation) -> dict[str, object]:
    """Looked up once: what each request does is undone."""
    return {
        "entry": conversation.entries.earliest("pk").pk,
        "side": conversation.sides.get().number,
        "public_id": Attachment.objects.get(message__conversation=conversation).public_id,
    }


def _mails(support: Mailbox, plain: Conversation) -> dict[str, Model]:
    """A mail that is held, one that was sent to practise, and a failure."""
    Connection.objects.create(mailbox=support)
    Message.objects.filter(conversation=plain).update(message_id="plain@lamp.example")
    raw = blobs.put(b"From: x\r\n\r\n.")
    return {
        "mail": IncomingMail.objects.create(mailbox=support, raw=raw, source="imap", state=MailState.HELD),
        "practised": PractisedMail.objects.create(
            mailbox=support,
            recipients=[ADDRESS],
            raw=blobs.put(b"To: x"),
            message_id="plain@lamp.example",
        ),
        "failure": Failure.objects.create(what="hear", subject="1", error="Boom"),
    }


def _ready_made(team: Sharing, olga: Agent) -> dict[str, Model]:
    """A saved reply and a macro for everybody in the mailboxes."""
    saved = save_reply(None, title="Thanks", variants=[Variant("en", "Thank you.")], sharing=team, by=olga)
    macro = save_macro(None, name="Noted", steps=[("note", "Seen.")], sharing=team, by=olga)
    return {"saved": saved.texts.get(), "macro": macro}


def _told(ask: Ask, kind: str, mailbox: Mailbox, cleo: Agent) -> Conversation:
    asked = ask(f"{secret(kind)}: write to {ADDRESS}", subject=secret(kind), mailbox=mailbox)
    Message.objects.filter(conversation=asked).update(
        raw=blobs.put(f"To: {ADDRESS} {kind}".encode()), send_state="sent"
    )
    files = (File("plan.txt", "text/plain", secret(kind).encode()),)
    verbs.note(asked, words=Words(text=secret(kind), files=files), by=cleo.as_actor())
    outside = Words(text=secret(kind), recipients={"to": [{"name": "", "address": "desk@carrier.example"}]})
    verbs.begin_side(asked, words=outside, by=cleo.as_actor())
    return asked


def secret(kind: str) -> str:
    """A word that stands in this conversation only."""
    return "zzz" + "".join(letter for letter in kind if letter.isalpha()) + "zzz"
