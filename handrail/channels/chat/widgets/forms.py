"""The form of a widget. It works without script: rows of questions that are left empty count for nothing."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, may
from handrail.channels.chat.models import Widget
from handrail.channels.chat.widgets.verbs import Setup
from handrail.channels.chat.widgets.words import LANGUAGES, LONGEST
from handrail.channels.realm_field import RealmField

MOST_QUESTIONS, MOST_LINES, MOST_CHOICES, LONGEST_LINE = 5, 50, 30, 300
ASKED = [("", _("Not asked")), ("optional", _("Asked, may be left empty")), ("required", _("Required"))]
TYPES = [("line", _("One line")), ("text", _("Several lines")), ("choice", _("One of these choices"))]
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


class Lines(forms.CharField):
    """One thing on each line; empty lines count for nothing."""

    widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        """The lines, without space around them."""
        lines = [line.strip() for line in str(value or "").splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_LINES or any(len(line) > LONGEST_LINE for line in found):
            raise ValidationError(_now("At most 50 lines of 300 characters each."))
        return found

    def prepare_value(self, value: Any) -> Any:
        """As it stands in the text area."""
        return "\n".join(value) if isinstance(value, list) else value


class WidgetForm(forms.Form):
    """Everything that one sets of a widget; `setup` is what it comes to."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Only the team sees it: Shop, Help pages, …")
    )
    mailbox = forms.ModelChoiceField(
        Mailbox.objects.none(),
        label=_("Mailbox"),
        empty_label=None,
        help_text=_("Its people answer, its hours and its promise hold, and it sends the mails."),
    )
    is_active = forms.BooleanField(
        label=_("Switched on"),
        required=False,
        initial=True,
        help_text=_("Off, it shows nothing on any page."),
    )
    has_assistant = forms.BooleanField(
        label=_("The assistant answers first"),
        required=False,
        help_text=_(
            "It says that it is automatic, answers from your articles, and hands over to a person whenever"
            " somebody wants one."
        ),
    )
    colour = forms.CharField(
        label=_("Colour"),
        validators=[RegexValidator(re.compile(rf"^{COLOUR.pattern}\Z"), _("Choose a colour."))],
        widget=forms.TextInput(attrs={"type": "color"}),
        initial="#0f766e",
        help_text=_(
            "What stands on it is white or black, and links become darker or lighter: all can be read."
        ),
    )
    side = forms.ChoiceField(
        label=_("Where the button stands"),
        choices=[("end", _("At the right")), ("start", _("At the left"))],
        help_text=_("On pages that are read from right to left it is the other way round."),
    )
    name_asked = forms.ChoiceField(label=_("Name"), choices=ASKED, required=False)
    email_asked = forms.ChoiceField(label=_("E-mail address"), choices=ASKED, required=False)
    pages = Lines(
        label=_("Only on these pages"),
        required=False,
        help_text=_("One on each line: /pricing, /docs/*, https://shop.lamp.example/*. None: on all."),
    )
    not_pages = Lines(label=_("Not on these pages"), required=False)
    phases = Lines(
        label=_("Only in these phases"),
        required=False,
        help_text=_("Words that your page says of itself, such as pre-sales. None: in all."),
    )
    late = forms.IntegerField(
        label=_("Mails that may be late before the chat closes"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=_(
            "Empty: the chat stays open. Else, while more than so many are behind their promise, visitors"
            " leave a message instead: who wrote first is answered first. With 0 one late mail closes it."
        ),
    )
    origins = Lines(
        label=_("Only from these sites"),
        required=False,
        help_text=_("https://www.lamp.example, one on each line. None: from any site."),
    )
    realm = RealmField()

    def __init__(self, data: Any, *, agent: Agent, of: Widget | None = None) -> None:
        super().__init__(data, initial=_initial(of))
        self.fields["realm"].disabled = not may(agent.role, May.EVERYTHING)
        mailbox = self.fields["mailbox"]
        assert isinstance(mailbox, forms.ModelChoiceField)  # noqa: S101
        mailbox.queryset = Mailbox.objects.visible_to(agent)
        for row in range(MOST_QUESTIONS):
            self.fields |= _question_fields(row)
        for language in LANGUAGES:
            self.fields |= _text_fields(language)
        self.agent, self.of = agent, of

    def clean_origins(self) -> list[str]:
        """Origins as browsers write them (RFC 6454): scheme, host, port."""
        found = []
        for line in self.cleaned_data["origins"]:
            parts = urlsplit(line.lower())
            origin = f"{parts.scheme}://{parts.netloc}"
            if not _ORIGIN.fullmatch(origin):
                raise ValidationError(
                    _now("“%(line)s” is no site: write it as https://www.lamp.example.") % {"line": line}
                )
            found.append(origin)
        return found

    @property
    def setup(self) -> Setup:
        """What was filled in; what is wrong or missing is as at first, for a preview."""
        told = self.cleaned_data
        shown = {key: told[key] for key in ("pages", "not_pages", "phases") if told.get(key)}
        shown |= {"late": told["late"]} if told.get("late") is not None else {}
        return Setup(
            name=told.get("name", ""),
            mailbox=told.get("mailbox") or Mailbox(),
            is_active=told.get("is_active", True),
            has_assistant=told.get("has_assistant", False),
            colour=told.get("colour", "#0f766e").lower(),
            side=told.get("side", "end"),
            texts=self._texts(),
            fields=self._questions(),
            shown=shown,
            origins=told.get("origins", []),
            realm=told.get("realm", ""),
        )

    @property
    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The rows of questions."""
        names = ("label", "type", "choices", "required")
        return [{name: self[f"{name}-{row}"] for name in names} for row in range(MOST_QUESTIONS)]

    def texts_of(self, language: str) -> list[forms.BoundField]:
        """The lines of one language, those for questions that are asked among them."""
        rows = [row for row in range(MOST_QUESTIONS) if self[f"label-{row}"].value()]
        names = ["title", "greeting", *(f"label-{row}" for row in rows)]
        found = [self[f"{name}-{language}"] for name in names]
        for row, bound in zip(rows, found[2:], strict=True):
            bound.label = self[f"label-{row}"].value()
        return found

    def _texts(self) -> dict[str, dict[str, str]]:
        told = self.cleaned_data
        texts = {
            code: {key: told.get(f"{key}-{code}", "") for key in ("title", "greeting")} for code in LANGUAGES
        }
        kept = {code: {key: text for key, text in some.items() if text} for code, some in texts.items()}
        return {code: some for code, some in kept.items() if some}

    def _questions(self) -> list[dict[str, Any]]:
        told = self.cleaned_data
        known = [(key, told.get(f"{key}_asked", "")) for key in ("name", "email")]
        found: list[dict[str, Any]] = [
            {
                "key": key,
                "type": "email" if key == "email" else "line",
                "label": {},
                "required": asked == "required",
            }
            for key, asked in known
            if asked
        ]
        return found + [self._question(row) for row in range(MOST_QUESTIONS) if told.get(f"label-{row}")]

    def _question(self, row: int) -> dict[str, Any]:
        told = self.cleaned_data
        labels = {code: told.get(f"label-{row}-{code}", "") for code in LANGUAGES}
        made = {
            "key": self._key(row),
            "type": told.get(f"type-{row}") or "line",
            "label": {"": told[f"label-{row}"]} | {code: text for code, text in labels.items() if text},
            "required": told.get(f"required-{row}", False),
        }
        choices = told.get(f"choices-{row}") or []
        return made | ({"choices": choices[:MOST_CHOICES]} if made["type"] == "choice" else {})

    def _key(self, row: int) -> str:
        """The key of a question stays as long as its row does."""
        own = _own_questions(self.of)
        taken = {str(one["key"]) for one in own}
        if row < len(own):
            return str(own[row]["key"])
        return next(key for number in range(1, 100) if (key := f"question_{number + row}") not in taken)


def _own_questions(widget: Widget | None) -> list[dict[str, Any]]:
    return [one for one in (widget.fields if widget else []) if one["key"] not in ("name", "email")]


def _question_fields(row: int) -> dict[str, forms.Field]:
    lines = Lines(label=_("Choices, one on each line"), required=False)
    return {
        f"label-{row}": forms.CharField(label=_("Question"), required=False, max_length=LONGEST["label"]),
        f"type-{row}": forms.ChoiceField(label=_("Answer"), choices=TYPES, required=False),
        f"choices-{row}": lines,
        f"required-{row}": forms.BooleanField(label=_("Required"), required=False),
    }


def _text_fields(language: str) -> dict[str, forms.Field]:
    def line(label: Any, key: str, widget: Any = forms.TextInput) -> forms.CharField:
        return forms.CharField(
            label=label, required=False, max_length=LONGEST[key], widget=widget(attrs={"dir": "auto"})
        )

    area = line(_("Greeting"), "greeting", lambda attrs: forms.Textarea(attrs={"rows": 2, **attrs}))
    found: dict[str, forms.Field] = {
        f"title-{language}": line(_("Title"), "title"),
        f"greeting-{language}": area,
    }
    return found | {f"label-{row}-{language}": line(_("Question"), "label") for row in range(MOST_QUESTIONS)}


def _initial(widget: Widget | None) -> dict[str, Any]:
    if widget is None:
        return {"email_asked": "optional", "name_asked": "optional"}
    told: dict[str, Any] = {
        name: getattr(widget, name)
        for name in ("name", "is_active", "has_assistant", "colour", "side", "origins", "realm")
    }
    told |= {"mailbox": widget.mailbox_id, **widget.shown}
    for one in widget.fields:
        if one["key"] in ("name", "email"):
            told[f"{one['key']}_asked"] = "required" if one["required"] else "optional"
    for row, one in enumerate(_own_questions(widget)):
        told |= {f"{name}-{row}": one.get(name) for name in ("type", "choices", "required")}
        told |= {f"label-{row}" + (code and f"-{code}"): text for code, text in one["label"].items()}
    for language, texts in widget.texts.items():
        told |= {f"{key}-{language}": text for key, text in texts.items()}
    return told
