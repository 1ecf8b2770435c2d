"""Finn guesses: ids, keys, addresses, tokens. He sees nothing, and is nobody but himself."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat.identity import renew_secret
from handrail.channels.chat.limits import LARGE_FILE
from handrail.channels.chat.models import Widget
from handrail.channels.chat.seats import take_chats
from handrail.channels.chat.tests.visiting import Visitor, solved
from handrail.channels.chat.widgets.verbs import Setup, save_widget
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.tokens import welcome
from handrail.channels.vouching import Vouched, kind_of
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Conversation, Message
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.checking import check_file
from handrail.core import blobs
from handrail.core.abuse.policies import POLICIES
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer, Identity
from handrail.helpcenter.models import Site, Visibility
from tests.articles import article

pytestmark = pytest.mark.django_db
SECRET = "the secret lamp of Nordlicht"


@pytest.fixture
def finn(widget: Widget) -> Visitor:
    return Visitor(widget)


def test_finn_reads_nothing_of_vera_by_any_guess(visitor: Visitor, finn: Visitor, ada_sits: Agent) -> None:
    once = str(uuid.uuid4())
    visitor.begin(SECRET, once=once, name="Vera", email="vera@prisma.example")
    kept = visitor.upload("secret.txt", SECRET.encode()).json()["file"]["id"]
    sent = visitor.send(SECRET, files=[kept]).json()["entry"]
    note = verbs.note(
        visitor.chat.conversation,
        words=Words(text=SECRET, files=(File("note.txt", "text/plain", SECRET.encode()),)),
        by=ada_sits.as_actor(),
    )
    waiting = visitor.upload("more.txt", SECRET.encode()).json()["file"]["id"]
    mine = finn.begin("I am Vera", once=once, name="Vera", email="vera@prisma.example")
    assert mine.status_code == 201  # the same `once` is not the same chat
    assert finn.chat.conversation.customer != visitor.chat.conversation.customer
    answers = [
        mine,
        finn.send("Hello", once=once),
        finn.send("", files=[waiting]),
        finn.browser.get("/chat/talk/entries?after=0", headers=finn.headers),
        finn.browser.get(sent["files"][0]["url"], headers=finn.headers),
        finn.browser.get(f"/chat/talk/files/{kept}", headers=finn.headers),
        finn.act("seen", entry=sent["id"]),
        finn.act("leave", email="vera@prisma.example"),
    ]
    assert all(SECRET not in answer.content.decode() for answer in answers)
    hidden = Attachment.objects.get(message=note.pk).public_id
    assert visitor.browser.get(f"/chat/talk/files/{hidden}", headers=visitor.headers).status_code == 404
    assert Message.objects.filter(text=SECRET).count() == 3
    assert visitor.reads() == [SECRET, SECRET]


@pytest.mark.parametrize("key", ["", "x", "0" * 64, "F" * 64, "0" * 63, "0" * 65, "\u0660" * 64])
def test_every_wrong_key_is_answered_alike(finn: Visitor, key: str) -> None:
    finn.begin()
    finn.key = key
    headers = {"Authorization": f"Bearer {key}".encode().decode("latin-1")}
    for name in ("send", "typing", "seen", "leave", "end", "rate", "transcript", "forget"):
        answer = finn.browser.post(
            f"/chat/talk/{name}", "{}", content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown")
    assert finn.browser.get("/chat/talk/entries", headers=headers).status_code == 401


def test_a_hash_that_leaked_opens_nothing(visitor: Visitor) -> None:
    visitor.begin()
    headers = {"Authorization": f"Bearer {visitor.chat.key_hash}"}
    assert visitor.browser.get("/chat/talk/entries", headers=headers).status_code == 401


def token(secret: str, algorithm: str = "HS256", **claims: Any) -> str:
    told = {"sub": "u-17", "exp": timezone.now() + timedelta(minutes=5), **claims}
    return jwt.encode({name: value for name, value in told.items() if value is not None}, secret, algorithm)


def test_the_product_says_who_somebody_is(widget: Widget, dora: Customer, olga: Agent) -> None:
    secret = renew_secret(widget, by=olga)
    assert secret not in widget.secret
    assert secret not in str(AuditEntry.objects.latest("pk").data)
    signed = token(secret, name="Dora", email="dora@nordlicht.example", email_verified=True)
    first, second = Visitor(widget), Visitor(widget)
    first.begin(identity=signed)
    second.begin(identity=token(secret))
    assert first.chat.conversation.customer == dora
    assert second.chat.conversation.customer == dora  # by the id alone
    assert first.chat.is_identified
    right = hmac.new(f"hmac:{secret}".encode(), b"u-17", hashlib.sha256).hexdigest()
    third = Visitor(widget)
    assert third.begin(identity={"id": "u-17", "hash": right}).status_code == 201
    assert third.chat.conversation.customer == dora
    assert Identity.objects.get().external_id == "u-17"


def test_an_id_is_of_one_realm_and_an_admin_may_let_products_share_one(
    widget: Widget, support: Mailbox, cleo: Agent
) -> None:
    other = save_widget(None, Setup(name="Another product", mailbox=support), by=cleo)
    portal = set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])

    def who(door: Widget, sub: str) -> Customer:
        visitor = Visitor(door)
        assert visitor.begin(identity=token(renew_secret(door), sub=sub)).status_code == 201
        customer: Customer = visitor.chat.conversation.customer
        return customer

    first, second = who(widget, "42"), who(other, "42")
    assert first != second
    assert who(widget, "42") == first
    welcome(Vouched("42", "Vera", "vera@example.com"), kind_of(portal.realm, own="portal"))
    assert Identity.objects.get(kind="product of portal").customer not in (first, second)
    Widget.objects.update(realm="lamp-app")
    widget.refresh_from_db()
    other.refresh_from_db()
    third = who(widget, "42")
    assert third not in (first, second)
    assert who(other, "42") == third
    for wrong in ("Lamp", "lamp app", "of chat 1", "lämp", "-", "x" * 25):
        with pytest.raises(ValidationError):
            save_widget(other, Setup(name="Another", mailbox=support, realm=wrong), by=cleo)


def test_an_address_that_is_signed_but_not_verified_makes_nobody_known(
    widget: Widget, dora: Customer
) -> None:
    secret = renew_secret(widget)
    visitor = Visitor(widget)
    visitor.begin(identity=token(secret, email="dora@nordlicht.example"))
    assert visitor.chat.conversation.customer != dora


def test_what_was_not_signed_for_this_widget_now_is_refused(widget: Widget, dora: Customer) -> None:
    secret = renew_secret(widget)
    now = timezone.now()
    none = jwt.encode({"sub": "u-17", "exp": now + timedelta(minutes=5)}, None, algorithm="none")  # type: ignore[arg-type]
    forged: list[Any] = [
        none,
        token("another secret that is long enough"),
        token(secret, "HS512"),
        token(secret, exp=now - timedelta(minutes=5)),
        token(secret, exp=now + timedelta(days=30)),
        token(secret, exp=None),
        token(secret, sub=None),
        token(secret, sub=""),
        token(secret, nbf=now + timedelta(hours=1)),
        token(secret)[:-2],
        {"id": "u-17", "hash": hashlib.sha256(b"u-17").hexdigest()},
        {"id": "u-17", "hash": ""},
        {"id": "", "hash": hmac.new(f"hmac:{secret}".encode(), b"", hashlib.sha256).hexdigest()},
        {"id": ["u-17"], "hash": 7},
        ["u-17"],
        17,
    ]
    for identity in forged:
        answer = Visitor(widget).begin(identity=identity)
        assert (answer.status_code, answer.json()["code"]) == (403, "identity"), identity
    renew_secret(widget)
    assert Visitor(widget).begin(identity=token(secret)).json()["code"] == "identity"
    assert Conversation.objects.count() == 0


def test_without_a_secret_nobody_is_vouched_for(finn: Visitor) -> None:
    assert finn.begin(identity=token("0" * 64)).json()["code"] == "identity"
    empty = hmac.new(b"hmac:", b"u-17", hashlib.sha256).hexdigest()
    assert finn.begin(identity={"id": "u-17", "hash": empty}).json()["code"] == "identity"
    assert finn.begin(identity=None).status_code == 201


def test_what_looks_like_spam_is_kept_aside_and_a_flood_is_refused(widget: Widget, ada_sits: Agent) -> None:
    robot = Visitor(widget)
    assert (
        robot.begin("Buy", proof=solved() | {"website": "https://buy.example"}).json()["state"]["is"]
        == "left"
    )
    assert robot.chat.conversation.place == "spam"
    assert robot.send("Buy more").json()["state"]["is"] == "left"
    assert Visitor(widget).begin(proof={}).json()["code"] == "refused"
    assert Visitor(widget).begin(proof={"token": "x", "number": "1"}).json()["code"] == "refused"
    without = {"token": solved()["token"]}
    assert Visitor(widget).begin(proof=without).status_code == 201  # a browser that cannot do the work
    used = solved()
    assert Visitor(widget).begin(proof=used).json()["state"]["is"] == "ringing"
    assert Visitor(widget).begin(proof=used).json()["code"] == "refused"
    used, once = solved(), str(uuid.uuid4())  # one's own name for a message lets no second chat in
    both = [Visitor(widget).begin(proof=used, once=once) for _ in range(2)]
    assert [one.status_code for one in both] == [201, 403]
    crowd = [Visitor(widget, address="198.51.100.7").begin(proof={}).json()["code"] for _ in range(52)]
    assert crowd[0] == "refused"
    assert "often" in crowd  # so many of two minutes are too many in one of them


def test_an_office_behind_one_connection_is_slowed_and_heard(widget: Widget, ada_sits: Agent) -> None:
    office = [Visitor(widget, address="198.51.100.8") for _ in range(POLICIES["chat"].rates[0].most + 3)]
    for one in office:
        assert one.begin("I was charged twice").status_code == 201
    assert {one.chat.conversation.place for one in office} == {"inbox"}


def test_who_is_kept_aside_is_told_so_and_promised_no_time(widget: Widget, ada_sits: Agent) -> None:
    held, free = Visitor(widget), Visitor(widget)
    held.begin("My shop is down", proof={"token": solved()["token"]})
    take_chats(ada_sits, takes=False)
    free.begin("My shop is down")
    left = [one.chat.conversation.entries.get(kind="chat_left").data["held"] for one in (held, free)]
    assert left == [True, False]
    (told,) = [one["text"] for one in held.entries()["entries"] if one["kind"] == "chat_left"]
    (usual,) = [one["text"] for one in free.entries()["entries"] if one["kind"] == "chat_left"]
    assert told != usual


def test_one_connection_fills_no_disk_with_files(
    widget: Widget, ada_sits: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.channels.chat.views.talk.MOST_FILES_AN_HOUR", 2)
    for verdicts in ([201, 201], [429]):  # another chat from there counts on
        visitor = Visitor(widget)
        visitor.begin()
        assert [visitor.upload("a.log", b"x").status_code for _ in verdicts] == verdicts
    monkeypatch.setattr("handrail.channels.chat.views.talk.MOST_LARGE_AN_HOUR", 1)
    large = [visitor.upload("film.mp4", b"x" * (LARGE_FILE + 1)).status_code for _ in range(2)]
    assert large == [201, 429]
    assert visitor.send("It is too large for you, then").status_code == 200


def test_secrets_are_not_kept(visitor: Visitor, ada_sits: Agent) -> None:
    card = "4111 1111 1111 1111"
    visitor.begin(f"My card is {card}")
    visitor.send(f"I said {card}")
    visitor.upload("log.txt", f"card={card}\n".encode())
    assert not Message.objects.filter(text__contains=card).exists()
    assert card not in visitor.chat.conversation.subject
    kept = visitor.chat.uploads.get()
    assert card.encode() not in blobs.open_bytes(kept.blob_id)


def test_a_large_log_is_read_by_nobody_before_a_job_has_looked_through_it(
    visitor: Visitor, ada_sits: Agent
) -> None:
    log = b"password=Sommer2024!x\n" + b"fine\n" * 60_000
    visitor.begin("It fails")
    kept = visitor.upload("log.txt", log).json()["file"]["id"]
    visitor.send("Here it is", files=[kept])
    file = Attachment.objects.get()
    address = f"/chat/talk/files/{file.public_id}"
    assert visitor.browser.get(address, headers=visitor.headers).status_code == 404
    assert file.unchecked_id == hashlib.sha256(log).hexdigest()
    check_file(str(file.unchecked_id))
    seen = visitor.browser.get(address, headers=visitor.headers).content
    assert b"Sommer2024" not in seen
    assert seen.endswith(b"fine\n")


def test_before_a_chat_begins_public_articles_are_offered(visitor: Visitor) -> None:
    where = f"/chat/{visitor.widget.public_id}/articles?q=Pagewhite"
    article("Pagewhite inside", visibility=Visibility.INTERNAL)
    assert visitor.browser.get(where).json() == {"articles": []}
    article("Pagewhite after an update", summary="Empty the cache.")
    (told,) = visitor.browser.get(where).json()["articles"]
    assert (told["title"], told["summary"]) == ("Pagewhite after an update", "Empty the cache.")
    assert visitor.browser.get(f"/chat/{visitor.widget.public_id}/state").json()["articles"] is True


def test_a_widget_on_a_brand_s_page_offers_articles_of_that_brand(visitor: Visitor) -> None:
    where = f"/chat/{visitor.widget.public_id}/articles?q=Pagewhite"
    brand = Site.objects.create(name="Polaris", host="help.polaris.example", languages=["en"])
    forget_remembered()
    article("Pagewhite of Nordlicht")
    article("Pagewhite of Polaris", site=brand)

    def found(**headers: str) -> list[str]:
        return [one["title"] for one in visitor.browser.get(where, headers=headers).json()["articles"]]

    assert found() == found(origin="https://prisma.example") == ["Pagewhite of Nordlicht"]
    assert found(origin=f"https://{brand.host}") == ["Pagewhite of Polaris"]
    forget_remembered()
