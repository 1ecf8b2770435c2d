"""How customers come in: a link that works once and soon, the product's token, and how they leave again."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from string import ascii_letters
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Connection, PractisedMail, WayOut
from handrail.channels.email.verbs import connect_mailbox
from handrail.channels.portal import mailing, signing_in
from handrail.channels.portal.configuring import drop_secret, renew_secret
from handrail.channels.portal.mailing import MOST_LINKS, mail_link
from handrail.channels.portal.models import Portal, SignInLink, SpentToken, Visit
from handrail.channels.portal.signing_in import begin_visit, hash_of, make_link, open_link, visit_of
from handrail.channels.portal.tests.conftest import AsCustomer, with_cookie
from handrail.channels.portal.tokens import TokenRefused, read_token
from handrail.channels.portal.views.door import COOKIE
from handrail.core.abuse.models import RateCount
from handrail.core.blobs import open_bytes
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Address, Customer, Identity
from handrail.helpcenter.models import Site, Visibility
from tests.articles import article
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
ADDRESS = "dora@nordlicht.example"


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch, portal: Portal) -> list[mail.EmailMessage]:
    """The mails that would leave; how a mail leaves is tested with real servers elsewhere."""
    sent: list[mail.EmailMessage] = []
    monkeypatch.setattr(mailing, "send_now", sent.append)
    return sent


def ask_for_link(client: Client, address: str, **more: Any) -> Any:
    return client.post(reverse("portal_sign_in"), {"email": address}, **more)


def test_the_whole_way_by_mail(ask: Ask, dora: Customer, outbox: list[Any]) -> None:
    ask(subject="A dark lamp")
    client = Client()
    assert client.get(reverse("portal")).headers["Location"] == reverse("portal_sign_in")
    ask_for_link(client, " DORA@Nordlicht.example ")
    job = ProcrastinateJob.objects.get(task_name="handrail.channels.portal.tasks.send_link")
    assert mail_link(**job.args)
    (sent,) = outbox
    assert sent.to == [ADDRESS]
    assert "Lamp & Co." in sent.subject
    path = re.search(r"http://[^/]+(/portal/open/\S+)", sent.body)
    assert path is not None
    token = path[1].split("/")[-2]
    assert token not in str(list(SignInLink.objects.values())) + str(list(ProcrastinateJob.objects.values()))
    for _ in range(3):  # programs that look at mails follow links
        assert Client().get(path[1]).status_code == 200
    came = client.post(path[1])
    assert (came.status_code, came.headers["Location"]) == (303, reverse("portal"))
    cookie = came.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/portal/", True, "Lax")
    assert cookie.value not in str(list(Visit.objects.values()))
    assert "A dark lamp" in client.get(reverse("portal")).content.decode()
    assert Address.objects.get(normalised=ADDRESS).verified_at is not None
    other = Client()
    for again in (other.get(path[1]), other.post(path[1])):
        assert again.status_code == 404
        assert COOKIE not in again.cookies
    assert "_auth_user_id" not in client.session


def test_who_is_known_is_told_to_nobody(dora: Customer, outbox: list[Any]) -> None:
    known, unknown = (ask_for_link(Client(), who) for who in (ADDRESS, "nobody@nowhere.example"))
    assert (known.status_code, _bare(known)) == (unknown.status_code, _bare(unknown))
    assert ProcrastinateJob.objects.count() == 2
    assert not mail_link("nobody@nowhere.example", "en")
    assert outbox == []
    assert Customer.objects.count() == 1
    for wrong in ("", "dora", "dora@", "a" * 250 + "@x.example", "d@x.example\nBcc: e@x.example"):
        assert ask_for_link(Client(), wrong).status_code == 422


def _bare(answer: Any) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def test_nobody_is_flooded_with_links(
    dora: Customer, outbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()  # nor does the hour end meanwhile
    monkeypatch.setattr("handrail.core.abuse.rates.timezone", SimpleNamespace(now=lambda: now))
    assert [mail_link(ADDRESS, "en") for _ in range(MOST_LINKS + 2)].count(True) == MOST_LINKS
    codes = [ask_for_link(Client(), f"d{number}@x.example").status_code for number in range(12)]
    assert codes == [200] * 10 + [429] * 2
    assert ask_for_link(Client(), ADDRESS, REMOTE_ADDR="198.51.100.7").status_code == 200
    told = str(list(RateCount.objects.values()))
    assert ADDRESS not in told
    assert "127.0.0.1" not in told


def test_links_get_too_old_and_are_forgotten(dora: Customer, portal: Portal) -> None:
    old, fresh = make_link(ADDRESS), make_link(ADDRESS)
    SignInLink.objects.filter(token_hash=hash_of(old)).update(expires_at=timezone.now())
    assert Client().get(reverse("portal_open", args=[old])).status_code == 404
    assert open_link(old) is None
    assert open_link(fresh) is not None
    make_link(ADDRESS)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    Visit.objects.update(seen_at=timezone.now() - timedelta(days=8))
    signing_in.forget_old()
    assert not SignInLink.objects.exists()
    assert not Visit.objects.exists()


@given(
    st.text(ascii_letters, max_size=60), st.integers(0, 42), st.sampled_from(["case", "cut", "add", "swap"])
)
def test_only_the_very_token_opens(text: str, at: int, how: str) -> None:
    """A hash of what comes is compared, so anything but the token itself is another token."""
    token = secrets.token_urlsafe(32)
    bent = {
        "case": token[:at] + token[at : at + 1].swapcase() + token[at + 1 :],
        "cut": token[:at] + token[at + 1 :],
        "add": token[:at] + (text or "A") + token[at:],
        "swap": token[at:] + token[:at],
    }[how]
    assert len(token) == 43
    assert (hash_of(bent) == hash_of(token)) is (bent == token)
    assert token not in hash_of(token)


def test_guesses_open_nothing(dora: Customer, portal: Portal) -> None:
    token = make_link(ADDRESS)
    for guess in (token[:-1], token + "A", token.swapcase(), hash_of(token), "%00", "' OR 1=1", "x" * 5000):
        assert open_link(guess) is None
        assert visit_of(guess) is None
    assert open_link(token) is not None


def test_visits_end(dora: Customer, as_customer: AsCustomer) -> None:
    first, second, third = (as_customer(dora) for _ in range(3))
    first.post(reverse("portal_sign_out"))
    assert first.get(reverse("portal")).status_code == 302
    assert second.get(reverse("portal")).status_code == 200
    link = make_link(ADDRESS)
    second.post(reverse("portal_sign_out"), {"everywhere": "1"})
    assert third.get(reverse("portal")).status_code == 302
    assert open_link(link) is None
    for gone in ({"expires_at": timezone.now()}, {"seen_at": timezone.now() - timedelta(days=7, seconds=9)}):
        client = as_customer(dora)
        Visit.objects.update(**gone)
        assert client.get(reverse("portal")).status_code == 302


def test_a_visit_is_seen_by_the_hour_and_there_are_so_many(dora: Customer, portal: Portal) -> None:
    tokens = [begin_visit(dora, address=ADDRESS) for _ in range(signing_in.MOST_VISITS + 2)]
    assert [visit_of(one) is not None for one in tokens].count(True) == signing_in.MOST_VISITS
    Visit.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    assert visit_of(tokens[-1]) is not None
    assert Visit.objects.latest("pk").seen_at > timezone.now() - timedelta(minutes=1)


def test_posts_from_other_sites_are_refused(ask: Ask, dora: Customer, as_customer: AsCustomer) -> None:
    one, signed = ask(), as_customer(dora)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[COOKIE] = signed.cookies[COOKIE].value
    for name in ("portal_answer", "portal_state"):
        assert strict.post(reverse(name, args=[one.public_id]), {"text": "x"}).status_code == 403
    assert strict.post(reverse("portal_sign_out")).status_code == 403
    assert strict.post(reverse("portal_open", args=[make_link(ADDRESS)])).status_code == 403


def token_for(secret: str, algorithm: str = "HS256", minutes: float = 5, **claims: Any) -> str:
    told = {"sub": "u-7", "email": ADDRESS, "email_verified": True, "name": "Dora"}
    told |= {"exp": timezone.now() + timedelta(minutes=minutes)} | claims
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, secret, algorithm=algorithm)


def test_the_product_s_token_signs_in_once(ask: Ask, dora: Customer, portal: Portal) -> None:
    ask(subject="A dark lamp")
    secret = renew_secret()
    client, token = Client(), token_for(secret)
    assert client.get(reverse("portal_token"), {"token": token}).status_code == 303
    assert "A dark lamp" in client.get(reverse("portal")).content.decode()
    assert Identity.objects.get(kind="product of portal").customer == dora
    bent = token[:-1] + chr(ord(token[-1]) ^ 1)  # the last letter holds bits that mean nothing
    for again in (token, bent):
        assert Client().post(reverse("portal_token"), {"token": again}).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    later = token_for(secret, email=None, email_verified=None)  # known by its id from now on
    assert strict.post(reverse("portal_token"), {"token": later}).status_code == 303
    SpentToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    signing_in.forget_old()
    assert not SpentToken.objects.exists()


def bad_tokens(secret: str, good: str) -> list[str]:
    head, body, sign = good.split(".")

    def part(**told: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")

    emil = part(sub="u-8", email="emil@brume.example", email_verified=True, exp=9e9)
    return [
        *("", "a.b.c", good[:-3], f"{head}.{emil}.{sign}"),
        *(f"{part(alg='none', typ='JWT')}.{body}.{end}" for end in ("", sign)),
        *(f"{part(alg=alg, typ='JWT')}.{body}.{sign}" for alg in ("HS512", "RS256")),
        token_for(secret, algorithm="HS512"),
        token_for(secrets.token_hex(32)),
        *(token_for(secret, minutes=minutes) for minutes in (-2, 20)),
        *(token_for(secret, exp=moment) for moment in (None, 1e30)),
        *(token_for(secret, sub=sub) for sub in (None, "", "x" * 201)),
        token_for(secret, name="x" * 5000),
        token_for(secret, nbf=timezone.now() + timedelta(minutes=4)),
    ]


def test_tokens_that_open_nothing(dora: Customer, portal: Portal) -> None:
    secret = renew_secret()
    portal.refresh_from_db()
    good = token_for(secret)
    for token in bad_tokens(secret, good):
        with pytest.raises(TokenRefused):
            read_token(portal, token)
    assert read_token(portal, good).email == ADDRESS
    assert read_token(portal, token_for(secret, email_verified="true")).email == ""
    answer = Client().get(reverse("portal_token"), {"token": token_for(secret, email_verified=False)})
    assert answer.status_code == 404  # nobody knows this id, and nobody vouches for the address
    for change in (renew_secret, drop_secret):
        change()
        assert Client().get(reverse("portal_token"), {"token": good}).status_code == 404
    assert not Visit.objects.exists()


def test_a_guess_of_the_cookie_is_nobody(dora: Customer, as_customer: AsCustomer) -> None:
    signed = as_customer(dora).cookies[COOKIE].value
    for guess in (signed[:-1], signed.swapcase(), hash_of(signed), "", "x" * 4000):
        assert with_cookie(guess).get(reverse("portal")).headers["Location"] == reverse("portal_sign_in")


def test_the_mail_really_leaves_by_a_mailbox_that_can(
    dora: Customer, portal: Portal, way_out: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    class Way:
        def send(self, message: Any) -> None:
            sent.append(message)

    monkeypatch.setattr("handrail.channels.email.sending.backend.transport_of", lambda _connection: Way())
    assert mail_link(ADDRESS, "fr")
    (message,) = sent
    assert message["From"] == "support@lamp.example"
    assert "/portal/open/" in message.get_content()


def test_agents_and_customers_are_signed_in_apart(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer, as_agent: Any
) -> None:
    one = ask()
    assert as_customer(dora).get(reverse("conversation", args=[one.number])).status_code == 302
    assert as_agent(ada).get(reverse("portal_request", args=[one.public_id])).status_code == 302


def _led(page: Any) -> str:
    """Where the help center's link to sign in leads."""
    found = re.search(r'href="(/portal/sign-in/[^"]*)"', page.content.decode())
    assert found is not None
    return found[1]


