"""Clocks: this machine and the database agree, and nobody has set the clock back."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from handrail.ops.doctor.database import ask
from handrail.ops.doctor.findings import Finding, lasting

_AGREED = 5.0  # seconds
_AHEAD = 60.0  # seconds that the newest entry may lie in the future
_ASKED = """
    SELECT extract(epoch FROM clock_timestamp())::float8,
        coalesce(extract(epoch FROM max(at) - now()), 0)::float8
    FROM (SELECT at FROM conversations_entry ORDER BY id DESC LIMIT 100) newest
"""


def clock() -> Finding:
    """This machine's clock and the database's show the same time, and nothing lies in the future."""
    begun = time.time()
    there, ahead = ask(_ASKED)
    apart = abs(there - (begun + time.time()) / 2)
    return Finding(_("clock"), apart <= _AGREED and ahead <= _AHEAD, _told(apart, ahead), _mend(apart))


def _told(apart: float, ahead: float) -> str:
    if apart > _AGREED:
        return _("this machine's clock and the database's are %(time)s apart") % {"time": lasting(apart)}
    if ahead > _AHEAD:
        says = _("the newest entries lie %(time)s in the future: the clock was set back")
        return says % {"time": lasting(ahead)}
    return _("agrees with the database's")


def _mend(apart: float) -> str:
    if apart > _AGREED:
        return _("let every machine set its clock by itself (chrony, systemd-timesyncd)")
    return _("if the time is right now, this passes by itself; nothing is lost, new entries keep their order")
