"""A form of the cast: Lamp's contact form, in two languages."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.form.fields import FieldType, FormField, Option, When
from handrail.channels.form.models import Form
from handrail.conversations.models import Product
from handrail.core.abuse import issue

WHAT = (Option("crash", {"en": "A crash", "fr": "Un plantage"}), Option("idea", {"en": "An idea"}))
FIELDS = (
    FormField("email", FieldType.EMAIL, {"en": "Your e-mail", "fr": "Votre e-mail"}, required=True),
    FormField("name", FieldType.NAME, {"en": "Your name"}),
    FormField("product", FieldType.PRODUCT, {"en": "Product"}, required=True),
    FormField("version", FieldType.VERSION, {"en": "Version", "fr": "Version"}, helps=True),
    FormField("what", FieldType.CHOICE, {"en": "What is it about?"}, goes="tag", options=WHAT),
    FormField("log", FieldType.LOG, {"en": "Error log"}, required=True, when=When("what", ("crash",))),
    FormField("message", FieldType.MESSAGE, {"en": "Message"}, required=True),
    FormField("again", FieldType.TICK, {"en": "It happens each time"}),
    FormField("files", FieldType.FILES, {"en": "Pictures"}),
)
GOOD = {
    "email": "Dora@Nordlicht.example",
    "name": "Dora",
    "product": "lamp",
    "message": "The page stays white.",
}


@pytest.fixture
def lamp(db: None) -> Product:
    product = Product.objects.create(key="lamp", name="Lamp")
    Product.objects.create(key="lamp_3_2", name="3.2", above=product)
    return product


@pytest.fixture
def contact(support: Mailbox, lamp: Product) -> Form:
    return Form.objects.create(
        slug="contact",
        name="Contact",
        mailbox=support,
        languages=["en", "fr"],
        texts={"title": {"en": "How can we help?", "fr": "Comment vous aider ?"}},
        fields=[one.as_json() for one in FIELDS],
        kind="bug",
        tags=["from the site"],
        takes_programs=True,
    )


def filled(**more: object) -> dict[str, object]:
    """What a browser without a script sends, a minute after the page came."""
    token = issue("form", at=timezone.now() - timedelta(minutes=1)).token
    return {**GOOD, "token": token, "number": "", "website": "", "once": str(uuid.uuid4()), **more}
