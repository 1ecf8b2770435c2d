"""The form of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Team
from handrail.conversations.models import SavedView
from handrail.conversations.models.view import ICONS, OWN_ICON
from handrail.conversations.queries.filters import show
from handrail.conversations.queries.filters.applying import asking_of, misunderstood, read
from handrail.conversations.queries.filters.tree import LONGEST
from handrail.conversations.queries.views import orders_of_saved

OWN, SHARED = "me", "all"


class ViewForm(forms.Form):
    """Name, filter, order, icon, and for leads who has the view."""

    name = forms.CharField(label=_("Name"), max_length=60)
    filter = forms.CharField(
        label=_("Filter"),
        max_length=LONGEST,
        help_text=_("As in search: tag:refund -is:closed, or words. Try it there first."),
        widget=forms.TextInput(attrs={"dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
    )
    order = forms.ChoiceField(label=_("Order"))
    shared = forms.ChoiceField(label=_("Who has it"))
    icon = forms.ChoiceField(label=_("Icon"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, by: Agent, view: SavedView, **kwargs: Any) -> None:
        initial = {"name": view.name, "filter": view.filter, "order": view.order, "icon": view.icon}
        kwargs["initial"] = initial | {"shared": _sharing(view)}
        super().__init__(*args, **kwargs)
        self.by = by
        self._choose("order", [(order.key, order.label) for order in orders_of_saved()])
        self._choose("icon", [(name, name) for name in ICONS])
        if by.is_admin:
            teams = [(str(team.pk), team.name) for team in Team.objects.order_by("name")[:200]]
            self._choose("shared", [(OWN, _("Only you")), (SHARED, _("Everybody")), *teams])
        else:
            del self.fields["shared"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def clean_filter(self) -> str:
        """The filter as it is kept: written in one way, and understood as a whole."""
        found = read(str(self.cleaned_data["filter"]))
        problems = misunderstood(found, asking_of(self.by))
        if problems:
            raise forms.ValidationError([f"{problem.part} {problem.message}".strip() for problem in problems])
        if not found.terms:
            raise forms.ValidationError(_("Write what the view holds, such as tag:refund."))
        return show(found)

    def clean_icon(self) -> str:
        """An icon; the usual one when none was chosen."""
        return str(self.cleaned_data["icon"]) or OWN_ICON

    @property
    def facts(self) -> dict[str, Any]:
        """What the verbs take."""
        facts = {name: self.cleaned_data[name] for name in ("name", "filter", "order", "icon")}
        shared = self.cleaned_data.get("shared", OWN)
        if shared == OWN:
            return facts | {"owner": self.by, "team": None}
        team = None if shared == SHARED else Team.objects.filter(pk=shared).first()
        return facts | {"owner": None, "team": team}


def _sharing(view: SavedView) -> str:
    if not view.is_shared:
        return OWN
    return str(view.team_id) if view.team_id else SHARED
