"""What is not for everybody: an agency with its own queue, and a conversation that only some may see."""

from __future__ import annotations

from handrail.accounts.models import Team
from handrail.accounts.teams import keep_team, set_members
from handrail.accounts.verbs import grant_access
from handrail.conversations import verbs
from handrail.conversations.models import Conversation
from handrail.core.verbs import current_work, verb
from handrail.ops.sample.company import Company

AGENCY, SIGNS_AS = "Northwind Care", "Northwind Care for Lamp"
GIVEN = ("sample.aminata-fresh.0@lamp.example", "sample.salma-before-buying.0@lamp.example")
CONFIDENTIAL = "sample.grace-bought-twice.0@lamp.example"


def admit(company: Company) -> None:
    """Make the agency, give it what it has to do, and restrict one conversation; again does nothing."""
    if Team.objects.filter(name=AGENCY).exists():
        return
    team = keep_team(Team(name=AGENCY), is_guest=True, signature_name=SIGNS_AS)
    set_members(team, agents=[company.agents["nora"]])
    for mailbox in company.mailboxes.values():
        grant_access(mailbox, to=team)
    for message_id in GIVEN:
        for conversation in Conversation.objects.filter(messages__message_id=message_id):
            _give(conversation, team=team, company=company)
    for conversation in Conversation.objects.filter(messages__message_id=CONFIDENTIAL):
        _restrict(conversation, company=company)


@verb
def _give(conversation: Conversation, /, *, team: Team, company: Company) -> None:
    current_work().most_told = 0  # nobody is looking yet
    by, at = company.agents["cleo"].as_actor(), conversation.last_activity_at
    verbs.assign(conversation, to=team, by=by, at=at)


@verb
def _restrict(conversation: Conversation, /, *, company: Company) -> None:
    current_work().most_told = 0
    by, at = company.agents["cleo"].as_actor(), conversation.last_activity_at
    verbs.restrict(conversation, agents=[company.agents["ada"]], by=by, at=at)
