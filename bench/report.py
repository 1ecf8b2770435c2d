"""One line per figure: ok, MISS or note, then name, value and goal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

# The floor's p50 on a quiet machine of two cores, as first measured, in milliseconds. Goals in time hold
# there; where the floor of this run is slower, all is, and they stretch with it.
QUIET_FLOOR = 5.6


@dataclass
class Report:
    """Prints figures as they come; `missed` counts the goals that were not reached."""

    missed: int = 0
    floor: float = QUIET_FLOOR  # as measured last, in milliseconds
    measure_floor: Callable[[], float] = field(default=lambda: QUIET_FLOOR)

    @property
    def slowness(self) -> float:
        """How much slower this machine is now than a quiet one; 1 on a quiet one."""
        return max(1.0, self.floor / QUIET_FLOOR)

    def look_at_the_floor(self) -> float:
        """Measure it again: other work on the machine comes and goes."""
        self.floor = self.measure_floor()
        return self.floor

    def at_most(
        self, name: str, value: float, most: float, unit: str, shown: str = "", also: str = ""
    ) -> None:
        """A figure that must not be above `most`, on a quiet machine; `also` is a word about the goal."""
        self.judge(
            name, shown or f"{value:.1f} {unit}", _goal("≤", most, unit, also), value <= most * self.slowness
        )

    def at_least(self, name: str, value: float, least: float, unit: str) -> None:
        """A rate that must not be below `least`, on a quiet machine."""
        self.judge(name, f"{value:.0f} {unit}", _goal("≥", least, unit), value >= least / self.slowness)

    def judge(self, name: str, value: str, goal: str, reached: bool) -> None:
        """A figure that must be reached, judged by the caller."""
        self.missed += not reached
        noisy = f"; noisy: all × {self.slowness:.1f}" if self.slowness > 1.1 else ""
        self._line("ok" if reached else "MISS", name, value, f"goal {goal}{noisy}")

    def note(self, name: str, value: str, about: str = "") -> None:
        """A figure without a goal."""
        self._line("note", name, value, about)

    def _line(self, mark: str, name: str, value: str, about: str) -> None:
        print(f"{mark:<4}  {name:<52}  {value:>26}  {f'({about})' if about else ''}".rstrip(), flush=True)


def _goal(sign: str, limit: float, unit: str, also: str = "") -> str:
    return f"{sign} {limit:g} {unit}{f' {also}' if also else ''}"