def test_who_signed_in_for_an_article_lands_on_it(dora: Customer, outbox: list[Any]) -> None:
    article("Lamp 4 beta", visibility=Visibility.CUSTOMERS)
    client = Client()
    door = _led(client.get("/help/en/lamp-4-beta/"))
    hidden = re.search(r'name="next" value="([^"]+)"', client.get(door).content.decode())
    assert hidden is not None
    client.post(reverse("portal_sign_in"), {"email": ADDRESS, "next": hidden[1]})
    job = ProcrastinateJob.objects.get(task_name="handrail.channels.portal.tasks.send_link")
    mail_link(**job.args)
    path = re.search(r"http://[^/]+(/portal/open/\S+)", outbox[0].body)
    assert path is not None
    other = Client()  # the mail is read on the telephone
    assert other.get(path[1]).status_code == 200
    came = other.post(path[1])
    assert (came.status_code, came.headers["Location"]) == (303, "/help/en/lamp-4-beta/")
    assert other.get("/help/en/lamp-4-beta/").status_code == 200
    assert other.get(door).headers["Location"] == "/help/en/lamp-4-beta/"  # who is signed in goes on


def test_a_request_and_a_new_one_are_come_back_to(dora: Customer, as_customer: AsCustomer) -> None:
    sent = Client().get("/portal/new/?lang=en&articles=3.1").headers["Location"]
    assert sent.startswith("/portal/sign-in/?next=")
    assert as_customer(dora).get(sent).headers["Location"] == "/portal/new/?lang=en&articles=3.1"


