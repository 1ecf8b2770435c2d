"""Widgets: set up by owners and leads, shown to everybody, of colours that can be read."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import NotAllowed
from handrail.channels.chat.models import Widget
from handrail.channels.chat.widgets import verbs
from handrail.channels.chat.widgets.colours import ENOUGH, PAPER, contrast, shades_of
from handrail.channels.chat.widgets.forms import WidgetForm
from handrail.channels.chat.widgets.verbs import Setup, save_widget
from handrail.core.models import AuditEntry
from handrail.core.vault import unseal

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
CONFIGURATION = re.compile(r"\}\)\((\{.*\})\);\s*$", re.S)
FULL = {
    "name": "Shop",
    "is_active": "on",
    "colour": "#2563EB",
    "side": "start",
    "name_asked": "optional",
    "email_asked": "required",
    "label-0": "Which lamp?",
    "type-0": "choice",
    "choices-0": "Tall\n\nSmall \nTall",
    "required-0": "on",
    "label-0-fr": "Quelle lampe ?",
    "title-en": "Ask the lamp people",
    "greeting-fr": "Bonjour !",
    "pages": "/pricing\n/docs/*",
    "phases": "pre-sales",
    "late": "3",
    "origins": "https://Shop.Lamp.example/somewhere",
}


@pytest.fixture
def widget(support: Mailbox, olga: Agent) -> Widget:
    setup = Setup(name="Shop", mailbox=support, texts={"fr": {"title": "Demandez-nous"}})
    return save_widget(None, setup, by=olga)


def script_of(client: Client, widget: Widget, **headers: str) -> str:
    answer = client.get(reverse("chat_script", args=[widget.public_id]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def configuration_of(client: Client, widget: Widget) -> dict[str, Any]:
    found = CONFIGURATION.search(script_of(client, widget))
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_olga_sets_up_a_chat_and_finds_it_as_she_left_it(
    olga: Agent, support: Mailbox, as_agent: SignIn
) -> None:
    client = as_agent(olga)
    assert "No chat yet" in client.get(reverse("widgets")).content.decode()
    answer = client.post(reverse("add_widget"), FULL | {"mailbox": support.pk})
    made = Widget.objects.get()
    assert answer.headers["Location"] == reverse("widget", args=[made.pk])
    assert made.fields == [
        {"key": "name", "type": "line", "label": {}, "required": False},
        {"key": "email", "type": "email", "label": {}, "required": True},
        {
            "key": "question_1",
            "type": "choice",
            "label": {"": "Which lamp?", "fr": "Quelle lampe ?"},
            "required": True,
            "choices": ["Tall", "Small"],
        },
    ]
    assert made.origins == ["https://shop.lamp.example"]
    assert made.shown == {"pages": ["/pricing", "/docs/*"], "phases": ["pre-sales"], "late": 3}
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"/chat/{made.public_id}.js" in page
    again = WidgetForm(None, agent=olga, of=made)
    kept = {name: field.initial for name, field in again.fields.items()} | dict(again.initial)
    lines = {name: "\n".join(value) if isinstance(value, list) else value for name, value in kept.items()}
    form = WidgetForm({name: value for name, value in lines.items() if value}, agent=olga, of=made)
    assert form.is_valid()
    assert form.setup == Setup(**{name: getattr(made, name) for name in vars(form.setup)})
    assert AuditEntry.objects.filter(action="widget changed").exists()


def test_a_question_keeps_its_key_when_the_one_before_is_taken_away(olga: Agent, support: Mailbox) -> None:
    asked = [
        {"key": f"question_{n}", "type": "line", "label": {"": f"Q{n}"}, "required": False} for n in (1, 2)
    ]
    widget = save_widget(None, Setup(name="Shop", mailbox=support, fields=asked), by=olga)
    data = {"name": "Shop", "mailbox": support.pk, "colour": "#0f766e", "side": "end"}
    form = WidgetForm(data | {"label-1": "Q2", "label-2": "New"}, agent=olga, of=widget)
    assert form.is_valid()
    assert [(one["key"], one["label"][""]) for one in form.setup.fields] == [
        ("question_2", "Q2"),
        ("question_3", "New"),
    ]


@pytest.mark.parametrize(
    "wrong", [{"origins": "lamp.example"}, {"colour": "red"}, {"pages": "/x\n" * 60 + "y" * 400}]
)
def test_what_is_wrong_is_said_at_its_line(
    wrong: dict[str, str], olga: Agent, support: Mailbox, as_agent: SignIn
) -> None:
    answer = as_agent(olga).post(reverse("add_widget"), FULL | {"mailbox": support.pk} | wrong)
    assert answer.status_code == 422
    assert not Widget.objects.exists()


def test_only_owners_and_leads_of_its_mailbox_find_it(
    widget: Widget, cleo: Agent, ada: Agent, finn: Agent, as_agent: SignIn, billing: Mailbox, support: Mailbox
) -> None:
    pages = [reverse("widgets"), reverse("widget", args=[widget.pk]), reverse("widget_preview")]
    for agent in (ada, finn):
        assert {as_agent(agent).get(page).status_code for page in pages} == {404}
        with pytest.raises(NotAllowed):
            save_widget(widget, Setup(name="Mine", mailbox=support), by=agent)
    assert {as_agent(cleo).get(page).status_code for page in pages} == {200}
    elsewhere = Mailbox.objects.create(name="Cellar", address="cellar@lamp.example")
    Widget.objects.update(mailbox=elsewhere)
    assert as_agent(cleo).get(pages[1]).status_code == 404
    assert "Shop" not in as_agent(cleo).get(pages[0]).content.decode()
    assert as_agent(cleo).post(reverse("widget_secret", args=[widget.pk])).status_code == 404


def test_the_secret_is_shown_once(widget: Widget, cleo: Agent, as_agent: SignIn) -> None:
    client = as_agent(cleo)
    told = client.post(reverse("widget_secret", args=[widget.pk])).content.decode()
    widget.refresh_from_db()
    secret = unseal(widget.secret)
    assert secret
    assert secret in told
    assert secret not in client.get(reverse("widget", args=[widget.pk])).content.decode()
    client.post(reverse("widget_secret", args=[widget.pk]))
    widget.refresh_from_db()
    assert unseal(widget.secret) != secret


def test_whose_users_the_ids_are_is_for_owners_and_so_is_a_secret_that_is_believed_elsewhere(
    widget: Widget, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    page, secret = (reverse(name, args=[widget.pk]) for name in ("widget", "widget_secret"))

    def saved(agent: Agent, realm: str) -> str:
        form = WidgetForm(None, agent=agent, of=widget)
        told = {one.html_name: one.value() for one in form if one.value() not in (None, False, [])}
        told |= {"realm": realm, "colour": "#0f766e", "side": "end"}
        assert as_agent(agent).post(page, told).status_code == 302
        widget.refresh_from_db()
        return widget.realm

    assert saved(cleo, "shop") == ""
    assert as_agent(cleo).post(secret).status_code == 200
    assert saved(olga, "shop") == "shop"
    assert not widget.secret, "what a lead has copied is not believed elsewhere"
    assert as_agent(olga).post(secret).status_code == 200
    widget.refresh_from_db()
    kept = widget.secret
    assert saved(cleo, "moles") == "shop"
    assert as_agent(cleo).post(secret).status_code == 403
    widget.refresh_from_db()
    assert widget.secret == kept


def test_the_preview_shows_the_form_as_it_stands_and_keeps_nothing(
    olga: Agent, support: Mailbox, as_agent: SignIn
) -> None:
    client = as_agent(olga)
    page = client.get(reverse("widget_preview"), FULL | {"lang": "fr", "theme": "dark"})
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    told = client.get(
        reverse("widget_preview_script"), FULL | {"lang": "fr", "colour": "no colour", "mailbox": support.pk}
    )
    found = CONFIGURATION.search(told.content.decode())
    assert found
    shown = json.loads(found[1])
    assert shown["words"]["fr"]["greeting"] == "Bonjour !"
    assert shown["colour"]["ground"] == "#0f766e"
    assert shown["preview"]["theme"] == "light"
    assert shown["state"]["open"] == "later"  # nobody takes chats, and visitors are told so
    assert not Widget.objects.exists()


def test_everybody_gets_the_script_and_it_sets_nothing(widget: Widget, client: Client) -> None:
    answer = client.get(reverse("chat_script", args=[widget.public_id]), headers={"Accept-Encoding": "gzip"})
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert gzip.decompress(answer.content).decode() == script_of(client, widget)
    same = client.get(
        reverse("chat_script", args=[widget.public_id]),
        headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]},
    )
    assert same.status_code == 304
    told = configuration_of(client, widget)
    assert told["id"] == str(widget.public_id)
    assert told["words"]["fr"]["title"] == "Demandez-nous"
    assert told["state"] == {"open": "later", "says": ""}
    assert not {"secret", "origins"} & set(told)


def test_words_come_in_the_language_of_the_page(widget: Widget, client: Client) -> None:
    address = reverse("chat_words", args=[widget.public_id])
    told = client.get(address, {"lang": "fr"}).json()
    assert (told["title"], told["dir"]) == ("Demandez-nous", "ltr")
    assert client.get(address, {"lang": "ar"}).json()["dir"] == "rtl"
    assert client.get(address, {"lang": "tlh"}).status_code == 404


def test_no_text_of_the_team_ends_the_script(
    widget: Widget, client: Client, olga: Agent, support: Mailbox
) -> None:
    evil = "</script><script>alert(1)</script>\u2028"
    save_widget(widget, Setup(name="Shop", mailbox=support, texts={"en": {"title": evil}}), by=olga)
    assert "</script" not in script_of(client, widget)
    assert configuration_of(client, widget)["words"]["en"]["title"] == evil


def test_what_is_switched_off_shows_nothing(
    widget: Widget, client: Client, olga: Agent, support: Mailbox
) -> None:
    assert client.get(reverse("chat_page", args=[widget.public_id])).status_code == 200
    save_widget(widget, Setup(name="Shop", mailbox=support, is_active=False), by=olga)
    assert script_of(client, widget) == "/* This chat is switched off. */"
    assert client.get(reverse("chat_page", args=[widget.public_id])).status_code == 404


def test_a_stranger_finds_no_widget_by_a_guess(client: Client, db: None) -> None:
    for name in ("chat_script", "chat_words", "chat_page"):
        address = reverse(name, args=["00000000-0000-4000-8000-000000000000"])
        assert client.get(address, {"lang": "en"}).status_code == 404


def test_there_is_an_end_to_widgets(
    widget: Widget, olga: Agent, support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbs, "MOST_WIDGETS", 1)
    with pytest.raises(ValidationError):
        save_widget(None, Setup(name="Two", mailbox=support), by=olga)


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_can_be_read(number: int) -> None:
    shades = shades_of(f"#{number:06x}")
    assert contrast(shades.ink, shades.ground) >= ENOUGH
    assert contrast(shades.light, PAPER["light"]) >= ENOUGH
    assert contrast(shades.dark, PAPER["dark"]) >= ENOUGH


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
