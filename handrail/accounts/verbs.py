"""What admins do with agents, teams, mailboxes and access; each leaves an audit entry."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.models import Access, Agent, Mailbox, Role, Team, mailbox_ids
from handrail.core.audit import audit
from handrail.core.live import check_agent


@transaction.atomic
def create_agent(
    *,
    email: str,
    name: str,
    password: str | None,
    role: str = Role.AGENT,
    language: str = "",
    time_zone: str = "UTC",
    by: Agent | None = None,
) -> Agent:
    """Make an agent who can sign in; raises ValidationError in words for the person at the keyboard.

    Without a password the agent cannot sign in until one is set.
    """
    if Agent.objects.filter(email__iexact=email).exists():
        raise ValidationError(
            {"email": _("An agent with the address %(email)s exists already.") % {"email": email}}
        )
    agent = Agent(email=email.strip(), name=name.strip(), role=role, language=language, time_zone=time_zone)
    if password is None:
        agent.set_unusable_password()
    else:
        validate_password(password, agent)
        agent.set_password(password)
    agent.full_clean()
    agent.save()
    audit(by, "agent created", agent=agent.pk, email=agent.email, role=agent.role)
    return agent


@transaction.atomic
def change_agent(agent: Agent, *, password: str = "", by: Agent | None = None, **facts: object) -> None:
    """Change an agent's name, email, role or is_active; a password when one is given.

    At an earlier address one neither signs in nor gets a new password.
    Raises ValidationError, also for taking away the last owner.
    """
    owners = Agent.objects.filter(role=Role.OWNER, is_active=True)
    was_owner = agent.pk in owners.select_for_update().values_list("pk", flat=True)  # two cannot go at once
    agent.refresh_from_db()
    before = {name: getattr(agent, name) for name in facts}
    if password or any(facts.get(name, before.get(name)) != before.get(name) for name in _OPENING_DOORS):
        _refuse_takeover(agent, by)
    for name, value in facts.items():
        setattr(agent, name, value)
    if password:
        validate_password(password, agent)
        agent.set_password(password)
    agent.full_clean()
    agent.save()
    if "role" in facts and agent.role != before["role"]:
        _check_teams(agent)
    EmailAddress.objects.filter(user=agent).exclude(email__iexact=agent.email).delete()
    if was_owner and not owners.exists():
        raise ValidationError(_("There must be one owner who can sign in: make another one first."))
    forget_known(agent)
    changed = {name: value for name, value in facts.items() if before[name] != value}
    if changed or password:
        audit(by, "agent changed", agent=agent.pk, password_changed=bool(password), **changed)


_OPENING_DOORS = ("email", "role", "is_active")


def _refuse_takeover(agent: Agent, by: Agent | None) -> None:
    """Whoever could sign in as somebody would see what they see; so it must be one's own already."""
    if by is None or by.role == Role.OWNER or agent.pk == by.pk:
        return
    if not set(mailbox_ids(agent)) <= set(mailbox_ids(by)):
        raise ValidationError(
            _("%(name)s sees mailboxes that you do not: ask an owner.") % {"name": agent.name}
        )
    if agent.reads_restricted:
        raise ValidationError(
            _("%(name)s sees restricted conversations: ask an owner.") % {"name": agent.name}
        )


def _check_teams(agent: Agent) -> None:
    """Guests are in guest teams, and nobody else is: what they see depends on it."""
    wrong = [team.name for team in agent.teams.all() if team.is_guest != agent.is_guest]
    if wrong:
        raise ValidationError(
            _("Take %(name)s out of these teams first, their role does not fit: %(teams)s.")
            % {"name": agent.name, "teams": ", ".join(wrong)}
        )


def remember_after_send(agent: Agent, choice: str) -> None:
    """The send button keeps the agent's last choice: keep, wait or close; then next, list or stay."""
    if agent.after_send != choice:
        agent.after_send = choice
        agent.save(update_fields=["after_send"])


def set_single_keys(agent: Agent, *, is_on: bool) -> None:
    """Whether single keys do anything for this agent."""
    agent.single_keys = is_on
    agent.save(update_fields=["single_keys"])


def set_keymap(agent: Agent, keymap: dict[str, str]) -> None:
    """The keys an agent has chosen instead of Handrail's own (`ui/keymap.py`)."""
    agent.keymap = keymap
    agent.save(update_fields=["keymap"])


def go_on_duty(agent: Agent) -> None:
    """The agent says that they are at work. Nothing remembers when they were."""
    Agent.objects.filter(pk=agent.pk).update(on_duty=True)
    agent.on_duty = True


def go_off_duty(agent: Agent) -> None:
    """The agent says that they are not at work. Nothing remembers when they were."""
    Agent.objects.filter(pk=agent.pk).update(on_duty=False)
    agent.on_duty = False


def set_access(
    agent: Agent, *, mailboxes: list[Mailbox], among: list[Mailbox], by: Agent | None = None
) -> None:
    """Give an agent exactly `mailboxes` out of `among`, those the admin may share; others stay."""
    for mailbox in among:
        if mailbox in mailboxes:
            grant_access(mailbox, to=agent, by=by)
        else:
            revoke_access(mailbox, to=agent, by=by)


@transaction.atomic
def create_mailbox(
    *, name: str, address: str, language: str = "en", time_zone: str = "UTC", by: Agent | None = None
) -> Mailbox:
    """Make a mailbox; whoever made it may see it. Raises ValidationError for a name or address in use."""
    mailbox = Mailbox(name=name.strip(), address=address.strip(), language=language, time_zone=time_zone)
    mailbox.full_clean()
    mailbox.save()
    audit(by, "mailbox created", mailbox=mailbox.pk, address=mailbox.address)
    if by:
        grant_access(mailbox, to=by, by=by)
    return mailbox


@transaction.atomic
def change_mailbox(mailbox: Mailbox, *, by: Agent | None = None, **facts: Any) -> Mailbox:
    """Change a mailbox's name, address, language, time zone or rules. Raises ValidationError."""
    for name, value in facts.items():
        setattr(mailbox, name, value)
    mailbox.full_clean()
    mailbox.save()
    audit(by, "mailbox changed", mailbox=mailbox.pk, **facts)
    return mailbox


@transaction.atomic
def grant_access(mailbox: Mailbox, *, to: Agent | Team, by: Agent | None = None) -> None:
    """Let an agent or a team see a mailbox; twice is as good as once."""
    who = {"agent": to} if isinstance(to, Agent) else {"team": to}
    forget_known(to)
    _row, created = Access.objects.get_or_create(mailbox=mailbox, **who)
    if created:
        audit(by, "access granted", mailbox=mailbox.pk, to=str(to))


@transaction.atomic
def revoke_access(mailbox: Mailbox, *, to: Agent | Team, by: Agent | None = None) -> None:
    """Take a mailbox away from an agent or a team."""
    who = {"agent": to} if isinstance(to, Agent) else {"team": to}
    forget_known(to)
    if Access.objects.filter(mailbox=mailbox, **who).delete()[0]:
        audit(by, "access revoked", mailbox=mailbox.pk, to=str(to))


def forget_known(to: Agent | Team) -> None:
    """What was known of somebody's access is void, in their open pages too."""
    if isinstance(to, Agent):
        to.known_mailboxes = to.known_teams = None
    agents = [to] if isinstance(to, Agent) else list(to.agents.all())
    for agent in agents:
        check_agent(agent.pk)  # a NOTIFY: it leaves with the commit
