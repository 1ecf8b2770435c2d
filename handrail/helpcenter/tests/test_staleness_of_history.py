"""A manual under git, every edit taken as major: exactly what was not updated since is outdated."""

from __future__ import annotations

from pathlib import Path
from random import Random

from handrail.helpcenter.exchange import Options, import_folder
from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.tests.test_exchange import Manual
from handrail.helpcenter.translating import Standing, standings_of
from handrail.helpcenter.translating.standings import places

NAMES, LANGUAGES = ("cache", "gallery", "licence", "update"), ("en", "ro", "fr", "de")
COMMITS = 26


def _path(language: str, name: str) -> str:
    return f"{language}/{name}.md"


def _history(manual: Manual, random: Random) -> dict[str, int]:
    """Commits that touch some files each; path → its last commit. One file is copied, never translated."""
    last: dict[str, int] = {}
    for commit in range(COMMITS):
        files = [(language, name) for language in LANGUAGES for name in NAMES]
        touched = random.sample(files, random.randint(1, 5)) if commit else [("en", name) for name in NAMES]
        for language, name in touched:
            manual.put(_path(language, name), f"# {name} {language}\n\nWritten in commit {commit}.\n")
            last[_path(language, name)] = commit
        if commit == COMMITS // 2:
            manual.put("it/cache.md", (manual.root / "en/cache.md").read_text())  # copied, never translated
        manual.commit(f"Commit {commit}")
    return last


def test_exactly_what_was_not_updated_since_is_outdated(site: Site, tmp_path: Path) -> None:
    manual = Manual(tmp_path)
    last = _history(manual, Random(7))
    outcome = import_folder(tmp_path, site, Options(language="en", is_published=True))
    assert outcome.problems == []
    found = Translation.objects.exclude(language__in=["en", "it"])
    standings = standings_of(found)
    told = {f"{one.language}/{one.slug}.md": standings[one.pk] for one in found}
    wanted = {
        path: Standing.MAJORLY_OUTDATED if commit < last[_path("en", Path(path).stem)] else Standing.CURRENT
        for path, commit in last.items()
        if not path.startswith("en/")
    }
    assert told == wanted
    assert set(wanted.values()) == {Standing.CURRENT, Standing.MAJORLY_OUTDATED}
    copied = Translation.objects.get(language="it")
    assert [place.standing for place in places([(copied.article_id, "it")])] == [Standing.MISSING]
