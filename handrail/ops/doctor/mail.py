"""Mailboxes: mail comes in and goes out."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.domain_state import failing
from handrail.channels.email.models import (
    UNREAD,
    Connection,
    Grant,
    IncomingMail,
    MailState,
    SignInService,
    WayIn,
)
from handrail.channels.email.sending.backend import senders
from handrail.core.environment import read_environment
from handrail.ops.doctor.findings import Finding, Place, Told, lasting, none_of
from handrail.ops.doctor.parts import seen_parts
from handrail.ops.doctor.silence import is_unusual, post

_LATE = timedelta(minutes=10)
_MOST = 1000  # mailboxes: nobody connects more


def mail_in() -> Finding:
    """Every mailbox that is fetched was looked into lately, and none that gets mail has an error."""
    connected = Connection.objects.fetched()
    now = timezone.now()
    late = Q(checked_at=None) | ~Q(
        checked_at__range=(now - _LATE, now + _LATE)
    )  # ahead: the clock was set back
    brought = Connection.objects.delivered()
    wrong = connected.filter(late | Q(in_error_since__isnull=False)) | brought.filter(
        in_error_since__isnull=False
    )
    told = [(one.mailbox, one.in_error) for one in wrong.select_related("mailbox")[:10]]
    return _finding(_("mail in"), connected | brought, told, _("not fetched lately"))


def mail_drop() -> Finding:
    """Where mailboxes are delivered to us, somebody listens."""
    wanted = Connection.objects.filter(is_active=True, incoming=WayIn.DROP).exists()
    listens = [part.node for part in seen_parts() if part.name == "mail drop" and part.lives]
    place = read_environment().text("HANDRAIL_MAIL_DROP")
    told = _("listening: %(nodes)s") % {"nodes": ", ".join(listens)} if listens else _("not used")
    return Finding(
        _("mail delivered to us"),
        bool(listens) or not (wanted or place),
        _("nobody listens") if (wanted or place) and not listens else told,
        _("set HANDRAIL_MAIL_DROP where the part “mail” runs, start it again, and see its log"),
    )


def sign_in() -> Finding:
    """No permission was taken back, and no client secret ends within a fortnight."""
    revoked = Grant.objects.filter(revoked_at__isnull=False).select_related("connection__mailbox")
    boxes = [grant.connection.mailbox for grant in revoked[:10]]
    taken = _("%(address)s: the permission was taken back")
    told = [Told(taken % {"address": one.address}, one.pk) for one in boxes]
    places = [Place("mailbox", mailbox.name, mailbox.pk) for mailbox in boxes]
    ends = _("the client secret of %(service)s ends on %(day)s")
    told += [
        Told(ends % {"service": service, "day": f"{service.secret_ends_on:%Y-%m-%d}"})
        for service in SignInService.objects.order_by("secret_ends_on")
        if service.ends_soon
    ]
    return Finding(
        _("sign-in"),
        not told,
        "" if told else _("every permission holds"),
        _("press “Connect again” on the mailbox's page; enter a new secret under Sign-in services"),
        places=(*places, Place("services", _("Sign-in services"))),
        told=tuple(told),
    )


def domains() -> Finding:
    """Other servers believe mail from our domains, as far as somebody has let them be looked at."""
    wrong = failing()[:10]
    fails = _("%(domain)s: %(names)s")
    return Finding(
        _("domains"),
        not wrong,
        "" if wrong else _("no record is known to be missing"),
        _("open the mailbox's page, Domain: it says which record to publish"),
        places=tuple(Place("domain", one.domain, one.mailbox) for one in wrong),
        told=tuple(Told(fails % {"domain": one.domain, "names": one.names}, one.mailbox) for one in wrong),
    )


def mail_out() -> Finding:
    """Every connected mailbox could send what it had to send; where one only practises, that is said."""
    connected = Connection.objects.sending()
    wrong = connected.filter(out_error_since__isnull=False)
    told = [(one.mailbox, one.out_error) for one in wrong.select_related("mailbox")[:10]]
    return _finding(_("mail out"), connected, told, _("cannot send"), out=True)


def for_colleagues() -> Finding:
    """An owner lets some mailbox that can send carry mail to colleagues, links to new passwords too."""
    may_send = senders().exists()
    return Finding(
        _("mail to colleagues"),
        may_send or not Connection.objects.sending().exists(),
        _("has a way out") if may_send else _("no mailbox may send it"),
        _("an owner allows it on the page of a mailbox, under Mail in and out"),
        places=(Place("mailboxes", _("Mailboxes")),),
    )


def held() -> Finding:
    """Every mail that came could be read."""
    count = IncomingMail.objects.filter(state__in=UNREAD).count()
    says = ngettext("%(count)s mail is held", "%(count)s mails are held", count)
    return none_of(
        _("held mails"),
        count,
        says,
        _("every mail could be read"),
        _("see the list on the page Health: it says why, and processes them again"),
        Place("#held", _("Mails that are held")),
    )


def unread() -> Finding:
    """Every mail that came was read within ten minutes, so that it stands on a timeline or is held."""
    came = IncomingMail.objects.filter(state=MailState.NEW, received_at__lt=timezone.now() - _LATE)
    count = came.count()
    says = ngettext(
        "%(count)s mail came more than ten minutes ago and nobody has read it yet",
        "%(count)s mails came more than ten minutes ago and nobody has read them yet",
        count,
    )
    return none_of(
        _("mails not read yet"),
        count,
        says,
        _("every mail was read soon"),
        _("see that a worker runs, and its log; `handrail mail again` reads them now"),
        Place("mailboxes", _("Mailboxes")),
    )


def silence() -> Finding:
    """Mailboxes that usually get mail still get some."""
    says = _("%(address)s: no mail for %(time)s, which is unusual")
    silent = [
        Told(says % {"address": one.address, "time": lasting(one.silent.total_seconds())}, one.mailbox)
        for one in post()
        if is_unusual(one.silent, one.habit)
    ]
    return Finding(
        _("silence"),
        not silent,
        "" if silent else _("no mailbox is unusually silent"),
        _("write a mail to this address; if it does not arrive, see its provider, forwarding rules and MX"),
        places=(Place("mailboxes", _("Mailboxes")),),
        told=tuple(silent[:10]),
    )


def _finding(
    name: str,
    connected: QuerySet[Connection],
    wrong: list[tuple[Mailbox, str]],
    otherwise: str,
    *,
    out: bool = False,
) -> Finding:
    if not wrong:
        return _well(name, connected, out=out)
    return Finding(
        name,
        False,
        "",
        _("check its server, name and password under Settings, Mailboxes"),
        places=tuple(Place("mailbox", mailbox.name, mailbox.pk) for mailbox, _error in wrong),
        told=tuple(Told(f"{mailbox.address}: {error or otherwise}", mailbox.pk) for mailbox, error in wrong),
    )


def _well(name: str, connected: QuerySet[Connection], *, out: bool) -> Finding:
    """How many work, and which have no such way: that may be meant, so it is said and no alarm."""
    boxes = list(connected.order_by("pk").select_related("mailbox")[:_MOST])
    if not boxes:
        return Finding(name, True, _("no mailbox is connected"), tone="plain")
    practise = [one.mailbox for one in boxes if out and one.practises]
    works = _working(len(boxes) - len(practise), len(practise))
    unset = _("%(address)s: not connected")
    others = Mailbox.objects.exclude(connection__in=connected).order_by("pk").values_list("address", "pk")
    told = tuple(Told(unset % {"address": address}, pk) for address, pk in others[:10])
    if not practise:
        return Finding(name, True, works, told=told)
    return Finding(
        name,
        True,
        works,
        _("choose how mail leaves, on the page of the mailbox, once its customers are to get some"),
        places=tuple(Place("mailbox", mailbox.name, mailbox.pk) for mailbox in practise[:10]),
        told=told,
        tone="risk",
    )


def _working(work: int, practise: int) -> str:
    """How many mailboxes work, and how many only practise."""
    works = ngettext("%(count)s mailbox works", "%(count)s mailboxes work", work) % {"count": work}
    practises = ngettext(
        "%(count)s mailbox practises: nothing leaves",
        "%(count)s mailboxes practise: nothing leaves",
        practise,
    ) % {"count": practise}
    return "; ".join(says for says, count in ((works, work), (practises, practise)) if count)
