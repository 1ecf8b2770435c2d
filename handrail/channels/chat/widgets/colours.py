"""Colours of a brand that can be read: contrast as WCAG 2.2 counts it (1.4.3: at least 4.5 to 1)."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 4.5
PAPER = {"light": "#ffffff", "dark": "#1d1c1a"}  # what `widget.css` writes on
_TINT = {"light": "#f4f2ee", "dark": "#2b2926"}
_STEPS = 50


@dataclass(frozen=True)
class Shades:
    """A brand's colour as ground, what is written on it, and the colour as text on light and dark paper."""

    ground: str
    ink: str
    light: str
    dark: str


def shades_of(colour: str) -> Shades:
    """The shades that go with a colour (#rrggbb); each pair has enough contrast."""
    return Shades(colour, ink_on(colour), _readable(colour, "light"), _readable(colour, "dark"))


def ink_on(colour: str) -> str:
    """White where it can be read on the colour, else black: one of the two always can (at least 4.58)."""
    return "#ffffff" if contrast("#ffffff", colour) >= ENOUGH else "#000000"


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminance: 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _readable(colour: str, paper: str) -> str:
    """The colour, or the nearest mix with black (on light paper) or white that can be read there."""
    end = "#000000" if paper == "light" else "#ffffff"
    mixes = (_mix(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        mix for mix in mixes if min(contrast(mix, PAPER[paper]), contrast(mix, _TINT[paper])) >= ENOUGH
    )


def _mix(colour: str, end: str, part: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2, definitions)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
