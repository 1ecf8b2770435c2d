"""The form of a help center."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.core.language import LANGUAGES
from handrail.helpcenter.models import Site
from handrail.ui.words import languages_by_name

_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class SiteForm(forms.ModelForm[Site]):
    """What readers see of a help center, and how the team publishes in it."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("In which it is meant to be read. Articles may have more."),
    )
    fallback = forms.ChoiceField(
        label=gettext_lazy("First language"),
        help_text=gettext_lazy("For whoever reads none of the others. Articles are first written in it."),
    )
    picture = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG, GIF or WebP, at most 200 kB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    no_picture = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)

    class Meta:
        model = Site
        fields: ClassVar = [
            *("name", "host", "colour", "is_on", "needs_approval", "checks_outside", "ask_at"),
        ]
        labels: ClassVar = {
            "name": gettext_lazy("Name"),
            "host": gettext_lazy("Domain of its own"),
            "colour": gettext_lazy("Colour"),
            "is_on": gettext_lazy("Readers may come"),
            "needs_approval": gettext_lazy("Somebody else reads before it is published"),
            "checks_outside": gettext_lazy("Look for broken links to other people's pages too"),
            "ask_at": gettext_lazy("Where readers ask a person"),
        }
        help_texts: ClassVar = {
            "host": gettext_lazy("help.example.com, its DNS pointing here. Empty: under /help/ everywhere."),
            "colour": gettext_lazy("#00695c. Empty: Handrail's own."),
            "checks_outside": gettext_lazy("Handrail asks those servers once a night."),
            "ask_at": gettext_lazy("A form or the portal: /portal/. Empty: the first there is."),
        }

    def __init__(self, data: Any, files: Any, *, instance: Site) -> None:
        first = {"languages": instance.languages, "fallback": instance.fallback}
        super().__init__(data, files, instance=instance, initial=first)
        codes = dict.fromkeys(
            [*instance.languages, *(code for code, _name in settings.LANGUAGES), *LANGUAGES]
        )
        choices = languages_by_name(codes)
        for name in ("languages", "fallback"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
            field.choices = choices
        if not instance.logo_id:
            del self.fields["no_picture"]

    def clean_host(self) -> str:
        """A domain, in lower case; the one without a domain stays the only one."""
        host = str(self.cleaned_data["host"]).strip().lower()
        if host and not _HOST.fullmatch(host):
            raise ValidationError(_("This is no domain. It looks like help.example.com."))
        if not host and Site.objects.filter(host="").exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("One help center is without a domain already."))
        return host

    def clean_ask_at(self) -> str:
        """A path on this installation."""
        path = str(self.cleaned_data["ask_at"]).strip()
        if path and (not path.startswith("/") or path.startswith("//") or "\\" in path):
            raise ValidationError(_("Give an address on this installation, such as /portal/."))
        return path

    def clean(self) -> dict[str, Any]:
        """The first language stands first."""
        told = super().clean() or {}
        chosen, first = told.get("languages", []), told.get("fallback")
        if first:
            self.instance.languages = list(dict.fromkeys([first, *chosen]))
        return told