def test_nobody_else_says_where_one_lands(dora: Customer, as_customer: AsCustomer) -> None:
    good = _led(Client().get("/help/en/nothing/"))
    for wrong in ("//evil.example", "https://evil.example/help/", "/help/en/", good[-60:] + "x", ""):
        told = {"next": wrong}
        assert as_customer(dora).get(reverse("portal_sign_in"), told).headers["Location"] == reverse("portal")
        assert 'name="next"' not in Client().get(reverse("portal_sign_in"), told).content.decode()
        came = Client().post(f"{reverse('portal_open', args=[make_link(ADDRESS)])}?{urlencode(told)}")
        assert (came.status_code, came.headers["Location"]) == (303, reverse("portal"))


def test_where_one_practises_the_link_is_kept_and_opens(
    support: Mailbox, dora: Customer, portal: Portal
) -> None:
    connect_mailbox(support, outgoing=WayOut.PRACTICE)
    assert mail_link(ADDRESS, "en")
    kept = PractisedMail.objects.get()
    body = message_from_bytes(open_bytes(kept.raw_id), policy=SMTP).get_body()
    assert body is not None
    path = re.search(r"(/portal/open/\S+)", body.get_content())
    assert path is not None
    assert Client().post(path[1]).status_code == 303


def test_where_one_practises_the_link_is_read_by_owners_alone(
    support: Mailbox,
    dora: Customer,
    portal: Portal,
    cleo: Agent,
    olga: Agent,
    as_agent: Callable[..., Client],
) -> None:
    connect_mailbox(support, outgoing=WayOut.PRACTICE)
    assert mail_link(ADDRESS, "en")
    listing = reverse("practice", args=[support.pk])
    page = reverse("practised_mail", args=[support.pk, PractisedMail.objects.get().pk])
    for agent, reads in ((cleo, False), (olga, True)):
        client = as_agent(agent)
        assert client.get(page).status_code == (200 if reads else 404)
        assert (page in client.get(listing).content.decode()) == reads


