"""IANA time zones: checked when written, forgiven when read, and which of them a form offers."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@cache
def all_zones() -> frozenset[str]:
    """Every zone of the IANA database by each of its names, read once: it takes milliseconds."""
    return frozenset(available_timezones())


def check_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA database."""
    if name not in all_zones():
        raise ValidationError(
            _("“%(name)s” is no time zone: write one such as Europe/Bucharest."), params={"name": name}
        )


@cache
def usual_zones() -> tuple[str, ...]:
    """The zones that somebody lives in, each by its present name (tzdata's zone.tab), and UTC."""
    table = (files("tzdata.zoneinfo") / "zone.tab").read_text("utf-8")
    named = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return (*sorted(named & all_zones()), "UTC")


def zone_choices(kept: str = "") -> list[tuple[str, str]]:
    """What a form offers; an older name that is kept already (Asia/Calcutta) can stay."""
    names = sorted({*usual_zones(), kept} & all_zones())
    return [(name, name.replace("_", " ")) for name in names]


def zone(name: str) -> ZoneInfo:
    """The zone, or UTC where the name is empty or no longer known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
