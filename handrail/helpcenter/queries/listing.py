"""The list of articles that the team sees: what is looked for, the rows, and how many there are of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from handrail.accounts.models import Agent
from handrail.helpcenter.models import SHOWN_IN_TRASH, State, Translation, TranslationQuerySet
from handrail.helpcenter.readers import reader_for

A_PAGE = 50
MOST_TOGETHER = 200  # that are changed in one go
SOON = timedelta(days=14)
VIEWS = ("all", "mine", *State.values, "verify", "templates", "trash")


@dataclass(frozen=True)
class Sought:
    """What somebody looks for: a view, and what narrows it. Empty: everything."""

    view: str = "all"
    site: int | None = None
    words: str = ""
    language: str = ""
    category: int | None = None
    owner: int | None = None
    label: str = ""
    before: tuple[datetime, int] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view was chosen."""
        return bool(self.words or self.language or self.category or self.owner or self.label)


@dataclass(frozen=True)
class Listing:
    """A page of the list; `languages` are those that each article has, by its key."""

    rows: list[Translation]
    counts: Mapping[str, int]
    more: str = ""
    languages: Mapping[int, list[tuple[str, bool]]] = field(default_factory=dict)


def sought(data: Mapping[str, str]) -> Sought:
    """Read it from an address; what cannot be read narrows nothing."""
    view = data.get("view", "all")
    moment, _comma, pk = data.get("before", "").partition(",")
    at = parse_datetime(moment) if moment else None
    return Sought(
        view=view if view in VIEWS else "all",
        site=_number(data.get("site", "")),
        words=data.get("q", "").replace("\x00", "").strip()[:200],
        language=data.get("language", "")[:16],
        category=_number(data.get("category", "")),
        owner=_number(data.get("owner", "")),
        label=data.get("label", "")[:60],
        before=(at, int(pk)) if at and pk.isdigit() else None,
    )


def listing(agent: Agent, what: Sought) -> Listing:
    """What this agent may see of it, changed (in the trash: thrown away) last first. Three statements."""
    seen = Translation.all_objects.visible_to(reader_for(agent))
    seen = seen.filter(site=what.site) if what.site else seen
    counts = _counted(seen, agent)
    found = _narrowed(seen.filter(_of_view(what.view, agent)), what)
    moment = _ordered_by(what.view)
    rows = list(
        found.select_related("article__owner", "article__category", "latest", "published", "site").order_by(
            f"-{moment}", "-pk"
        )[: A_PAGE + 1]
    )
    shown = rows[:A_PAGE]
    more = f"{getattr(shown[-1], moment).isoformat()},{shown[-1].pk}" if len(rows) > A_PAGE else ""
    return Listing(shown, counts, more, _languages(shown))


def due_by() -> Q:
    """Articles whose day to be verified has come, or comes soon."""
    return Q(article__verify_by__lte=timezone.localdate() + SOON)


def _ordered_by(view: str) -> str:
    return "trashed_at" if view == "trash" else "changed_at"


def _of_view(view: str, agent: Agent) -> Q:
    if view == "trash":
        return SHOWN_IN_TRASH
    if view == "templates":
        return Q(trashed_at=None, article__is_template=True)
    views = {"mine": Q(article__owner=agent), "verify": due_by(), "all": ~Q(state=State.ARCHIVED)}
    return Q(trashed_at=None, article__is_template=False) & views.get(view, Q(state=view))


def _counted(seen: TranslationQuerySet, agent: Agent) -> dict[str, int]:
    views = {view: _of_view(view, agent) & _as_one(view) for view in VIEWS}
    return seen.aggregate(**{view: Count("pk", filter=these) for view, these in views.items()})


def _as_one(view: str) -> Q:
    """Each article once: by its source, unless the view says itself what stands for an article."""
    return Q() if view == "trash" else Q(language=F("article__source_language"))


def _narrowed(found: TranslationQuerySet, what: Sought) -> TranslationQuerySet:
    found = found.filter(Q(language=what.language) if what.language else _as_one(what.view))
    for word in what.words.split()[:8]:
        found = found.filter(
            Q(latest__title__icontains=word) | Q(latest__summary__icontains=word) | Q(slug__icontains=word)
        )
    found = found.filter(article__category=what.category) if what.category else found
    found = found.filter(article__owner=what.owner) if what.owner else found
    found = found.filter(article__labels__contains=[what.label]) if what.label else found
    if what.before:
        at, pk = what.before
        moment = _ordered_by(what.view)
        found = found.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at}, pk__lt=pk))
    return found


def _languages(rows: list[Translation]) -> dict[int, list[tuple[str, bool]]]:
    found: dict[int, list[tuple[str, bool]]] = {}
    articles = [row.article_id for row in rows]
    for pk, language, published in Translation.objects.filter(article__in=articles).values_list(
        "article_id", "language", "published_id"
    ):
        found.setdefault(pk, []).append((language, published is not None))
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 10 else None
