"""Mailboxes: mail comes in and goes out."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.channels.email.models import Connection
from handrail.ops.doctor.findings import Finding

_LATE = timedelta(minutes=10)


def mail_in() -> Finding:
    """Every connected mailbox has been looked into lately, without an error."""
    connected = Connection.objects.filter(is_active=True).exclude(imap_host="")
    late = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - _LATE)
    wrong = connected.filter(late | Q(in_error_since__isnull=False))
    names = {one.mailbox.address: one.in_error for one in wrong.select_related("mailbox")[:10]}
    return _finding(_("mail in"), connected.count(), names, _("not fetched lately"))


def mail_out() -> Finding:
    """Every connected mailbox could send what it had to send."""
    connected = Connection.objects.filter(is_active=True).exclude(smtp_host="")
    wrong = connected.filter(out_error_since__isnull=False)
    names = {one.mailbox.address: one.out_error for one in wrong.select_related("mailbox")[:10]}
    return _finding(_("mail out"), connected.count(), names, _("cannot send"))


def _finding(name: str, count: int, wrong: dict[str, str], otherwise: str) -> Finding:
    well = ngettext("%(count)s mailbox works", "%(count)s mailboxes work", count) % {"count": count}
    return Finding(
        name,
        not wrong,
        "; ".join(f"{address}: {error or otherwise}" for address, error in wrong.items())
        or (well if count else _("no mailbox is connected")),
        _("check its server, name and password under Settings, Mailboxes"),
    )
