"""How values read for people: times, sizes, languages, initials. Language and zone are the reader's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_time, format_timedelta, get_timezone_gmt
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

HUES = 12
_BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WEEK = 7
# Never months: in some languages their short form is that of minutes. Islands count the same way.
UNITS = (
    ("year", 2 * 525_600),
    ("day", 1440),
    ("hour", 60),
    ("minute", 1),
)

SHORT_UNITS = {
    "year": pgettext_lazy("waiting for so many years, very short", "{amount}y"),
    "day": pgettext_lazy("waiting for so many days, very short", "{amount}d"),
    "hour": pgettext_lazy("waiting for so many hours, very short", "{amount}h"),
    "minute": pgettext_lazy("waiting for so many minutes, very short", "{amount}m"),
}


@lru_cache(maxsize=64)
def _locale_of(code: str) -> Locale:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def reader_locale() -> Locale:
    """The reader's Babel locale, English when unknown; plain "en" reads a 24-hour clock."""
    code = get_language() or "en"
    return _locale_of("en-GB" if code == "en" else code)


def locale_of(language: str) -> Locale | None:
    """How a language writes dates; None where that is not known."""
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def exact(moment: datetime) -> str:
    """Date and time in full, in the reader's zone: what a hover shows."""
    minute, locale = _local(moment).replace(second=0, microsecond=0, tzinfo=None), reader_locale()
    return _formatted(minute, f"{locale.date_formats['long'].pattern} HH:mm", locale)


def people(recipients: Mapping[str, Iterable[Mapping[str, str]]], *lines: str) -> str:
    """Who stands in the address lines of a message (to and cc where none is named), by name or address."""
    named = (one for line in lines or ("to", "cc") for one in recipients.get(line, ()))
    return ", ".join(one["name"] or one["address"] for one in named)


def period(begins: date, ends: date | None) -> str:
    """From when to when, days or moments, on the clock they are written in: Mon, 2 June 2025, 10:00–10:30."""
    locale = reader_locale()
    has_time = isinstance(begins, datetime)
    first = _on_its_clock(begins, locale, has_time=has_time)
    if ends is None or ends == begins or isinstance(ends, datetime) != has_time:
        return first
    if isinstance(begins, datetime) and isinstance(ends, datetime) and ends.date() == begins.date():
        return f"{first}–{format_time(ends.replace(tzinfo=None), 'HH:mm', locale=locale)}"
    return f"{first} – {_on_its_clock(ends, locale, has_time=has_time)}"


def period_here(begins: date, ends: date | None) -> str:
    """The same on the reader's clock; empty when that shows the same, or for what is no moment of a clock."""
    if not isinstance(begins, datetime) or begins.utcoffset() in (None, _local(begins).utcoffset()):
        return ""
    until = _local(ends) if isinstance(ends, datetime) and ends.tzinfo else None
    return period(_local(begins), until)


def _on_its_clock(moment: date, locale: Locale, *, has_time: bool) -> str:
    day_pattern = f"EEE, {locale.date_formats['long'].pattern}"
    if isinstance(moment, datetime) and has_time:
        return str(format_datetime(moment.replace(tzinfo=None), f"{day_pattern}, HH:mm", locale=locale))
    return str(format_date(moment, day_pattern, locale=locale))


def when(moment: datetime) -> str:
    """A moment as people say it: 08:14, yesterday 08:14, Tue 08:14, 12 Nov, 12 Nov 2025."""
    local, today = _local(moment), timezone.localdate()
    days, locale = (today - local.date()).days, reader_locale()
    minute = local.replace(second=0, microsecond=0, tzinfo=None)
    if days == 0:
        return _formatted(minute, "HH:mm", locale)
    if days == 1:
        return _("yesterday %(time)s") % {"time": _formatted(minute, "HH:mm", locale)}
    if 0 < days < _WEEK:
        return _formatted(minute, "EEE HH:mm", locale)
    return _formatted(minute, _day_pattern(locale, with_year=local.year != today.year), locale)


def day(moment: date) -> str:
    """A date, or that of a moment where the reader is, as short as it stays clear."""
    local, today = _local(moment) if isinstance(moment, datetime) else moment, timezone.localdate()
    locale = reader_locale()
    return format_date(local, _day_pattern(locale, with_year=local.year != today.year), locale=locale)


def _day_pattern(locale: Locale, *, with_year: bool) -> str:
    """Day and short month in the language's own order and punctuation: 12 Nov, 12. nov."""
    return str(locale.datetime_skeletons["yMMMd" if with_year else "MMMd"].pattern)


def soon(moment: datetime) -> str:
    """A time to come, as a menu shows it: Tue 09:00, 12 Nov 09:00."""
    local = _local(moment)
    near = (local.date() - timezone.localdate()).days < _WEEK
    locale = reader_locale()
    pattern = "EEE" if near else _day_pattern(locale, with_year=False)
    return f"{format_date(local, pattern, locale=locale)} {format_time(local, 'HH:mm', locale=locale)}"


