"""Agents, teams, mailboxes, and who may see which mailbox."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.core.actors import Actor, ActorKind
from handrail.core.statements import Compound, Part, Statement
from handrail.core.zones import check_zone


class Role(models.TextChoices):
    """What an agent may do; `permissions.py` has the table.

    An owner everything, a lead the team's settings, an agent the work; a light agent reads and writes notes;
    a guest works in the queue of a guest team.
    """

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    LIGHT = "light", _("Light agent")
    GUEST = "guest", _("Guest")


class AgentManager(BaseUserManager["Agent"]):
    """Makes agents; e-mail addresses are compared without case."""

    def get_by_natural_key(self, username: str | None) -> Agent:
        """Find an agent by e-mail address."""
        return self.get(email__iexact=username)


class Agent(Compound, AbstractBaseUser):
    """Somebody who answers customers; signs in by e-mail address.

    `on_duty` is what they say of themselves now: nothing infers it, and no history of it is kept.
    `reads_restricted`: they, or a team they were in, were once named on a restricted conversation. Only then
    do statements look which; it is a hint to save that look, never a right.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[check_zone])
    single_keys = models.BooleanField(default=True)
    keymap = models.JSONField(default=dict, blank=True)  # see ui/keymap.py
    after_send = models.CharField(max_length=20, default="close_next")
    undo_seconds = models.PositiveSmallIntegerField(
        default=15, db_default=15, validators=[MaxValueValidator(30)]
    )
    is_active = models.BooleanField(default=True)
    on_duty = models.BooleanField(default=True, db_default=True)
    reads_restricted = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = AgentManager()
    known_mailboxes: list[int] | None = None
    known_teams: list[int] | None = None

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="agent_email_once")]

    def __str__(self) -> str:
        return self.name

    def statement_kind(self) -> Hashable:
        """What decides which statement asks for what they may see."""
        return self.is_guest, self.reads_restricted

    def statement_parts(self) -> Sequence[Part]:
        """Their key, their mailboxes, and a guest's teams."""
        parts: list[Part] = [self.pk, mailbox_ids(self)]
        return [*parts, team_ids(self)] if self.is_guest else parts

    def of_statement_parts(self, parts: Sequence[Any]) -> Self:
        """Somebody who may see the same kind of things, with this key, these mailboxes and teams."""
        agent = type(self)(pk=parts[0], reads_restricted=self.reads_restricted)
        agent.role = Role.GUEST if self.is_guest else Role.AGENT
        agent.known_mailboxes, agent.known_teams = parts[1], parts[2] if self.is_guest else []
        return agent

    @property
    def is_guest(self) -> bool:
        """Whether they belong to an outside team: only its queue is theirs, and addresses are masked."""
        return self.role == Role.GUEST

    @property
    def is_admin(self) -> bool:
        """Whether the agent may change settings: owners and leads."""
        return self.role in (Role.OWNER, Role.LEAD)

    @property
    def is_invited(self) -> bool:
        """Whether they were asked to choose a password and have not been here yet."""
        return self.is_active and self.last_login is None and not self.has_usable_password()

    def as_actor(self, reason: str = "") -> Actor:
        """The agent as the one who acts."""
        return Actor(ActorKind.AGENT, self.name, agent_id=self.pk, reason=reason, role=self.role)


