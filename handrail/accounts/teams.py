"""What admins do with teams; each change leaves an audit entry."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox, Role, Team, mailbox_ids
from handrail.accounts.permissions import May, may
from handrail.accounts.verbs import forget_known, grant_access, revoke_access
from handrail.core.audit import audit


@transaction.atomic
@needs(May.SETTINGS)
def keep_team(team: Team, *, by: Agent | None = None, **facts: object) -> Team:
    """Make a team, or change its name, whether it is a guest team, or what its members sign with.

    Raises ValidationError, also for a guest team of people who are no guests.
    """
    is_new = team.pk is None
    for name, value in facts.items():
        setattr(team, name, value)
    team.full_clean()
    team.save()
    if not is_new:
        _check_members(team, list(team.agents.all()))
    audit(by, "team created" if is_new else "team changed", team=team.pk, **facts)
    return team


@transaction.atomic
@needs(May.SETTINGS)
def set_members(team: Team, *, agents: Collection[Agent], by: Agent | None = None) -> list[Agent]:
    """Let a team have exactly these members; returns who is new. Raises ValidationError.

    Who joins sees what the team sees: a team that is named on restricted conversations takes new members
    from owners and from those who are in it.
    """
    before = {agent.pk: agent for agent in team.agents.select_for_update()}
    wanted = {agent.pk: agent for agent in agents}
    new = [agent for key, agent in wanted.items() if key not in before]
    if before.keys() == wanted.keys():
        return []
    _check_members(team, wanted.values())
    if new and team.reads_restricted and by is not None and not _may_let_in(by, before.keys()):
        raise ValidationError(_("This team sees restricted conversations: ask an owner to add somebody."))
    team.agents.set(wanted.values())
    if team.reads_restricted:
        Agent.objects.filter(pk__in=wanted).update(reads_restricted=True)
    for agent in (*before.values(), *new):
        forget_known(agent)
    names = sorted(agent.name for agent in wanted.values())
    audit(by, "team members changed", team=team.pk, members=names, new=[agent.pk for agent in new])
    return new


def _may_let_in(by: Agent, members: Collection[int]) -> bool:
    return may(by.role, May.EVERYTHING) or by.pk in members


def _check_members(team: Team, agents: Collection[Agent]) -> None:
    """Guests belong to guest teams and nobody else does: what they see depends on it."""
    wrong = sorted(agent.name for agent in agents if agent.is_guest != team.is_guest)
    if wrong and team.is_guest:
        raise ValidationError(
            _("Only guests can be in a guest team: give %(names)s the role Guest first.")
            % {"names": ", ".join(wrong)}
        )
    if wrong:
        raise ValidationError(
            _("Guests can be in guest teams only: %(names)s.") % {"names": ", ".join(wrong)}
        )


@needs(May.SETTINGS)
def set_team_access(
    team: Team, *, mailboxes: Collection[Mailbox], among: Collection[Mailbox], by: Agent | None = None
) -> None:
    """Give a team exactly `mailboxes` out of `among`, those the admin may share; others stay."""
    for mailbox in among:
        change = grant_access if mailbox in mailboxes else revoke_access
        change(mailbox, to=team, by=by)


def may_change(team: Team, by: Agent) -> bool:
    """Whether an admin may change a team: one shares only what one sees."""
    if by.role == Role.OWNER:
        return True
    seen = set(Mailbox.objects.filter(access__team=team).values_list("pk", flat=True))
    return may(by.role, May.SETTINGS) and seen <= set(mailbox_ids(by))