def visitor(number: int) -> str:
    """How somebody is called who chats and has no name, by the number of their conversation: Visitor 4F7K.

    Each of a million conversations in a row has another: multiplying by an odd number near the golden section
    of 2²⁰ spreads what follows upon each other (D. E. Knuth, The Art of Computer Programming 3, §6.4).
    Written in Crockford's base 32, which has no letters that look like digits.
    """
    code = number * 648_055 % 2**20
    name = "".join(_BASE_32[code >> shift & 31] for shift in (15, 10, 5, 0))
    return _("Visitor %(name)s") % {"name": name}


_CHAT_PAGE = re.compile(r"chat/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def page_said(page: str) -> str:
    """A page by its path, as short as one knows it: /prices; by its site where it has none.

    Empty for a page of our own that is nothing but a chat: its address says nothing about what is asked.
    """
    address = page.split("#", 1)[0].split("?", 1)[0].split("://", 1)[-1].rstrip("/")
    site, _slash, path = address.partition("/")
    if _CHAT_PAGE.fullmatch(path):
        return ""
    return f"/{path}" if path else site


def asker(conversation: Any) -> str:
    """Who asks in a conversation: the customer by name; whoever chats without one as a visitor."""
    name = conversation.customer.name
    return name or (visitor(conversation.number) if conversation.channel == "chat" else _("Unknown"))


def zoned(moment: datetime) -> str:
    """`exact`, with the clock it is read on, for people whose zone nobody has told us: 10:00 (GMT+01:00)."""
    return f"{exact(moment)} ({get_timezone_gmt(_local(moment), 'long', locale=reader_locale())})"


def wall_clock(zone: str) -> str:
    """What the clocks show now in an IANA zone; empty when the zone is unknown."""
    try:
        return format_time(datetime.now(ZoneInfo(zone)), "HH:mm", locale=reader_locale())
    except (KeyError, ValueError, OSError):
        return ""


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long since `moment`, in one unit with words: 2 hours ago, in 3 days."""
    passed = moment - (now or timezone.now())
    if abs(passed) < timedelta(minutes=1):
        return _("just now")
    return format_timedelta(passed, add_direction=True, threshold=1, locale=reader_locale())


def waited(since: datetime, now: datetime | None = None) -> str:
    """How long somebody waits, in one short unit: 18m, 2h, 3d, 2y, as the reader's language writes it.

    The units are words of ours: CLDR's narrow ones decline, and are not the same length in all languages.
    """
    minutes = max(int(((now or timezone.now()) - since).total_seconds() // 60), 1)
    unit, length = next((unit, length) for unit, length in UNITS if minutes >= length)
    amount = minutes // (525_600 if unit == "year" else length)
    return str(SHORT_UNITS[unit]).format(amount=amount)


@lru_cache(maxsize=16_384)
def _formatted(minute: datetime, pattern: str, locale: Locale) -> str:
    """A local minute in a CLDR pattern; pages show the same ones again and again."""
    return format_datetime(minute, pattern, locale=locale)


def size(octets: int) -> str:
    """A file size in decimal units, as file managers show it: 14 kB, 2.3 MB."""
    amount, unit = float(octets), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    pattern = "0.#" if amount < 10 and unit != "B" else "0"
    return f"{format_decimal(amount, pattern, locale=reader_locale())} {unit}"


def number(value: int) -> str:
    """A count with the reader's separators."""
    return format_decimal(value, locale=reader_locale())


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percents, as the reader writes them."""
    return format_percent(share, locale=reader_locale())


def segment(name: str) -> str:
    """A file's name as one segment of an address: no part of it can lead a browser elsewhere."""
    return " ".join(name.split()).replace("/", "_").replace("\\", "_").strip(".") or "file"


def initials(name: str) -> str:
    """One letter that stands for a name in an avatar; a question mark when nobody is named."""
    return next((letter.upper() for letter in name if letter.isalnum()), "?")


def hue(name: str) -> int:
    """One of the avatar colours, 0 to HUES - 1, the same for the same name on every machine."""
    return crc32(name.strip().casefold().encode()) % HUES


def language_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages by name in the reader's language, as a form offers them; none of them comes first."""
    return [("", "–"), *languages_by_name(codes)]


def languages_by_name(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages with their names in the reader's language, in the order of these."""
    named = [(code, language_name(code)) for code in codes]
    return sorted(named, key=lambda one: one[1].casefold())


def language_name(code: str | None) -> str:
    """A language's name in the reader's language; the code itself when it is unknown."""
    if not code:
        return ""
    return str(reader_locale().languages.get(_locale_of(code).language if _known(code) else code, code))


def direction(code: str | None) -> str:
    """Writing direction of a language: "rtl", "ltr", or "auto" when there is no language."""
    return _locale_of(code).text_direction if code and _known(code) else "auto"


def _known(code: str) -> bool:
    return code.split("-")[0].lower() in _languages()


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(key.split("_")[0] for key in get_global("likely_subtags")) | {*Locale("en").languages}


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)
