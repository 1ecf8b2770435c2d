"""The parts of Handrail on all machines: they run, in one version, with the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail import __version__
from handrail.core.remembered import remembered
from handrail.ops.doctor.findings import Finding, lasting
from handrail.ops.heartbeats import SILENT_AFTER_SECONDS, keys_fingerprint, this_node
from handrail.ops.models import Part

_LATELY = timedelta(hours=1)
_NAMED = 10


@dataclass(frozen=True)
class Seen:
    """A part and how long ago it was seen, by the database's clock."""

    name: str
    node: str
    role: str
    version: str
    fingerprint: str
    started_at: datetime
    seen_at: datetime
    age: timedelta

    @property
    def lives(self) -> bool:
        """Whether it was seen just now; a time in the future was written before the clock was set back."""
        return abs(self.age) <= timedelta(seconds=SILENT_AFTER_SECONDS)

    @property
    def is_missed(self) -> bool:
        """Whether it was there lately and has fallen silent."""
        return not self.lives and abs(self.age) <= _LATELY


@remembered
def seen_parts() -> list[Seen]:
    """Every part of the last day, by machine and name."""
    rows = Part.objects.annotate(age=Now() - F("seen_at")).order_by("node", "name")
    fields = ("name", "node", "role", "version", "fingerprint", "started_at", "seen_at", "age")
    return [Seen(*row) for row in rows.values_list(*fields)]


def parts() -> Finding:
    """Every part that ran in the last hour still runs."""
    found = seen_parts()
    missed = [_missed(part) for part in found if part.is_missed]
    living = [part for part in found if part.lives]
    nodes = len({part.node for part in living})
    well = ngettext("%(count)s part runs", "%(count)s parts run", len(living)) % {"count": len(living)}
    if nodes > 1:
        well = _("%(parts)s on %(nodes)s machines") % {"parts": well, "nodes": nodes}
    return Finding(
        _("parts"),
        bool(living) and not missed,
        "; ".join(missed[:_NAMED]) or (well if living else _("none runs")),
        _("start it: handrail up; if that machine is gone for good, this passes within an hour")
        if missed
        else _("start it: handrail up"),
    )


def versions() -> Finding:
    """All parts are of one version, ours."""
    of = _nodes_by({(part.node, part.version) for part in seen_parts() if part.lives} | {("", __version__)})
    told = "; ".join(f"{version}: {', '.join(nodes)}" for version, nodes in of.items() if nodes)
    return Finding(
        _("versions"),
        len(of) == 1,
        told if len(of) > 1 else _("Handrail %(version)s everywhere") % {"version": __version__},
        _("finish the update: start the same version on every machine"),
    )


def keys() -> Finding:
    """All machines have the same keys."""
    here = (this_node(), keys_fingerprint())
    of = _nodes_by({(part.node, part.fingerprint) for part in seen_parts() if part.lives} | {here})
    others = sorted({node for key, nodes in of.items() if key != here[1] for node in nodes})
    return Finding(
        _("keys"),
        not others,
        _("other keys than here on %(nodes)s") % {"nodes": ", ".join(others)}
        if others
        else _("the same on every machine"),
        _(
            "give every machine the same HANDRAIL_SECRET_KEY and HANDRAIL_VAULT_KEYS (or the files "
            "secret.key and vault.keys in HANDRAIL_HOME), then start it again"
        ),
    )


def _missed(part: Seen) -> str:
    about = {"part": part.name, "node": part.node, "age": lasting(part.age.total_seconds())}
    return _("%(part)s on %(node)s has been silent for %(age)s") % about


def _nodes_by(pairs: set[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, mark in sorted(pairs):
        found.setdefault(mark, []).extend([node] if node else [])
    return dict(sorted(found.items()))
