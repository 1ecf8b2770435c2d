"""A file's way: kept, mapped, looked through in the background, brought in once somebody has seen that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.core import blobs
from handrail.core.audit import audit
from handrail.customers.erasing import stop_import
from handrail.customers.importing.columns import check_columns, check_dates, choose_firsts, guess
from handrail.customers.importing.organisations import plan_organisations, write_organisations
from handrail.customers.importing.people import plan_people, write_people
from handrail.customers.importing.planning import KINDS, Plan, read_row, refuse_twins
from handrail.customers.importing.seeing import Seen, look
from handrail.customers.importing.tables import Shape, find_shape, read_header, read_lines
from handrail.customers.models import FINISHED, FileImport, ImportState, Of

AT_ONCE = 500  # rows of one transaction
MOST_EXAMPLES = 20  # of each kind
MOST_REFUSED = 200  # lines that are named one by one, as those of which something is left out
LEFT_OUT = "left out"  # cells that could not be read, by the side of the kinds of rows
MOST_WAITING = 20
TRIES = 5  # of a batch in which somebody else made the same customer at the same moment
FORGOTTEN_AFTER = timedelta(days=7)

Guard = Callable[[Sequence[Plan], str, int | None], None]
_guards: list[Guard] = []
_PLANS = {Of.CUSTOMER: plan_people, Of.ORGANISATION: plan_organisations}
_WRITES = {Of.CUSTOMER: write_people, Of.ORGANISATION: write_organisations}


@transaction.atomic
def keep_file(data: bytes, *, name: str, of: str, by: Model) -> FileImport:
    """Keep a file until it is brought in; its columns are guessed. Raises ValidationError for no table."""
    if of not in Of.values:
        raise ValidationError(_("Say whether it holds customers or organisations."))
    if FileImport.objects.exclude(state__in=FINISHED).count() >= MOST_WAITING:
        raise ValidationError(_("Many files wait already: bring them in or drop them first."))
    shape = find_shape(data)
    header = read_header(data, shape)
    lines = read_lines(data, shape)
    next(lines)
    rows, seen = look(lines, len(header))
    return FileImport.objects.create(
        of=of,
        name=name[:255],
        blob=blobs.put(data),
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        header=header,
        columns=guess(header, of),
        seen=[one.as_json() for one in seen],
        rows=rows,
        agent=by.pk,
        by=str(by),
    )


@transaction.atomic
def map_columns(
    file: FileImport, columns: list[str], firsts: Mapping[int, str] | None = None, *, by: Model
) -> FileImport:
    """Say what the columns are; the file is then looked through, as theirs. Raises ValidationError.

    `firsts` say, by the number of a column from 0, with which part its dates begin (DAY or MONTH).
    """
    file = FileImport.objects.select_for_update().get(pk=file.pk)
    if file.state not in (ImportState.MAPPING, ImportState.CHECKED):
        raise ValidationError(_("This file is being worked on, or done."))
    if len(columns) != len(file.header):
        raise ValidationError(_("One of the columns is something that is no longer there."))
    check_columns(columns, file.of)
    seen = choose_firsts(file.seen, firsts or {})
    check_dates(columns, file.header, seen, file.of)
    file.columns, file.state, file.done = columns, ImportState.CHECKING, 0
    file.seen = [one.as_json() for one in seen]
    file.agent, file.by = by.pk, str(by)  # a column of ids makes another file of it than one of notes
    file.save(update_fields=["columns", "seen", "state", "done", "agent", "by"])
    return file


@transaction.atomic
def start(file: FileImport, *, by: Model) -> FileImport:
    """Bring the file in, now that it was looked through. Raises ValidationError."""
    file = FileImport.objects.select_for_update().get(pk=file.pk)
    if file.state != ImportState.CHECKED:
        raise ValidationError(_("Look first at what it would change."))
    file.state, file.done, file.counts = ImportState.RUNNING, 0, {}
    file.examples = file.refused = file.left_out = []
    file.save()
    audit(by, "file imported", file=file.pk, of=file.of, rows=file.rows)
    return file


def check(pk: int) -> None:
    """Look through a file: what each row would do. Nothing is changed but the file's own row."""
    file = FileImport.objects.get(pk=pk)
    if file.state != ImportState.CHECKING or file.blob_id is None:
        return
    counts: Counter[str] = Counter()
    examples: dict[str, list[dict[str, Any]]] = {kind: [] for kind in (*KINDS, LEFT_OUT)}
    for done, plans in _batches(file, skip=0):
        _plan(file, plans)
        _tell(plans, counts, examples)
        FileImport.objects.filter(pk=pk, state=ImportState.CHECKING).update(done=done)
    shown = [one for kind in ("new", "changed") for one in examples[kind]]
    FileImport.objects.filter(pk=pk, state=ImportState.CHECKING).update(
        state=ImportState.CHECKED,
        counts=counts,
        examples=shown,
        refused=examples["refused"],
        left_out=examples[LEFT_OUT],
    )


