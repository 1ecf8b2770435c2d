"""The form of a mailbox's rules: which mails are its own, whom it believes, what it continues."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox

_MOST = 100  # entries of one list
_DOMAIN = re.compile(r"@?(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?")


class Lines(forms.CharField):
    """A list, one entry on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, domains: bool = False, **more: Any) -> None:
        super().__init__(required=False, **more)
        self._domains = domains

    def prepare_value(self, value: Any) -> Any:
        """What is kept, as one types it."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The entries, each once; raises ValidationError that names what is no address."""
        entries = list(dict.fromkeys(str(super().clean(value)).replace(",", " ").split()))
        if len(entries) > _MOST:
            raise ValidationError(gettext("That is more than %(most)d.") % {"most": _MOST})
        for entry in entries:
            if not (self._domains and len(entry) < 254 and _DOMAIN.fullmatch(entry)):
                self._check(entry)
        return entries

    def _check(self, entry: str) -> None:
        try:
            validate_email(entry)
        except ValidationError:
            text = gettext("“%(text)s” is no e-mail address.") % {"text": entry[:200]}
            raise ValidationError(text) from None


class MailRulesForm(forms.ModelForm[Mailbox]):
    """The rules of a mailbox: for mail that comes in, signs in what goes out, who has what is answered."""

    aliases = Lines(
        label=_("Other addresses of this mailbox"),
        help_text=_("One on each line. Replies never go to them."),
    )
    forwarders = Lines(
        label=_("Whose forwarded mails count as the first writer's, besides agents'"),
        domains=True,
        help_text=_("Addresses or domains, one on each line."),
    )

    class Meta:
        model = Mailbox
        fields: ClassVar = [
            "replier_takes", "aliases", "forwarders", "reopen_days", "trusted_authserv_id",
            "plus_addresses", "token_place", "masks_files",
        ]  # fmt: skip
        labels: ClassVar = {
            "replier_takes": _("Who answers becomes the assignee, if there is none"),
            "reopen_days": _("Days after closing in which an answer still opens a conversation again"),
            "trusted_authserv_id": _("Name of your mail server in Authentication-Results"),
            "plus_addresses": _("Answers go to a signed address, such as support+…@"),
            "masks_files": _("Mask keys, tokens, passwords and card numbers in text and log files"),
            "token_place": _("Signed token for mail programs that lose the thread"),
        }
        help_texts: ClassVar = {
            "replier_takes": _("What waits for a team goes to whoever of it answers. Not in bulk changes."),
            "reopen_days": _("Later ones begin a new conversation that refers to it. Empty: always."),
            "trusted_authserv_id": _(
                "Often the name of the server, such as mx.example.org. Microsoft 365 gives none: write -"
            ),
            "masks_files": _(
                "Their kind and last two characters remain. The original mail stays as it came, so that it"
                " can be read again; guests cannot download it."
            ),
            "plus_addresses": _("Only if your server delivers such addresses to this mailbox."),
        }
