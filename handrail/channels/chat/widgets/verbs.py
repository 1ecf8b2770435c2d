"""What owners and leads do with widgets; each change leaves an audit entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May
from handrail.channels.chat.models import Widget
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered

MOST_WIDGETS = 100


@dataclass(frozen=True)
class Setup:
    """How a widget is to be: see the fields of `Widget`."""

    name: str
    mailbox: Mailbox
    is_active: bool = True
    has_assistant: bool = False
    colour: str = "#0f766e"
    side: str = "end"
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    fields: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)
    origins: list[str] = field(default_factory=list)
    realm: str = ""

    def on(self, widget: Widget) -> Widget:
        """The widget with this setup, not saved."""
        for name, value in vars(self).items():
            setattr(widget, name, value)
        return widget


@needs(May.SETTINGS)
@transaction.atomic
def save_widget(widget: Widget | None, setup: Setup, *, by: Agent | None = None) -> Widget:
    """Make a widget, or set one up anew. Raises ValidationError in words for whoever filled in the form.

    A secret that was made for ids of one realm is not believed in another: it goes, and an owner makes one.
    """
    if widget is None and Widget.objects.count() >= MOST_WIDGETS:
        raise ValidationError(
            _("There are %(most)s chats already: change one of them.") % {"most": MOST_WIDGETS}
        )
    is_elsewhere = widget is not None and widget.realm != setup.realm
    made = setup.on(widget or Widget())
    made.secret = "" if is_elsewhere else made.secret
    made.full_clean()
    made.save()
    told = {"name": made.name, "is_active": made.is_active, "has_assistant": made.has_assistant}
    audit(by, "widget changed", widget=made.pk, **told)
    forget_remembered()
    return made


@needs(May.SETTINGS)
@transaction.atomic
def let_answer(widget: Widget, *, on: bool, by: Agent) -> None:
    """Let the assistant answer first in a widget, or not."""
    widget.has_assistant = on
    widget.save(update_fields=["has_assistant"])
    audit(by, "widget changed", widget=widget.pk, name=widget.name, has_assistant=on)
    forget_remembered()
