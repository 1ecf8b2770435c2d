"""Files that were imported under another name: the articles go on under the new one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from handrail.helpcenter.exchange.folders import Found, read_as
from handrail.helpcenter.exchange.past import History
from handrail.helpcenter.exchange.placing import move_category
from handrail.helpcenter.models import ImportedFile, Site, Tombstone, Translation
from handrail.helpcenter.verbs.writing import rename_all


@dataclass
class Followed:
    """What was imported before, by the path that its file has now.

    `rows` are keys of ImportedFile, `articles` those of their articles. `read_to`: the place of the last
    commit that was read then, where that is known. `moved`: the files that had other paths, as they were.
    `lost`: what came from a file whose name another one has now. `spoken`: an article → its languages.
    """

    rows: dict[str, int] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)
    read_to: dict[str, int] = field(default_factory=dict)
    moved: dict[str, Found] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    spoken: dict[int, set[str]] = field(default_factory=dict)

    def keep(self, row: ImportedFile, path: str, order: int | None) -> None:
        """This file is what that row came from."""
        self.rows[path], self.articles[path] = row.pk, row.translation.article_id
        if order is not None:
            self.read_to[path] = order


def follow(site: Site, files: Sequence[Found], history: History) -> Followed:
    """Find out what the files of a folder are that were imported before: by git's history, else by path."""
    rows = list(_rows(site))
    now = {one.path: one for one in files}
    before = read_as([row.path for row in rows], beside=list(now))
    names = _names(history, now)
    found, elsewhere, unsure = Followed(), [], []
    for row in rows:
        found.spoken.setdefault(row.translation.article_id, set()).add(row.translation.language)
        order = history.orders.get(row.commit)
        path = None if order is None else _name_now(names[row.path], order)
        if path == row.path:
            found.keep(row, path, order)
        elif path is not None and now[path].language == row.translation.language:
            elsewhere.append((row, path, order))
        else:
            unsure.append((row, order))
    for row, path, order in elsewhere:
        if path in found.rows:
            unsure.append((row, order))
        else:
            found.moved[path] = before[row.path]
            found.keep(row, path, order)
    for row, order in unsure:
        if row.path in found.rows:
            found.lost.append(row.pk)
        else:
            found.keep(row, row.path, order)
    return found


def fallen(site: Site, files: Sequence[Found], history: History) -> dict[str, Tombstone]:
    """Files of articles that were deleted here for good, by the path that they have now. One statement."""
    stones = {one.source: one for one in Tombstone.objects.filter(site=site)}
    if not stones:
        return {}
    now = {one.path: one for one in files}
    names = _names(history, now)
    found: dict[str, Tombstone] = {}
    for name in {*names, *now}:
        stone = stones.get(Tombstone.named(name))
        order = history.orders.get(stone.commit) if stone else None
        path = None if order is None else _name_now(names.get(name, []), order)
        path = path or (name if name in now else None)
        if stone and path:
            found[path] = stone
    return found


def _rows(site: Site) -> QuerySet[ImportedFile]:
    names = ("path", "commit", "translation__article_id", "translation__language")
    return ImportedFile.objects.filter(site=site).select_related("translation").only(*names)


def by_article(files: Sequence[Found], followed: Followed) -> list[list[Found]]:
    """Files of one name are one article in several languages, but what was imported stays where it was.

    A file that is new joins the article of the others, unless that one has a file of its language.
    """
    homes: dict[str, int] = {}
    for one in files:
        if one.path in followed.articles:
            homes.setdefault(one.key, followed.articles[one.path])
    found: dict[str | int, list[Found]] = {}
    for one in files:
        place: str | int = homes.get(one.key, one.key)
        if isinstance(place, int) and one.language in followed.spoken[place]:
            place = one.key
        found.setdefault(followed.articles.get(one.path, place), []).append(one)
    return list(found.values())


_Spans = dict[str, list[tuple[int, float, str]]]


def _names(history: History, now: dict[str, Found]) -> _Spans:
    """A name → from which commit to before which one a file had it that is called something else now."""
    found: _Spans = defaultdict(list)
    for path in now:
        told = history.names.get(path, [])
        ends = [*(order for order, _name in told[1:]), float("inf")]
        for (begin, name), end in zip(told, ends, strict=True) if told else ():
            found[name].append((begin, end, path))
    return found


def _name_now(spans: list[tuple[int, float, str]], order: int) -> str | None:
    return next((path for begin, end, path in spans if begin <= order < end), None)


@transaction.atomic
def move(site: Site, files: Sequence[Found], followed: Followed, history: History) -> None:
    """Keep the new names: of files, of addresses that were made from them (old ones lead on), of categories.

    An address or a category that somebody chose here stays.
    """
    ImportedFile.objects.filter(pk__in=followed.lost).delete()
    keys = {followed.rows[path]: path for path in followed.moved}
    rows = ImportedFile.objects.filter(pk__in=keys)
    rows = rows.select_related("translation__article__site", "translation__site")
    moved = sorted(rows, key=lambda row: (not row.translation.is_source, row.pk))
    for row in moved:
        ImportedFile.objects.filter(pk=row.pk).update(path=f"//{row.pk}")  # names may be swapped
    for row in moved:
        row.path = keys[row.pk]
        row.commit = history.last(row.path)
        row.save(update_fields=["path", "commit"])
    now = {one.path: one for one in files}
    there = [row for row in moved if row.translation.trashed_at is None]
    rename_all(list(_addresses(there, followed, now)), by=None)
    kept = {one.folder for one in files}
    for row in there:
        move_category(row.translation.article, followed.moved[row.path], now[row.path], kept)


def _addresses(
    rows: Sequence[ImportedFile], followed: Followed, now: dict[str, Found]
) -> Iterator[tuple[Translation, str]]:
    for row in rows:
        names = (followed.moved[row.path].name, now[row.path].name)
        old, new = (slugify(name, allow_unicode=True) for name in names)
        if old != new and re.fullmatch(rf"{re.escape(old)}(-\d+)?", row.translation.slug):
            yield row.translation, new
