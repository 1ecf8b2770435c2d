"""The public holidays of a country, from the library `holidays`: loaded when an admin asks, not before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from babel import Locale
from babel.core import get_global

from handrail.routing.models.hours import LONGEST_NAME, Holiday


def countries(locale: Locale) -> list[tuple[str, str]]:
    """Codes and names of the countries, by name in a language."""
    codes = get_global("territory_zones")
    known = ((code, str(locale.territories.get(code, code))) for code in codes if len(code) == 2)
    return sorted((one for one in known if one[0].isalpha()), key=lambda one: one[1].casefold())


def country_of(zone: str) -> str:
    """The country in which an IANA zone lies; empty when it lies in none."""
    found = str(get_global("zone_territories").get(zone, ""))
    return found if len(found) == 2 and found.isalpha() else ""


def public_holidays(country: str, years: Iterable[int], language: str) -> list[Holiday]:
    """The days off of a whole country, named in a language if the library speaks it, else in its own.

    None for a country that the library does not know.
    """
    import holidays

    spoken = holidays.list_localized_countries().get(country, [])
    named = next((code for code in spoken if code.split("_")[0] == language.split("-")[0]), None)
    try:
        found: dict[date, str] = dict(
            holidays.country_holidays(country, years=list(years), language=named).items()
        )
    except NotImplementedError:
        return []
    return [Holiday(day, name[:LONGEST_NAME]) for day, name in sorted(found.items())]
