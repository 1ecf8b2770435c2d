"""Cleo builds a form without code; Finn, and leads of other mailboxes, find none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from handrail.accounts.models import Agent, Mailbox, Role
from handrail.accounts.permissions import NotAllowed
from handrail.accounts.verbs import create_agent
from handrail.channels.form import building
from handrail.channels.form.fields import MOST_FIELDS, FieldType, FormField, When, fields_of
from handrail.channels.form.models import Form
from handrail.core.models import AuditEntry
from handrail.core.tests.test_logo_pictures import chunk, png
from handrail.helpcenter.models import Site
from handrail.helpcenter.verbs.sites import save_site

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def facts(form: Form, **more: object) -> dict[str, object]:
    kept = {"name": form.name, "slug": form.slug, "mailbox": form.mailbox_id, "colour": form.colour}
    return {**kept, "is_active": "1", "languages": form.languages, **more}


def test_a_new_form_asks_for_an_address_and_a_message(support: Mailbox, cleo: Agent, client: Client) -> None:
    client.force_login(cleo)
    answer = client.post("/settings/forms/add/", {"name": "Help", "slug": "help", "mailbox": support.pk})
    form = Form.objects.get()
    assert answer.headers["Location"] == f"/settings/forms/{form.pk}/"
    assert [one["key"] for one in form.fields] == ["email", "name", "message"]
    page = client.get(f"/settings/forms/{form.pk}/").content.decode()
    assert "/forms/help/embed.js" in page
    assert "E-mail address" in client.get("/forms/help/").content.decode()
    assert "help" in client.get("/settings/forms/").content.decode()
    again = client.post("/settings/forms/add/", {"name": "Help", "slug": "help", "mailbox": support.pk})
    assert again.status_code == 422


def test_words_languages_and_origins_are_kept(contact: Form, cleo: Agent, client: Client) -> None:
    client.force_login(cleo)
    told = facts(
        contact, **{"title.en": "Hello", "intro.fr": "Bonjour", "add_language": "ar", "tags": "web,  , web"}
    )
    told["origins"] = "https://Lamp.example/contact\nshop.example:8443"
    answer = client.post(f"/settings/forms/{contact.pk}/", told)
    assert answer.status_code == 302
    contact.refresh_from_db()
    assert contact.languages == ["en", "fr", "ar"]
    assert contact.texts["title"]["en"] == "Hello"
    assert contact.texts["intro"]["fr"] == "Bonjour"
    assert contact.origins == ["https://lamp.example", "https://shop.example:8443"]
    assert contact.tags == ["web"]
    assert not contact.takes_programs
    page = client.get("/forms/contact/?lang=ar").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    for wrong in ("javascript:alert(1)", "https://a.example; script-src *", "*"):
        answer = client.post(f"/settings/forms/{contact.pk}/", facts(contact, origins=wrong))
        assert answer.status_code == 422, wrong
    assert client.post(f"/settings/forms/{contact.pk}/", facts(contact, colour="red;}")).status_code == 422
    assert client.post(f"/settings/forms/{contact.pk}/", facts(contact, slug="more")).status_code == 422


def test_a_question_is_added_changed_moved_and_removed(contact: Form, cleo: Agent, client: Client) -> None:
    client.force_login(cleo)
    base = f"/settings/forms/{contact.pk}/"
    assert client.get(f"{base}ask/choice/").status_code == 200
    told: dict[str, object] = {
        "type": "choice",
        "key": "",
        "label.en": "How bad?",
        "hint.en": "Honestly",
        "options.en": "Bad\nVery bad",
    }
    wrong = client.post(f"{base}ask/choice/", {**told, "options.fr": "Une seule"})
    assert wrong.status_code == 422
    told |= {"options.fr": "Mauvais\nTrès mauvais", "when": ["product=lamp"], "goes": "tag"}
    assert client.post(f"{base}ask/choice/", told).status_code == 302
    contact.refresh_from_db()
    made = fields_of(contact.fields)[-1]
    assert (made.key, made.goes) == ("how_bad", "tag")
    assert made.when == When("product", ("lamp",))
    assert [one.label for one in made.options] == [
        {"en": "Bad", "fr": "Mauvais"},
        {"en": "Very bad", "fr": "Très mauvais"},
    ]
    keys = [one.key for one in made.options]
    page = client.get("/forms/contact/?lang=fr").content.decode()
    assert "Très mauvais" in page
    assert "data-when" in page
    client.post(f"{base}question/how_bad/", {**told, "options.en": "Very bad\nBad\nAwful", "options.fr": ""})
    contact.refresh_from_db()
    assert [one.key for one in fields_of(contact.fields)[-1].options] == [keys[1], keys[0], "awful"]
    order = ["how_bad", *(one["key"] for one in contact.fields if one["key"] != "how_bad")]
    client.post(f"{base}order/", {"order": order, "down": "how_bad"})
    contact.refresh_from_db()
    assert [one["key"] for one in contact.fields][:2] == ["email", "how_bad"]
    client.post(f"{base}question/product/remove/")
    contact.refresh_from_db()
    assert next(one for one in fields_of(contact.fields) if one.key == "how_bad").when is None
    assert AuditEntry.objects.filter(action="form questions changed").count() >= 4


def test_the_preview_follows_what_is_typed_and_keeps_nothing(
    contact: Form, cleo: Agent, client: Client
) -> None:
    client.force_login(cleo)
    base = f"/settings/forms/{contact.pk}/"
    typed = {
        "type": "text",
        "key": "",
        "label.en": "Serial <b>number</b>",
        "hint.en": "",
        "hint.fr": "",
        "label.fr": "",
    }
    page = client.post(f"{base}preview/", typed).content.decode()
    assert "Serial &lt;b&gt;number&lt;/b&gt;" in page
    assert "Anything?" in client.post(f"{base}preview/", {"title.en": "Anything?"}).content.decode()
    contact.refresh_from_db()
    assert "serial" not in str(contact.fields).lower()
    assert contact.texts["title"]["en"] == "How can we help?"


def test_limits_are_said(contact: Form, cleo: Agent) -> None:
    contact.fields = [FormField(f"q{at}", FieldType.TEXT).as_json() for at in range(MOST_FIELDS)]
    contact.save()
    with pytest.raises(ValidationError):
        building.put_question(contact, FormField("one_more", FieldType.TEXT), by=cleo)
    contact.fields = [FormField("email", FieldType.EMAIL).as_json()]
    contact.save()
    with pytest.raises(ValidationError):
        building.put_question(contact, FormField("second", FieldType.EMAIL), by=cleo)


def test_agents_and_strangers_build_nothing(contact: Form, ada: Agent, finn: Agent, client: Client) -> None:
    question = FormField("serial", FieldType.TEXT)
    with pytest.raises(NotAllowed):
        building.put_question(contact, question, by=ada)
    for agent in (ada, finn):
        client.force_login(agent)
        for end in ("", "held/", f"{contact.pk}/", f"{contact.pk}/preview/", f"{contact.pk}/question/email/"):
            assert client.get(f"/settings/forms/{end}").status_code == 404, end


def test_a_lead_sees_the_forms_of_their_mailboxes_only(
    contact: Form, billing: Mailbox, client: Client
) -> None:
    other = create_agent(
        email="lena@lamp.example", name="Lena", password="a long walk uphill", role=Role.LEAD
    )
    client.force_login(other)
    assert "contact" not in client.get("/settings/forms/").content.decode().split("<main")[1]
    for end in ("", "preview/", "question/email/", "ask/text/"):
        assert client.get(f"/settings/forms/{contact.pk}/{end}").status_code == 404, end
    for end in ("order/", "question/email/remove/"):
        assert client.post(f"/settings/forms/{contact.pk}/{end}").status_code == 404, end


def test_a_form_wears_a_brand_s_logo_name_and_colour(contact: Form, cleo: Agent, as_agent: SignIn) -> None:
    picture = png(chunk(b"tEXt", b"made by Cleo at home"))
    site = save_site(
        Site(name="Lamp & Shade", host="shade.example", colour="#123456", languages=["en"]),
        by=cleo,
        logo=picture,
    )
    page = Client().get("/forms/contact/")
    assert b"/logo" not in page.content
    assert Client().get("/forms/contact/logo").status_code == 404
    bare = len(page.content)
    told = facts(contact, brand=site.pk, languages=["en"], is_active="on")
    assert as_agent(cleo).post(f"/settings/forms/{contact.pk}/", told).status_code == 302
    page = Client().get("/forms/contact/")
    assert "Lamp &amp; Shade" in page.content.decode()
    assert len(page.content) < bare + 300
    (address,) = re.findall(r'src="(/forms/contact/logo[^"]*)"', page.content.decode())
    logo = Client().get(address)
    assert (logo.content, logo.headers["Content-Type"]) == (png(), "image/png")
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert "public" in logo.headers["Cache-Control"]
    assert b"--brand:#123456" in Client().get("/forms/contact/look.css").content
    assert b"/logo" not in Client().get("/forms/contact/embed/").content  # the page around it has its own
    site.delete()
    assert b"--brand:" + contact.colour.encode() in Client().get("/forms/contact/look.css").content


def test_what_is_no_picture_is_no_logo(cleo: Agent) -> None:
    for file in (b"<svg onload='x()'/>", b"RIFF\x04\x00\x00\x00WAVE", b"\x89PNG\r\n\x1a\n", b"", png()[:-4]):
        with pytest.raises(ValidationError):
            save_site(Site(name="Shade", host="shade.example", languages=["en"]), by=cleo, logo=file)
