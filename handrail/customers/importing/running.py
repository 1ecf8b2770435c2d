"""A file's way: kept, mapped, looked through in the background, brought in once somebody has seen that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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
from handrail.customers.importing.columns import check_columns, guess
from handrail.customers.importing.organisations import plan_organisations, write_organisations
from handrail.customers.importing.people import plan_people, write_people
from handrail.customers.importing.planning import KINDS, Plan, read_row, refuse_twins
from handrail.customers.importing.tables import Shape, find_shape, read_header, read_lines
from handrail.customers.models import FINISHED, FileImport, ImportState, Of

AT_ONCE = 500  # rows of one transaction
MOST_EXAMPLES = 20  # of each kind
MOST_REFUSED = 200  # lines that are named one by one
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
    rows = sum(1 for _line in read_lines(data, shape)) - 1
    return FileImport.objects.create(
        of=of,
        name=name[:255],
        blob=blobs.put(data),
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        header=header,
        columns=guess(header, of),
        rows=rows,
        agent=by.pk,
        by=str(by),
    )


@transaction.atomic
def map_columns(file: FileImport, columns: list[str], *, by: Model) -> FileImport:
    """Say what the columns are; the file is then looked through, as theirs. Raises ValidationError."""
    file = FileImport.objects.select_for_update().get(pk=file.pk)
    if file.state not in (ImportState.MAPPING, ImportState.CHECKED):
        raise ValidationError(_("This file is being worked on, or done."))
    if len(columns) != len(file.header):
        raise ValidationError(_("One of the columns is something that is no longer there."))
    check_columns(columns, file.of)
    file.columns, file.state, file.done = columns, ImportState.CHECKING, 0
    file.agent, file.by = by.pk, str(by)  # a column of ids makes another file of it than one of notes
    file.save(update_fields=["columns", "state", "done", "agent", "by"])
    return file


@transaction.atomic
def start(file: FileImport, *, by: Model) -> FileImport:
    """Bring the file in, now that it was looked through. Raises ValidationError."""
    file = FileImport.objects.select_for_update().get(pk=file.pk)
    if file.state != ImportState.CHECKED:
        raise ValidationError(_("Look first at what it would change."))
    file.state, file.done, file.counts = ImportState.RUNNING, 0, {}
    file.examples = file.refused = []
    file.save()
    audit(by, "file imported", file=file.pk, of=file.of, rows=file.rows)
    return file


def check(pk: int) -> None:
    """Look through a file: what each row would do. Nothing is changed but the file's own row."""
    file = FileImport.objects.get(pk=pk)
    if file.state != ImportState.CHECKING or file.blob_id is None:
        return
    counts: Counter[str] = Counter()
    examples: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for done, plans in _batches(file, skip=0):
        _plan(file, plans)
        _tell(plans, counts, examples)
        FileImport.objects.filter(pk=pk, state=ImportState.CHECKING).update(done=done)
    shown = [one for kind in ("new", "changed") for one in examples[kind]]
    FileImport.objects.filter(pk=pk, state=ImportState.CHECKING).update(
        state=ImportState.CHECKED, counts=counts, examples=shown, refused=examples["refused"]
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
                now.counts = Counter(now.counts) + Counter(plan.kind for plan in fresh)
                refused = [{"line": one.line, "reason": one.refused} for one in fresh if one.refused]
                now.refused = [*now.refused, *refused][:MOST_REFUSED]
                now.done = done
                now.save(update_fields=["counts", "refused", "done"])
            return True
        except IntegrityError:
            if tries == TRIES - 1:
                raise
    return True


def _again(plan: Plan) -> Plan:
    return Plan(plan.line, plan.facts, plan.fields, plan.kind if plan.refused else "unchanged", plan.refused)


@transaction.atomic
def _finish(pk: int) -> None:
    """Done: the bytes are forgotten, and of what was refused only lines and reasons stay."""
    file = FileImport.objects.select_for_update().get(pk=pk)
    key, file.blob = file.blob_id, None
    file.state, file.finished_at, file.examples = ImportState.DONE, timezone.now(), []
    file.save()
    if key:
        blobs.forget(key)


def _batches(file: FileImport, *, skip: int) -> Iterator[tuple[int, list[Plan]]]:
    """Portions of read rows with the number of rows so far; what lies before `skip` only tells its keys."""
    lines = read_lines(blobs.open_bytes(str(file.blob_id)), Shape(file.encoding, file.delimiter))
    next(lines, None)
    seen: dict[str, int] = {}
    done = 0
    while some := list(islice(lines, AT_ONCE)):
        plans = [read_row(line, file.columns, file.of) for line in some]
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