def register_guard(refuse: Guard) -> None:
    """Name the function of a higher floor that refuses planned rows: it gets them, what they are of, and the
    key of the agent who said what the columns are.
    """
    _guards[:] = [refuse]


def _plan(file: FileImport, plans: Sequence[Plan], *, lock: bool = False) -> None:
    _PLANS[Of(file.of)](plans, lock=lock)
    for refuse in _guards:
        refuse(plans, file.of, file.agent)


def _tell(plans: Sequence[Plan], counts: Counter[str], examples: dict[str, list[dict[str, Any]]]) -> None:
    for plan in plans:
        counts[plan.kind] += 1
        most = MOST_REFUSED if plan.kind == "refused" else MOST_EXAMPLES
        if len(examples[plan.kind]) < most:
            told = {"line": plan.line, "name": plan.called, "kind": plan.kind, "reason": plan.refused}
            examples[plan.kind].append(told | {"changes": plan.changes})
        for cell in _left_out(plan):
            counts[LEFT_OUT] += 1
            if len(examples[LEFT_OUT]) < MOST_REFUSED:
                examples[LEFT_OUT].append(cell | {"name": plan.called})


def _left_out(plan: Plan) -> list[dict[str, Any]]:
    """The cells of a row that were left out, by what they would have been; of a refused one all of it is."""
    cells = [] if plan.refused else plan.left_out
    return [{"line": plan.line, "column": column, "reason": reason} for column, reason in cells]


def bring_in(pk: int) -> None:
    """Carry a file out, batch by batch; cut off, it goes on behind the last batch that was committed."""
    file = FileImport.objects.get(pk=pk)
    if file.state != ImportState.RUNNING or file.blob_id is None:
        return
    for done, plans in _batches(file, skip=file.done):
        if not _write(file, plans, done):
            return
    _finish(pk)


def _write(file: FileImport, plans: list[Plan], done: int) -> bool:
    by = {"agent": file.agent, "by": file.by}
    for tries in range(TRIES):
        try:
            with transaction.atomic():
                now = FileImport.objects.select_for_update().get(pk=file.pk)
                if now.state != ImportState.RUNNING:
                    return False
                fresh = [_again(plan) for plan in plans]
                _plan(file, fresh, lock=True)
                _WRITES[Of(file.of)](fresh, by=by)
                left_out = [cell for one in fresh for cell in _left_out(one)]
                refused = [{"line": one.line, "reason": one.refused} for one in fresh if one.refused]
                counts = Counter[str](plan.kind for plan in fresh) + Counter({LEFT_OUT: len(left_out)})
                now.counts = Counter(now.counts) + counts
                now.refused = [*now.refused, *refused][:MOST_REFUSED]
                now.left_out = [*now.left_out, *left_out][:MOST_REFUSED]
                now.done = done
                now.save(update_fields=["counts", "refused", "left_out", "done"])
            return True
        except IntegrityError:
            if tries == TRIES - 1:
                raise
    return True


def _again(plan: Plan) -> Plan:
    kind = plan.kind if plan.refused else "unchanged"
    return Plan(plan.line, plan.facts, plan.fields, kind, plan.refused, plan.left_out)


@transaction.atomic
def _finish(pk: int) -> None:
    """Done: the bytes are forgotten, and of what was refused only lines and reasons stay."""
    file = FileImport.objects.select_for_update().get(pk=pk)
    key, file.blob = file.blob_id, None
    file.state, file.finished_at, file.examples = ImportState.DONE, timezone.now(), []
    file.seen = []
    file.save()
    if key:
        blobs.forget(key)


def _batches(file: FileImport, *, skip: int) -> Iterator[tuple[int, list[Plan]]]:
    """Portions of read rows with the number of rows so far; what lies before `skip` only tells its keys."""
    lines = read_lines(blobs.open_bytes(str(file.blob_id)), Shape(file.encoding, file.delimiter))
    next(lines, None)
    seen: dict[str, int] = {}
    kept = [Seen(**one) for one in file.seen] or [Seen() for _column in file.columns]
    columns = [(str(key), one.day_first) for key, one in zip(file.columns, kept, strict=True)]
    done = 0
    while some := list(islice(lines, AT_ONCE)):
        plans = [read_row(line, columns, file.of) for line in some]
        refuse_twins(plans, file.of, seen)
        done += len(some)
        if done > skip:
            yield done, plans


def drop(file: FileImport) -> None:
    """Forget a file that waits; what was brought in already stays."""
    if not file.is_finished:
        stop_import(file, _("It was dropped."))


def forget_old() -> None:
    """Forget files that have waited for a week."""
    old = FileImport.objects.exclude(state__in=[*FINISHED, ImportState.RUNNING])
    for file in old.filter(at__lt=timezone.now() - FORGOTTEN_AFTER):
        stop_import(file, _("Nobody brought it in for a week."))
