"""What became of a mail that was handed to a server or a service: one of three, whoever carries it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """It was taken. `ids` are the carrier's own names for it; to `refused` addresses it does not go."""

    ids: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Refused(Exception):
    """The carrier said no to this mail; `permanent` means trying again is of no use."""

    def __init__(self, code: int, text: str, *, permanent: bool) -> None:
        text = text.replace("\x00", "")  # a server's own words may hold one; no table takes it
        super().__init__(f"{code} {text}")
        self.code, self.text, self.permanent = code, text, permanent


class OutcomeUnknown(Exception):
    """The connection broke after the mail's bytes went out: it may or may not have been taken."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("\x00", ""))
