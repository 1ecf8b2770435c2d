"""Translations: how true they still are, what changed since, and the work of keeping them true."""

from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import standing_of, standings_of

__all__ = ["Standing", "standing_of", "standings_of"]
