"""An invitation: a mail with a link by which a new agent chooses their own password, once."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.accounts.confirming import others_read
from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.channels.email.sending.agents import mail_agent
from handrail.core.abuse import within
from handrail.core.audit import audit

MOST_AGAIN, HOUR = 3, 3600  # times an hour that somebody is invited again; seconds


class InvitationRefused(ValueError):
    """They cannot be invited now; the message is a sentence."""


@needs(May.SETTINGS)
def invite_again(agent: Agent, *, by: Agent) -> None:
    """Send somebody who has not been here yet another invitation. Raises InvitationRefused."""
    if not agent.is_invited:
        raise InvitationRefused(_("%(name)s needs no invitation any more.") % {"name": agent.name})
    if not within("invitations", str(agent.pk), most=MOST_AGAIN, seconds=HOUR):
        raise InvitationRefused(_("That is enough for this hour: ask them to look among unwanted mail."))
    with transaction.atomic():
        if not invite(agent, by=by):
            raise InvitationRefused(_("No mailbox can send an invitation now: give them a password."))
        audit(by, "agent invited again", agent=agent.pk)


def invite(agent: Agent, *, by: Agent) -> bool:
    """Queue the invitation, in the language that is active; False: it cannot be sent.

    The link is that of a forgotten password: it holds no secret of ours, ends with its first use or after
    `PASSWORD_RESET_TIMEOUT`, and proves the address (`accounts.confirming`). Later they ask for another
    where one signs in. Nobody is invited at the address of a mailbox: colleagues would read it there.
    """
    if others_read(agent.email):
        return False
    key = default_token_generator.make_token(agent)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(agent), key])
    root = settings.PUBLIC_URL.rstrip("/")
    told = {
        "name": agent.name,
        "by": by.name,
        "url": root + path,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "again": root + reverse("account_reset_password"),
    }
    text = _(
        "Hello %(name)s,\n\n"
        "%(by)s has added you to the team. Follow this link to choose a password and sign in:\n\n"
        "%(url)s\n\n"
        "It works once, within %(days)s days. Later, ask for a new one here: %(again)s"
    )
    return mail_agent(agent.email, _("%(by)s invites you to the team") % told, text % told)
