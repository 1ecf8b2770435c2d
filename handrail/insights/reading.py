"""How many found their answer by reading, and never wrote: an estimate with its range, never part of the sum.

Nobody is followed, so this cannot be known. What is counted are answers that were shown before something was
sent: how many of their askers said that it helped or did not, sent their question anyway, or left without a
word.
"""

from __future__ import annotations

from dataclasses import dataclass

from handrail.insights.shares import FEWEST, wilson


@dataclass(frozen=True)
class Readings:
    """Of those who were shown an answer before they sent anything, and left at least a day ago if `silent`.

    `helped` and `not_helped` said so and sent nothing; `sent` wrote to us all the same; `silent` read an
    article of the answer, said nothing and sent nothing within 24 hours.
    """

    helped: int = 0
    not_helped: int = 0
    sent: int = 0
    silent: int = 0

    def __add__(self, other: Readings) -> Readings:
        """Both together."""
        return Readings(
            self.helped + other.helped,
            self.not_helped + other.not_helped,
            self.sent + other.sent,
            self.silent + other.silent,
        )


@dataclass(frozen=True)
class Estimate:
    """`at_least` said so; `at_most` adds everybody who read and fell silent. `likely` lies between, or is
    None when too few have said anything.
    """

    at_least: int
    at_most: int
    likely: tuple[int, int] | None


def estimate(readings: Readings) -> Estimate:
    """The bounds are certain. `likely` assumes that those who leave without a word were helped as often as
    those of whom it is known: who said yes, against who said no or sent it anyway (Wilson's interval of that
    share, 95 %).
    """
    known = readings.helped + readings.not_helped + readings.sent
    at_most = readings.helped + readings.silent
    if known < FEWEST:
        return Estimate(readings.helped, at_most, None)
    low, high = wilson(readings.helped, known)
    likely = (readings.helped + round(readings.silent * low), readings.helped + round(readings.silent * high))
    return Estimate(readings.helped, at_most, likely)
