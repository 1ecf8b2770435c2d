"""What help centers, forms, the portal and chats are told of this room."""

from __future__ import annotations

from handrail.channels.notices import SAID
from handrail.helpcenter.contact import SUPPORT
from handrail.helpcenter.models import Site
from handrail.helpcenter.reading.linking import in_each
from handrail.helpcenter.views.feeds import MAPPED
from handrail.outreach.reading.notices import notice_said
from handrail.outreach.reading.pages import is_open

PATH = "support/"


def support_at(site: Site) -> str:
    """What stands behind `/help/<language>/`, where readers find the page."""
    return PATH if is_open(site.pk) else ""


def mapped(site: Site) -> dict[str, str]:
    """The page in each language, for the site map."""
    return in_each(site.languages, PATH) if is_open(site.pk) else {}


SUPPORT.append(support_at)
MAPPED.append(mapped)
SAID.append(notice_said)
