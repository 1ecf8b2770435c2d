"""Bring articles in and out: folders of Markdown, and the export of Zendesk.

`import` reads a folder with its git history; running it again adds only what is new, and says which links
lead nowhere. What was deleted here for good stays away unless `--restore` asks for it. `export` writes the
same folder again. `import-zendesk` reads the JSON of the Help Center API, a file or a folder of them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.ops.commands import Needs
from handrail.ops.errors import RefusedError

if TYPE_CHECKING:
    from handrail.helpcenter.exchange import Outcome
    from handrail.helpcenter.models import Site

NEEDS = Needs.TABLES
_EDITS = {"typo": 10, "minor": 20, "major": 30}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`articles import DIR`, `articles export DIR`, `articles import-zendesk FILE`."""
    choices = parser.add_subparsers(dest="action", required=True, metavar="import|export|import-zendesk")
    one = choices.add_parser("import", help="read a folder of Markdown, with its git history")
    one.add_argument("path", type=Path, metavar="DIR")
    one.add_argument(
        "--publish", action="store_true", help="publish what is no draft; without it all are drafts"
    )
    one.add_argument("--language", help="the language that the others are translated from; default: guessed")
    one.add_argument("--no-history", action="store_true", help="only the files as they are now")
    says = "what each change of a source means to its translations; default: major"
    one.add_argument("--edits", choices=list(_EDITS), default="major", help=says)
    two = choices.add_parser("export", help="write all articles as a folder of Markdown")
    two.add_argument("path", type=Path, metavar="DIR")
    three = choices.add_parser("import-zendesk", help="read the export of a help center of Zendesk")
    three.add_argument("path", type=Path, metavar="FILE")
    three.add_argument("--drafts", action="store_true", help="publish nothing, whatever was published there")
    for parser_of in (one, three):
        parser_of.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser_of.add_argument(
            "--restore", action="store_true", help="bring back what was deleted here for good"
        )
    for parser_of in (one, two, three):
        parser_of.add_argument("--site", default="", metavar="HOST", help="the site with this domain")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; exit code 1 when something was left out."""
    actions = {"import": _import, "export": _export, "import-zendesk": _import_zendesk}
    return actions[args.action](args)


def _import(args: argparse.Namespace) -> int:
    from handrail.helpcenter.exchange import Options, import_folder

    if not args.path.is_dir():
        raise RefusedError(f"{args.path} is no folder.")
    options = Options(
        language=args.language,
        is_published=args.publish,
        is_dry=args.dry_run,
        with_history=not args.no_history,
        edits=_EDITS[args.edits],
        restores=args.restore,
    )
    outcome = import_folder(args.path, _site(args.site), options, progress=_show)
    if outcome.history:
        print(f"Without history: {outcome.history}.")  # noqa: T201
    return _report(outcome, "files", is_dry=args.dry_run)


def _export(args: argparse.Namespace) -> int:
    from handrail.helpcenter.exchange import export_folder

    args.path.mkdir(parents=True, exist_ok=True)
    done = export_folder(args.path, _site(args.site))
    print(f"{done} files written to {args.path}.")  # noqa: T201
    return 0


def _import_zendesk(args: argparse.Namespace) -> int:
    from handrail.helpcenter.exchange import import_zendesk
    from handrail.helpcenter.exchange.zendesk import NotAnExport

    try:
        outcome = import_zendesk(
            args.path,
            _site(args.site),
            is_draft=args.drafts,
            is_dry=args.dry_run,
            restores=args.restore,
        )
    except NotAnExport as error:
        raise RefusedError(f"{args.path} is no export of a help center: {error}.") from None
    return _report(outcome, "articles", is_dry=args.dry_run)


def _site(host: str) -> Site:
    from handrail.helpcenter.models import Site
    from handrail.helpcenter.sites import the_site

    found = Site.objects.filter(host=host.lower()).first() if host else the_site()
    if found is None:
        raise RefusedError(f"There is no help center at {host}: see Settings, Help center.")
    return found


def _report(outcome: Outcome, what: str, *, is_dry: bool) -> int:
    for problem in outcome.problems:
        print(problem, file=sys.stderr)  # noqa: T201
    if outcome.broken:
        print("Links that lead nowhere:", *outcome.broken, sep="\n  ", file=sys.stderr)  # noqa: T201
    would = "Would be: " if is_dry else ""
    rest = "" if is_dry else f", {outcome.revisions} revisions"
    rest = f", {outcome.renamed} under another name{rest}" if outcome.renamed else rest
    languages = " ".join(sorted(outcome.languages)) or "none"
    told = f"{outcome.new} {what} new, {outcome.changed} changed, {outcome.same} as before{rest}."
    print(would + told)  # noqa: T201
    print(f"Languages: {languages}.")  # noqa: T201
    if outcome.broken:
        print(f"Links that lead nowhere: {len(outcome.broken)}, listed above.")  # noqa: T201
    return 1 if outcome.problems else 0


def _show(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} files", end="" if done < of else "\n", file=sys.stderr, flush=True)  # noqa: T201
