"""What the page of one article shows beside its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May
from handrail.helpcenter.forms import lines, words_initial
from handrail.helpcenter.models import BrokenLink, Remark, Revision, Site, State, Translation, Unsaved
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.reading.shelves import told_in
from handrail.helpcenter.search.phrases.keeping import phrases_of
from handrail.helpcenter.sites import languages_of
from handrail.ui.words import languages_by_name


@dataclass(frozen=True)
class Desk:
    """What lies beside the words: languages, remarks, what this agent may do.

    `written` is what the form shows, with how people ask for it: the agent's own unsaved words where there
    are some (`unsaved`).
    """

    rights: frozenset[May]
    written: dict[str, Any]
    unsaved: Unsaved | None
    overtaken: Revision | None
    site: Site
    languages: list[Translation]
    remarks: list[Remark]
    broken: list[BrokenLink]
    may_publish: bool
    needs_another: bool

    @property
    def verify_until(self) -> date:
        """The day that is offered when somebody says it is true: half a year ahead."""
        return timezone.localdate() + timedelta(days=182)

    @property
    def missing(self) -> list[str]:
        """The site's languages that this article does not have."""
        have = {one.language for one in self.languages}
        return [code for code in self.site.languages if code not in have]

    @property
    def is_begun(self) -> bool:
        """Whether it is only begun: no reader ever saw it, and it is in one language."""
        return len(self.languages) == 1 and self.languages[0].published_at is None

    @property
    def written_languages(self) -> list[tuple[str, str]]:
        """The languages in which it may be first written, with their names."""
        return languages_by_name(languages_of(self.site))

    @property
    def open_remarks(self) -> int:
        """How many remarks nobody has settled."""
        return sum(1 for remark in self.remarks if remark.settled_at is None)


def desk_of(found: Translation, agent: Agent) -> Desk:
    """Look at all of it, in five statements."""
    rights = TABLE[agent.role]
    unsaved = Unsaved.objects.filter(translation=found, agent=agent).first()
    unsaved = unsaved if unsaved and _differs(unsaved, found.latest) else None
    own = found.latest is not None and found.latest.author_id == agent.pk
    return Desk(
        rights=rights,
        written=(_of_unsaved(unsaved) if unsaved else words_initial(found.latest))
        | _asked_as(found, unsaved),
        unsaved=unsaved,
        overtaken=found.latest if unsaved and unsaved.based_on_id not in (None, found.latest_id) else None,
        site=found.site,
        languages=list(found.article.translations.order_by("language")),
        remarks=list(found.remarks.select_related("revision")[:200]),
        broken=list(found.broken_links.all()[:50]),
        may_publish=May.PUBLISH in rights,
        needs_another=found.site.needs_approval and own,
    )


def templates_for(agent: Agent, site: Site, language: str) -> list[Translation]:
    """What a new article may begin with: of each template the text in this language, else the one it was
    first written in. One statement.
    """
    seen = Translation.objects.visible_to(reader_for(agent)).filter(site=site, article__is_template=True)
    found = told_in(seen.exclude(state=State.ARCHIVED), language).select_related("latest")
    return list(found.order_by("latest__title", "pk")[:50])


def _of_unsaved(unsaved: Unsaved) -> dict[str, Any]:
    return {
        "title": unsaved.title,
        "summary": unsaved.summary,
        "body": unsaved.body,
        "base": unsaved.based_on_id,
    }


def _asked_as(found: Translation, unsaved: Unsaved | None) -> dict[str, str]:
    if unsaved and _asks_otherwise(unsaved):
        return {"phrases": unsaved.phrases, "phrases_were": unsaved.phrases_were}
    return dict.fromkeys(("phrases", "phrases_were"), "\n".join(phrases_of(found)))


def _asks_otherwise(unsaved: Unsaved) -> bool:
    return lines(unsaved.phrases) != lines(unsaved.phrases_were)


def _differs(unsaved: Unsaved, latest: Revision | None) -> bool:
    names = ("title", "summary", "body")
    if latest is None or _asks_otherwise(unsaved):
        return True
    return any(getattr(unsaved, name) != getattr(latest, name) for name in names)