def test_links_lead_to_no_domain_that_only_a_lead_has_named(
    dora: Customer, outbox: list[Any], cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    """Whoever runs what answers there would get the link, and read as Dora."""
    told = {"name": "Mole", "host": "mole.example", "fallback": "en", "languages": ["en"], "is_on": "1"}
    assert as_agent(cleo).post(reverse("add_help_site"), told).status_code == 302
    page = reverse("help_site", args=[Site.objects.get(host="mole.example").pk])
    for agent, leads_there in ((None, False), (olga, True), (cleo, True)):
        if agent:
            assert as_agent(agent).post(page, told).status_code == 302
        forget_remembered()
        ask_for_link(Client(), ADDRESS, HTTP_HOST="mole.example")
        job = ProcrastinateJob.objects.filter(task_name="handrail.channels.portal.tasks.send_link").latest(
            "pk"
        )
        assert mail_link(**{"host": "mole.example"} | job.args)
        assert ("https://mole.example/" in outbox[-1].body) == leads_there
    assert as_agent(cleo).post(page, told | {"host": "moles.example"}).status_code == 302
    forget_remembered()
    assert mail_link(ADDRESS, "en", host="moles.example")
    assert "moles.example" not in outbox[-1].body


def test_who_never_wrote_finds_a_person_too(portal: Portal, support: Mailbox) -> None:
    sent = Client().get("/portal/new/").headers["Location"]
    assert f'href="mailto:{support.address}"' in Client().get(sent).content.decode()
