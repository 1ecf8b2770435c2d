"""Whether search knows articles as this version of Handrail would have it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.helpcenter.search.renewing import outdated
from handrail.ops.doctor.findings import Finding

_MANY = 20_000  # articles that wait: more than a quarter of an hour's work


def search() -> Finding:
    """How many articles still wait to be indexed again after an update; they are found meanwhile."""
    count = outdated().count()
    says = (
        ngettext(
            "%(count)s article is being indexed again after an update",
            "%(count)s articles are being indexed again after an update",
            count,
        )
        % {"count": count}
        if count
        else _("every article is indexed")
    )
    return Finding(_("search"), count < _MANY, says, _("see that a worker runs; it goes on by itself"))
