"""All checks, in the order in which things depend on each other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from handrail.ops.doctor.backup import backup
from handrail.ops.doctor.clock import clock
from handrail.ops.doctor.database import characters, extensions, migrations, server
from handrail.ops.doctor.disk import disk
from handrail.ops.doctor.findings import Finding
from handrail.ops.doctor.mail import (
    domains,
    for_colleagues,
    held,
    mail_drop,
    mail_in,
    mail_out,
    sign_in,
    silence,
    unread,
)
from handrail.ops.doctor.meaning import meaning
from handrail.ops.doctor.parts import keys, parts, versions
from handrail.ops.doctor.search import search
from handrail.ops.doctor.work import failures, queue, replies, worker

log = logging.getLogger(__name__)

CHECKS: tuple[Callable[[], Finding], ...] = (
    disk,
    server,
    characters,
    extensions,
    migrations,
    parts,
    versions,
    keys,
    clock,
    worker,
    queue,
    failures,
    meaning,
    search,
    mail_in,
    mail_drop,
    sign_in,
    silence,
    unread,
    held,
    mail_out,
    for_colleagues,
    domains,
    replies,
    backup,
)


def examine() -> list[Finding]:
    """Every finding; needs a database that answers, and Django set up. Without tables little can be asked."""
    found = []
    for check in CHECKS:
        found.append(_one(check))
        if check is migrations and not found[-1].is_well:
            break
    return found


def _one(check: Callable[[], Finding]) -> Finding:
    try:
        return replace(check(), key=check.__name__)
    except Exception as error:
        log.exception("check failed", extra={"check": check.__name__})
        says = _("could not be checked (%(error)s)") % {"error": type(error).__name__}
        return Finding(check.__name__, False, says, _("see the log line above"), check.__name__)
