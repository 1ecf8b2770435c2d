"""What owners must know before mail stops, by mail: a permission was taken back, a client secret ends."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent, Role
from handrail.channels.email.connecting.grants import WARN_BEFORE, Grant, SignInService

Words = Callable[[], tuple[str, str]]  # subject and text, in the language that is active


def tell_revoked(grant: Grant) -> None:
    """Tell the owners that a mailbox is signed out, if another one can send. Called when it is noticed."""
    mailbox = grant.connection.mailbox

    def words() -> tuple[str, str]:
        facts = {"mailbox": mailbox.name, "address": mailbox.address, "url": _page("mailbox", mailbox.pk)}
        subject = _("%(mailbox)s: the permission was taken back") % facts
        text = _(
            "The provider of %(address)s has taken back the permission: no mail is fetched or sent there. "
            "Open %(url)s and press “Connect again”."
        )
        return subject, text % facts

    _tell_owners(words, but=mailbox.pk)


def warn_of_ends() -> int:
    """Tell the owners, once, of each client secret that ends within a fortnight; returns how many that are.

    Without a mailbox that can send it is tried again; the page Health warns meanwhile.
    """
    end = (timezone.now() + WARN_BEFORE).date()
    ending = SignInService.objects.filter(secret_ends_on__lte=end)
    told = 0
    for service in ending.order_by("pk"):
        if service.warned_of != service.secret_ends_on and _tell_owners(_words_of_end(service)):
            SignInService.objects.filter(pk=service.pk).update(warned_of=service.secret_ends_on)
            told += 1
    return told


def _words_of_end(service: SignInService) -> Words:
    def words() -> tuple[str, str]:
        day, url = f"{service.secret_ends_on:%Y-%m-%d}", _page("service", service.pk)
        facts = {"service": service.name, "day": day, "url": url}
        subject = _("The client secret of %(service)s ends on %(day)s") % facts
        text = _(
            "Mailboxes that sign in by %(service)s stop when its client secret ends on %(day)s. Make a new "
            "secret at the provider, and enter it at %(url)s."
        )
        return subject, text % facts

    return words


def _tell_owners(words: Words, but: int = 0) -> bool:
    """Queue a mail to each owner, in their language; False when no mailbox (`but` one) could send it."""
    from handrail.channels.email.sending.backend import senders
    from handrail.channels.email.tasks import send_to_agent

    if not senders().exclude(mailbox=but).exists():
        return False
    for owner in Agent.objects.filter(role=Role.OWNER, is_active=True).order_by("pk"):
        with translation.override(owner.language or settings.LANGUAGE_CODE):
            subject, text = words()
        send_to_agent.defer(subject=subject, body=text, to=[owner.email])
    return True


def _page(name: str, pk: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[pk])}"
