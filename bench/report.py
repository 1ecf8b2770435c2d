"""One line per figure: ok, MISS or note, then name, value and goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Report:
    """Prints figures as they come; `missed` counts the goals that were not reached."""

    missed: int = 0

    def goal(self, name: str, value: str, goal: str, *, reached: bool) -> None:
        """A figure that must be reached."""
        self.missed += not reached
        self._line("ok" if reached else "MISS", name, value, f"goal {goal}")

    def later(self, name: str, value: str, goal: str, *, reached: bool) -> None:
        """A figure whose goal is a later one: said, but no miss."""
        self._line("note", name, value, f"later goal {goal}: {'reached' if reached else 'not reached'}")

    def note(self, name: str, value: str, about: str = "") -> None:
        """A figure without a goal."""
        self._line("note", name, value, about)

    def _line(self, mark: str, name: str, value: str, about: str) -> None:
        print(f"{mark:<4}  {name:<46}  {value:>26}  {f'({about})' if about else ''}".rstrip(), flush=True)
