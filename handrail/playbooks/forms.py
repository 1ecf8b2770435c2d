"""The forms of saved replies and macros. Both work without script: rows left empty count for nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox
from handrail.core.language import LANGUAGES
from handrail.playbooks.models import Macro, SavedReply, Shared
from handrail.playbooks.verbs import MOST_LANGUAGES, MOST_STEPS, Sharing, Variant


class SharedForm(forms.Form):
    """Whose it is, and for which mailboxes."""

    whose = forms.ChoiceField(label=_("For whom"))
    mailboxes = forms.ModelMultipleChoiceField(
        Mailbox.objects.none(),
        label=_("Mailboxes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all mailboxes."),
    )

    def __init__(self, data: QueryDict | None, *, agent: Agent, of: Shared | None, **more: Any) -> None:
        initial: dict[str, Any] = {"whose": "team" if of is None or of.agent_id is None else "mine"}
        initial |= {"mailboxes": list(of.mailboxes.values_list("pk", flat=True))} if of else {}
        super().__init__(data, initial={**initial, **more.pop("initial", {})}, **more)
        self.agent = agent
        mailboxes, whose = self.fields["mailboxes"], self.fields["whose"]
        assert isinstance(mailboxes, forms.ModelMultipleChoiceField)  # noqa: S101
        assert isinstance(whose, forms.ChoiceField)  # noqa: S101
        mailboxes.queryset = Mailbox.objects.visible_to(agent)
        whose.choices = [("team", _("The team")), ("mine", _("Only me"))]
        if not agent.is_admin:
            del self.fields["whose"]

    @property
    def sharing(self) -> Sharing:
        """What was chosen; agents keep their own only."""
        mine = self.cleaned_data.get("whose", "mine") == "mine"
        return Sharing(self.agent if mine else None, list(self.cleaned_data["mailboxes"]))


class ReplyForm(SharedForm):
    """A saved reply without its texts, which are rows of their own (`variants`)."""

    title = forms.CharField(label=_("Title"), max_length=120)
    folder = forms.CharField(
        label=_("Folder"), max_length=60, required=False, help_text=_("A word that keeps like with like.")
    )
    review_on = forms.DateField(
        label=_("Read it again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From that day on the list says that it is due for review."),
    )
    owner = forms.ModelChoiceField(
        Agent.objects.none(), label=_("Who looks after it"), required=False, empty_label="–"
    )
    field_order = ("title", "folder", "whose", "mailboxes", "owner", "review_on")

    def __init__(self, data: QueryDict | None, *, agent: Agent, of: SavedReply | None) -> None:
        told = {name: getattr(of, name) for name in ("title", "folder", "review_on")} if of else {}
        initial = told | {"owner": of.owner_id if of else agent.pk}
        super().__init__(data, agent=agent, of=of, initial=initial)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101
        owner.queryset = Agent.objects.filter(is_active=True).order_by("name", "pk")
        if not agent.is_admin:
            del self.fields["owner"]


def read_variants(data: QueryDict) -> list[Variant]:
    """The texts of the form; a row whose editor woke up has HTML, another one the text area's text."""
    found = []
    for index in range(MOST_LANGUAGES + 1):
        language, text = data.get(f"language-{index}", ""), data.get(f"text-{index}", "")
        if language in LANGUAGES:
            found.append(Variant(language, text.replace("\x00", ""), data.get(f"html-{index}", "")))
    return found


class MacroForm(SharedForm):
    """A macro without its steps, which are rows of their own (`read_steps`)."""

    name = forms.CharField(label=_("Name"), max_length=120)
    key = forms.RegexField(
        "^[a-z0-9]$",
        label=_("Key"),
        required=False,
        help_text=_("A small letter or a digit: in a conversation, press ; and then this key."),
        widget=forms.TextInput(attrs={"maxlength": 1, "dir": "ltr", "autocomplete": "off"}),
    )
    field_order = ("name", "key", "whose", "mailboxes")

    def __init__(self, data: QueryDict | None, *, agent: Agent, of: Macro | None) -> None:
        initial = {"name": of.name, "key": of.key} if of else {}
        super().__init__(data, agent=agent, of=of, initial=initial)


def read_steps(data: QueryDict) -> list[tuple[str, str]]:
    """The steps of the form in order; a row without a step is none.

    One list holds steps with their values ("status:3"); those that want words ("tag:") have them beside it.
    """
    found = []
    for index in range(MOST_STEPS + 1):
        step, _colon, value = data.get(f"step-{index}", "").partition(":")
        if step:
            found.append((step, value or data.get(f"words-{index}", "")))
    return found
