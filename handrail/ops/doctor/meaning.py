"""What articles mean: somebody knows it, and nothing waits for long."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.helpcenter.meaning.asking import is_answering
from handrail.helpcenter.meaning.filling import waiting
from handrail.helpcenter.models import Passage
from handrail.ops.doctor.findings import Finding

_MANY = 20_000  # passages that wait: more than half an hour's work


def meaning() -> Finding:
    """Search knows meanings on this machine; how many passages still wait for theirs is said in any case.

    Where nothing is published, nobody needs them.
    """
    answers, count = not Passage.objects.exists() or is_answering(), waiting()
    says = (
        ngettext(
            "%(count)s passage of articles is found by its words only, so far",
            "%(count)s passages of articles are found by their words only, so far",
            count,
        )
        % {"count": count}
        if count
        else _("every article is found by words and by meaning")
    )
    return Finding(
        _("meaning"),
        answers and count < _MANY,
        says if answers else _("nobody on this machine knows meanings: search goes by words only"),
        _("see that the part `meaning` runs: handrail up starts it beside web and worker")
        if not answers
        else _("see that a worker runs; it goes on by itself"),
    )
