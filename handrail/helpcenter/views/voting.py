"""Was this helpful: two buttons, then a reason. The page comes back and says thank you, without a script."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.core.abuse import client_address, within
from handrail.helpcenter.models import Reason, Vote
from handrail.helpcenter.reading.pages import found_at, path_in
from handrail.helpcenter.views.door import Reading, for_readers, posted_by_strangers

_SALT = "handrail.helpcenter.vote"
_MEND_WITHIN = 3600  # seconds in which the reason may follow
MOST_VOTES, MOST_ON_ONE, HOUR = 60, 5, 3600  # from one connection, which may be an office


@posted_by_strangers
@require_POST
@for_readers
def vote(reading: Reading, slug: str) -> HttpResponse:
    """Keep a vote, or the reason of one just given; then back to the article."""
    found = found_at(reading.site, reading.reader, reading.language, slug)
    if found is None or found.published is None:
        raise Http404
    told, path = reading.request.POST, path_in(reading.language, found)
    if token := told.get("voted", ""):
        given = given_by(token)
        if given and not given.helped and told.get("reason") in Reason.values:
            Vote.objects.filter(pk=given.pk).update(reason=told["reason"])
        return _back(f"{path}?voted={token}&said=1#vote")
    if told.get("helped") not in ("yes", "no"):
        raise Http404
    ip = client_address(reading.request)
    if not (
        within("help vote", ip, most=MOST_VOTES, seconds=HOUR)
        and within(f"help vote {found.pk}", ip, most=MOST_ON_ONE, seconds=HOUR)
    ):
        return HttpResponse(_("That was very often within one hour."), status=429, content_type="text/plain")
    made = Vote.objects.create(translation=found, revision=found.published, helped=told["helped"] == "yes")
    return _back(f"{path}?voted={signing.dumps(made.pk, salt=_SALT)}#vote")


def given_by(token: str) -> Vote | None:
    """The vote that this page's address speaks of, while its reason may still follow."""
    try:
        key = signing.loads(token[:200], salt=_SALT, max_age=_MEND_WITHIN)
    except signing.BadSignature:
        return None
    return Vote.objects.filter(pk=key).first()


def _back(address: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response.headers["Location"] = address
    return response