class Team(models.Model):
    """A group of agents; conversations may be given to it.

    A guest team is an outside one, such as an agency: its members see its own queue only. `signature_name`
    is what customers read under their replies instead of a member's name. `reads_restricted`: as an agent's.
    """

    name = models.CharField(max_length=120, unique=True)
    agents = models.ManyToManyField(Agent, related_name="teams", blank=True)
    is_guest = models.BooleanField(default=False, db_default=False)
    signature_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    reads_restricted = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Questions about mailboxes."""

    def visible_to(self, agent: Agent) -> MailboxQuerySet:
        """Mailboxes whose conversations the agent may see; owners see all."""
        if not agent.is_active:
            return self.none()
        if agent.role == Role.OWNER:
            return self
        granted = Access.objects.filter(Q(agent=agent) | Q(team__agents=agent)).values("mailbox")
        return self.filter(pk__in=granted)


class TokenPlace(models.TextChoices):
    """Where our mails carry a signed token for those whose mail program drops every header."""

    NOWHERE = "", _("Nowhere")
    SUBJECT = "subject", _("In the subject")
    BODY = "body", _("In the last line")


class Mailbox(models.Model):
    """A place where mail lands: its name, address, language and zone, and how its mail is told apart.

    `masks_files`: text files lose their secrets (core.secrets) before they are kept; the original mail, which
    is kept for reading it again, does not. `reopen_days` after closing a conversation is not continued any
    more (none: it always is); `replier_takes`: who answers what nobody has becomes its assignee.
    `forwarders` are addresses and domains whose forwarded mails count as the first writer's, as agents' do.
    How it connects, and its secrets, belong to channels/email.
    """

    name = models.CharField(max_length=120, unique=True)
    address = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, default="UTC", validators=[check_zone])
    aliases = ArrayField(models.EmailField(), default=list, blank=True)
    reopen_days = models.PositiveSmallIntegerField(null=True, blank=True, default=30)
    trusted_authserv_id = models.CharField(max_length=253, blank=True)
    plus_addresses = models.BooleanField(default=False)
    token_place = models.CharField(max_length=10, choices=TokenPlace.choices, blank=True, default="")
    forwarders = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    masks_files = models.BooleanField(default=True, db_default=True)
    replier_takes = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("address"), name="mailbox_address_once")]
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """No address becomes one of two mailboxes: mail to it would land where its people do not look."""
        before = Mailbox.objects.filter(pk=self.pk).first()
        had = {one.casefold() for one in before.own_addresses} if before else set()
        others = Mailbox.objects.exclude(pk=self.pk)
        taken = {one.casefold() for mailbox in others for one in mailbox.own_addresses} - had
        for address in self.own_addresses:
            if address.casefold() in taken:
                field = "address" if address == self.address else "aliases"
                says = _("Another mailbox has the address %(address)s already.")
                raise ValidationError({field: ValidationError(says, params={"address": address})})

    @property
    def own_addresses(self) -> list[str]:
        """Its address and its aliases: mail to these is mail to us."""
        return [self.address, *self.aliases]


class Access(models.Model):
    """An agent or a team may see one mailbox."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="access")
    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="access")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="access")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agent=None, team__isnull=False) | Q(agent__isnull=False, team=None),
                name="access_for_agent_or_team",
            ),
            models.UniqueConstraint(fields=["mailbox", "agent"], name="access_once_per_agent"),
            models.UniqueConstraint(fields=["mailbox", "team"], name="access_once_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox}: {self.agent or self.team}"


def seen_access(agent: Agent) -> models.QuerySet[Access]:
    """Who may see which of the mailboxes that this agent sees, each with its mailbox."""
    return Access.objects.filter(mailbox__in=Mailbox.objects.visible_to(agent)).select_related("mailbox")


def mailbox_ids(agent: Agent) -> list[int]:
    """Keys of the mailboxes an agent may see: one statement per request (an agent object lives for one)."""
    if agent.known_mailboxes is None:
        if agent.is_active and agent.role != Role.OWNER:
            agent.known_mailboxes = [pk for (pk,) in _GRANTED.rows(agent.pk)]
        else:
            visible = Mailbox.objects.visible_to(agent).order_by("pk")
            agent.known_mailboxes = list(visible.values_list("pk", flat=True))
    return agent.known_mailboxes


_GRANTED = Statement(
    lambda agent: Mailbox.objects.visible_to(Agent(pk=agent)).order_by("pk").values_list("pk")
)


def team_ids(agent: Agent) -> list[int]:
    """Keys of the teams an agent belongs to, in order: one statement for an agent object."""
    if agent.known_teams is None:
        agent.known_teams = [pk for (pk,) in _TEAMS.rows(agent.pk)]
    return agent.known_teams


def teams_of(agent: int) -> models.QuerySet[Team]:
    """The teams somebody belongs to, by key."""
    return Team.objects.filter(agents=agent).order_by("pk")


_TEAMS = Statement(lambda agent: teams_of(agent).values_list("pk"))


def name_to_customers(agent: Agent) -> str:
    """What customers read as the author: a guest's team may have a name of its own."""
    if not agent.is_guest:
        return agent.name
    names = agent.teams.exclude(signature_name="").order_by("pk").values_list("signature_name", flat=True)
    return names.first() or agent.name
