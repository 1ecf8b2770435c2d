"""Forms about people and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox, Role, Team
from handrail.accounts.permissions import May, may
from handrail.accounts.teams import may_change
from handrail.channels.email.sending.backend import senders

FOR_LEADS = (Role.AGENT, Role.LIGHT, Role.GUEST)  # the roles that a lead may give and change


class PersonForm(forms.Form):
    """An agent as an admin sees them."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.AGENT,
        help_text=_("Light agents read and write notes. Guests see only what their guest team has."),
    )
    mailboxes = forms.ModelMultipleChoiceField(
        label=_("Mailboxes"),
        queryset=Mailbox.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Owners see every mailbox. Teams bring theirs along."),
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters. Tell it in person; it can be changed under Security."),
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)
    hand_over = forms.ModelChoiceField(
        label=_("If not: who gets their open conversations"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Nobody: they are unassigned"),
    )

    def __init__(self, *args: Any, by: Agent, person: Agent | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        can_invite = person is None and senders().exists()
        self.fields["password"].required = person is None and not can_invite
        if can_invite:
            self.fields["password"].help_text = _(
                "Leave it empty: they get a mail with a link, and choose their own. Or tell them one of at"
                " least ten characters in person."
            )
        _choices(self, "mailboxes").queryset = Mailbox.objects.visible_to(by)
        open_to_them = [team.pk for team in Team.objects.all() if may_change(team, by)]
        _choices(self, "teams").queryset = Team.objects.filter(pk__in=open_to_them)
        if person is None:
            del self.fields["is_active"], self.fields["hand_over"]
        else:
            others = Agent.objects.filter(is_active=True).exclude(pk=person.pk).exclude(role=Role.LIGHT)
            _choices(self, "hand_over").queryset = others.order_by("name", "pk")
        if not may(by.role, May.EVERYTHING):
            role = self.fields["role"]
            assert isinstance(role, forms.ChoiceField)  # noqa: S101
            role.choices = [(one, one.label) for one in FOR_LEADS]

    def clean_password(self) -> str:
        """A password that nobody guesses, or none."""
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password)
        return password


def _choices(form: forms.BaseForm, name: str) -> Any:
    return form.fields[name]


class TeamForm(forms.ModelForm[Team]):
    """A team, its members and its mailboxes."""

    agents = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Agent.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mailboxes = forms.ModelMultipleChoiceField(
        label=_("Mailboxes"),
        queryset=Mailbox.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members see these mailboxes; a guest team only what it was given in them."),
    )

    class Meta:
        model = Team
        fields = ("name", "is_guest", "signature_name")
        labels = {
            "name": _("Name"),
            "is_guest": _("Guest team: an outside one, such as an agency"),
            "signature_name": _("Name below its replies"),
        }
        help_texts = {
            "is_guest": _("Its members see only conversations given to the team, with addresses hidden."),
            "signature_name": _("What customers read instead of the guest's name."),
        }

    def __init__(self, *args: Any, by: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [agent.pk for agent in self.instance.agents.all()] if self.instance.pk else []
        everybody = Agent.objects.filter(is_active=True) | Agent.objects.filter(pk__in=members)
        agents, mailboxes = _choices(self, "agents"), _choices(self, "mailboxes")
        agents.queryset = everybody.order_by("name", "pk")
        agents.label_from_instance = lambda agent: f"{agent.name} ({agent.get_role_display()})"
        mailboxes.queryset = Mailbox.objects.visible_to(by)
        agents.initial = members
        if self.instance.pk:
            mailboxes.initial = list(self.instance.access.values_list("mailbox", flat=True))
