"""What an agent chooses about being told, and what a browser says of itself."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.notifications.models import Choice, Kind, Way

_AFTER = (
    (0, _("At once")),
    (15, _("After a quarter of an hour")),
    (60, _("After an hour")),
    (480, _("After eight hours")),
)


class ChoiceForm(forms.ModelForm[Choice]):
    """Ways for each kind, quiet hours, and who is told while one is away."""

    mail_after = forms.TypedChoiceField(
        label=_("Mail what I have not read here"), choices=_AFTER, coerce=int, help_text=_("In one mail.")
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"})
    )
    quiet_until = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}))
    away_until = forms.DateTimeField(
        label=_("Away until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    substitute = forms.ModelChoiceField(
        label=_("Tell this colleague too"), queryset=Agent.objects.none(), required=False
    )

    class Meta:
        model = Choice
        fields: ClassVar = ["mail_after", "quiet_from", "quiet_until", "away_until", "substitute"]

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Agent.objects.filter(is_active=True).exclude(pk=agent.pk).order_by("name")
        self.fields["substitute"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends; who is away comes back in time to come."""
        told = super().clean() or {}
        if (told.get("quiet_from") is None) != (told.get("quiet_until") is None):
            raise ValidationError(_("Give both times of the quiet hours, or none."))
        if told.get("away_until") and told["away_until"] <= timezone.now():
            self.add_error("away_until", _("Choose a time to come, or leave it empty."))
        return told

    def save(self, commit: bool = True) -> Choice:
        """Keep the ways as they were ticked."""
        self.instance.ways = {
            kind: [way for way in Way.values if f"{kind}-{way}" in self.data] for kind in Kind.values
        }
        return super().save(commit)


class DeviceForm(forms.Form):
    """A push subscription as a browser gives it (W3C Push API)."""

    endpoint = forms.URLField(max_length=1000, assume_scheme="https")
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)

    def clean_endpoint(self) -> str:
        """Push services speak HTTPS."""
        endpoint: str = self.cleaned_data["endpoint"]
        if not endpoint.startswith("https://"):
            raise ValidationError("https")
        return endpoint

    def clean_p256dh(self) -> str:
        """A point on the curve P-256 (RFC 8291 §2.1)."""
        text: str = self.cleaned_data["p256dh"]
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(text))
        except ValueError:
            raise ValidationError("no key") from None
        return text

    def clean_auth(self) -> str:
        """Sixteen bytes."""
        text: str = self.cleaned_data["auth"]
        if len(_decoded(text)) != 16:
            raise ValidationError("16 bytes")
        return text


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise ValidationError("base64url") from None
