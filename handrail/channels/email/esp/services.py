"""The e-mail services that can be chosen, and what each needs; django-anymail speaks with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _

_KEY = {"api_key": _("API key")}


@dataclass(frozen=True)
class Service:
    """One service. `secrets` and `hook_secrets` are anymail's names for them, with the service's own words.

    `keeps_id` says whether our Message-ID reaches the reader; where it does not, answers are known by the
    service's. `untracked` says whether it can be told for each mail to follow nobody's clicks.
    """

    key: str
    name: str
    module: str
    views: str
    secrets: Mapping[str, str] = field(default_factory=lambda: _KEY)
    hook_secrets: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asks_domain: bool = False
    asks_url: bool = False
    gives_mail: bool = True
    keeps_id: bool = True
    untracked: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    mail_says: str = ""
    events_say: str = ""

    @property
    def backend(self) -> Any:
        """Anymail's backend class for sending."""
        return import_string(f"anymail.backends.{self.module}.EmailBackend")

    def view(self, kind: str) -> Any:
        """Anymail's view class that reads what the service posts: `Inbound` or `Tracking`."""
        return import_string(f"anymail.webhooks.{self.module}.{self.views}{kind}WebhookView")

    @property
    def is_installed(self) -> bool:
        """Whether all that is needed to speak with it is here."""
        return self.key != "amazon_ses" or find_spec("boto3") is not None


_SES = ("eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3", "us-east-1",
        "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "ap-south-1", "ap-southeast-1",
        "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "af-south-1", "me-south-1",
        "il-central-1")  # fmt: skip

_ALL = (
    Service(
        "amazon_ses", "Amazon SES", "amazon_ses", "AmazonSES",
        secrets={"aws_access_key_id": _("Access key ID"), "aws_secret_access_key": _("Secret access key")},
        regions={name: (name, "") for name in _SES},
        keeps_id=False, untracked=False,
        mail_says=_("SES: make a receipt rule for the address with the action “SNS”, and subscribe this address to its topic."),
        events_say=_("SES: publish bounces, complaints and delays of a configuration set or identity to an SNS topic, and subscribe this address to it."),
    ),
    Service(
        "brevo", "Brevo", "brevo", "Brevo", gives_mail=False, untracked=False,
        events_say=_("Brevo: under Transactional, Settings, Webhook add this address for bounces, blocked, invalid, deferred and complaints."),
    ),
    Service(
        "mailgun", "Mailgun", "mailgun", "Mailgun", asks_domain=True,
        secrets=_KEY, hook_secrets={"webhook_signing_key": _("HTTP webhook signing key")},
        regions={
            "us": (_("United States"), "https://api.mailgun.net/v3"),
            "eu": (_("European Union"), "https://api.eu.mailgun.net/v3"),
        },
        mail_says=_("Mailgun: under Receiving create a route for the address that forwards to this address."),
        events_say=_("Mailgun: under Webhooks add this address for permanent failure, temporary failure and spam complaints."),
    ),
    Service(
        "mailjet", "Mailjet", "mailjet", "Mailjet", keeps_id=False,
        secrets={"api_key": _("API key"), "secret_key": _("Secret key")},
        mail_says=_("Mailjet: set up a Parse API route for the address with this address as its URL."),
        events_say=_("Mailjet: under Event notifications add this address for bounce, blocked and spam events, grouped."),
    ),
    Service(
        "mailtrap", "Mailtrap", "mailtrap", "Mailtrap", gives_mail=False, untracked=False,
        secrets={"api_token": _("API token")}, hook_secrets={"tracking_secret": _("Webhook signature key")},
        events_say=_("Mailtrap: under Webhooks add this address for bounce, soft bounce, reject, suspension and spam complaint."),
    ),
    Service(
        "postal", "Postal", "postal", "Postal", asks_url=True, keeps_id=True, untracked=False,
        hook_secrets={"webhook_key": _("Public key for webhooks")},
        mail_says=_("Postal: add an HTTP endpoint with this address, format “raw message”, and a route for the mailbox."),
        events_say=_("Postal: add a webhook with this address for delayed, bounced, failed and held messages."),
    ),
    Service(
        "postmark", "Postmark", "postmark", "Postmark", secrets={"server_token": _("Server API token")},
        headers={"X-PM-KeepID": "true"},
        mail_says=_("Postmark: enter this address as the inbound stream's webhook and tick “Include raw email content”."),
        events_say=_("Postmark: in the transactional stream add a webhook with this address for bounce and spam complaint."),
    ),
    Service(
        "resend", "Resend", "resend", "Resend", gives_mail=False, untracked=False,
        events_say=_("Resend: add a webhook with this address for bounced, delivery delayed, failed and complained."),
    ),
    Service(
        "sendgrid", "SendGrid", "sendgrid", "SendGrid",
        hook_secrets={"tracking_webhook_verification_key": _("Verification key for events")},
        regions={
            "us": (_("Global"), "https://api.sendgrid.com/v3/"),
            "eu": (_("European Union"), "https://api.eu.sendgrid.com/v3/"),
        },
        mail_says=_("SendGrid: under Inbound Parse add your host with this address and tick “POST the raw, full MIME message”."),
        events_say=_("SendGrid: under Event Webhook add this address for bounced, blocked, dropped, deferred and spam reports."),
    ),
    Service(
        "sparkpost", "SparkPost", "sparkpost", "SparkPost", keeps_id=False,
        regions={
            "us": (_("United States"), "https://api.sparkpost.com/api/v1/"),
            "eu": (_("European Union"), "https://api.eu.sparkpost.com/api/v1/"),
        },
        mail_says=_("SparkPost: add an inbound domain, and a relay webhook that leads to this address."),
        events_say=_("SparkPost: add a webhook with this address for bounce, delay, policy rejection and spam complaint."),
    ),
)  # fmt: skip


@cache
def services() -> dict[str, Service]:
    """Every service by its key, in the order in which they are offered."""
    return {service.key: service for service in _ALL}
