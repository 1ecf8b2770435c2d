"""Room on the disk."""

from __future__ import annotations

import shutil

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from handrail.core.environment import read_environment
from handrail.core.room import has_room
from handrail.ops.doctor.findings import Finding

_LEAST_FREE = 1024**3  # bytes
_LEAST_SHARE = 0.05  # of the whole disk


def disk() -> Finding:
    """Enough free space where HANDRAIL_HOME lies."""
    home = read_environment().home
    space = shutil.disk_usage(home)
    share = round(100 * space.free / max(space.total, 1))
    says = _("%(free)s free in %(folder)s, %(share)s %% of the disk") % {
        "free": filesizeformat(space.free),
        "folder": home,
        "share": share,
    }
    return Finding(
        _("disk"),
        space.free >= _LEAST_FREE and space.free >= _LEAST_SHARE * space.total,
        says if has_room() else _("%(disk)s: no mail is fetched until there is room") % {"disk": says},
        _("make room on this disk, or move HANDRAIL_HOME to a larger one"),
    )
