"""The sample's other doors: a form with a log, a chat for its pages, and the portal."""

from __future__ import annotations

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat.models import Widget
from handrail.channels.chat.widgets.verbs import Setup, save_widget
from handrail.channels.form.building import add_form, change_form, put_question
from handrail.channels.form.fields import FieldType, FormField
from handrail.channels.form.models import Form
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.models import Portal
from handrail.channels.portal.sharing import Shares, share
from handrail.customers.models import Organisation
from handrail.ops.sample.people import SHARING

_QUESTIONS = (
    FormField("product", FieldType.PRODUCT, label={"en": "Which lamp is it?"}, helps=True),
    FormField(
        "log",
        FieldType.LOG,
        label={"en": "Error log"},
        hint={"en": "Copy it from Tools, Site Health."},
    ),
)


def open_doors(support: Mailbox, billing: Mailbox, lead: Agent) -> None:
    """Make them, once; what was changed or switched off stays so."""
    if not Form.objects.filter(slug="support").exists():
        form = add_form(name="Ask Lamp support", slug="support", mailbox=support, by=lead)
        for question in _QUESTIONS:
            put_question(form, question, by=lead)
        change_form(form, facts={"slug": form.slug, "answers_first": True}, by=lead)
    if not Widget.objects.filter(mailbox=support).exists():
        save_widget(None, Setup(name="Lamp website", mailbox=support, has_assistant=True), by=lead)
    if not Portal.objects.exists():
        set_portal(
            is_on=True,
            name="Lamp",
            colour="#0f766e",
            mailboxes=[support, billing],
            first_mailbox=support,
            answers_first=True,
            by=lead,
        )


def share_in_portal(lead: Agent) -> None:
    """Let the people of one organisation see each other's requests, once; what was changed stays so."""
    organisation = Organisation.objects.filter(name=SHARING).first()
    if organisation and not organisation.changes.filter(data__changed__has_key="sharing").exists():
        share(organisation, how=Shares.ANSWER, by=lead)
