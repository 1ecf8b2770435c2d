"""What became of a folder's files, commit by commit: their versions, and which names they had when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from handrail.helpcenter.exchange.renames import Change


@dataclass(frozen=True)
class Version:
    """A file as a commit left it; `order` is the commit's place and grows with time over all files."""

    order: int
    commit: str
    blob: str
    author: str
    at: datetime
    said: str


@dataclass
class History:
    """What became of the files of a folder; paths are those that they have now.

    `versions` are oldest first, also those under the names that a file had before. `names` says since which
    commit (its place in `commits`, which are oldest first) a file had which name; -1: before all we know.
    """

    versions: dict[str, list[Version]] = field(default_factory=dict)
    names: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)

    @cached_property
    def orders(self) -> dict[str, int]:
        """Commit → its place."""
        return {commit: order for order, commit in enumerate(self.commits)}

    def last(self, path: str) -> str:
        """The last commit that changed a file's words or its name; empty where there is none."""
        told = [one.order for one in self.versions.get(path, [])[-1:]]
        told += [order for order, _name in self.names.get(path, [])[-1:] if order >= 0]
        return self.commits[max(told)] if told else ""

    def take(self, what: Version, changes: Sequence[Change]) -> None:
        """One more commit, `what` but for the blob. What was renamed takes its past along."""
        self.commits.append(what.commit)
        self._rename(what.order, [one for one in changes if one.kind == "R"])
        for one in changes:
            if one.kind == "D":
                continue
            if one.kind in "AC":
                self.names.setdefault(one.new, [(what.order, one.new)])
            past = self.versions.setdefault(one.new, [])
            if not (one.kind == "R" and past and past[-1].blob == one.after):
                past.append(replace(what, blob=one.after))

    def _rename(self, order: int, changes: Sequence[Change]) -> None:
        """All renames of a commit at once: names may be swapped.

        A file whose beginning was not seen is one that another branch renamed as well, or that came by a
        merge: what is known of the new name stays.
        """
        past = {one.old: (self.versions.pop(one.old, []), self.names.pop(one.old, [])) for one in changes}
        for one in changes:
            versions, names = past[one.old]
            if names:
                self.versions[one.new], self.names[one.new] = versions, [*names, (order, one.new)]
                continue
            known = [*self.versions.get(one.new, []), *versions]
            self.versions[one.new] = sorted(known, key=lambda version: version.order)
            self.names.setdefault(one.new, [(-1, one.old), (order, one.new)])
