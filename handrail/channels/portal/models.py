"""The portal's settings, and who is signed in to it: customers, who are no agents and no Django users."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.vouching import LONGEST_REALM, REALM
from handrail.conversations.models import Conversation
from handrail.customers.models import Customer, Organisation
from handrail.helpcenter.models import Site


class Portal(models.Model):
    """The one portal of this installation: whether it is on, its look, and which mailboxes it shows.

    `brand` is the help center whose logo it shows, and whose name and colour where it has none of its own.
    New requests go to `first_mailbox` unless the customer chooses another; without one, to the first by name.
    `answers_first`: the assistant shows its answer before a request is sent.
    `secret_sealed` is what the product signs with (see `tokens`); empty until somebody asks for one. The ids
    that it signs are of `realm`.
    """

    is_on = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)
    colour = models.CharField(max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")])
    brand = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mailboxes = models.ManyToManyField(Mailbox, related_name="+", blank=True)
    first_mailbox = models.ForeignKey(
        Mailbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answers_first = models.BooleanField(default=False, db_default=False)
    secret_sealed = models.TextField(blank=True)
    secret_made_at = models.DateTimeField(null=True)
    realm = models.CharField(
        max_length=LONGEST_REALM, blank=True, default="", db_default="", validators=[REALM]
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="portal_only_one")]

    def __str__(self) -> str:
        return self.name or "portal"

    @property
    def called(self) -> str:
        """What stands at its head."""
        return self.name or (self.brand.name if self.brand else "")

    @property
    def stripe(self) -> str:
        """The colour above it (#rrggbb), or ""."""
        return self.colour or (self.brand.colour if self.brand else "")


class SignInLink(models.Model):
    """A link that was mailed to an address: it works once, for a short time. Only its hash is kept."""

    address = models.CharField(max_length=320)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address"], name="portal_link_by_address"),
            models.Index(fields=["expires_at"], name="portal_link_by_end"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class Visit(models.Model):
    """A customer who is signed in with one browser. It holds while the address, or the id that the product
    gave (of this kind), is still this customer's.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=320, blank=True)
    product_id = models.CharField(max_length=200, blank=True)
    product_kind = models.CharField(max_length=40, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="portal_visit_by_end")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(address="") | ~Q(product_id=""), name="portal_visit_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Sharing(models.Model):
    """Customers of this organisation see each other's requests, and with `may_answer` write in them too."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    may_answer = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"sharing of {self.pk}"


class RequestFollower(models.Model):
    """A customer who is told by mail when we have answered a colleague's request."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "customer"], name="portal_follows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.conversation_id}"


class SpentToken(models.Model):
    """A signed token of the product that was used: once is enough. A hash, until the token has expired."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "spent token"


class Provider(models.Model):
    """The product's OpenID provider, by which customers may sign in; one, or none.

    `document` is what it says of itself (OpenID Connect Discovery 1.0), `keys` those it signs with; both are
    fetched by jobs. `problem` is why the last of these failed, in words.
    """

    is_on = models.BooleanField(default=False)
    name = models.CharField(max_length=60)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=255)
    secret_sealed = models.TextField(blank=True)
    realm = models.CharField(
        max_length=LONGEST_REALM, blank=True, default="", db_default="", validators=[REALM]
    )
    document = models.JSONField(default=dict, blank=True)
    keys = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="portal_one_provider")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether somebody can be sent there."""
        return self.is_on and bool(self.document)


class Arrival(models.Model):
    """Somebody who has come back from the provider, until a job has asked it who they are.

    `secrets_sealed` holds the code and the PKCE verifier; `nonce_hash` binds the answer to this browser. Then
    `visit_sealed` opens their visit, or `refused` is a word for why not.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    secrets_sealed = models.TextField()
    nonce_hash = models.CharField(max_length=64)
    visit_sealed = models.TextField(blank=True)
    refused = models.CharField(max_length=12, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"arrival {self.pk}"
