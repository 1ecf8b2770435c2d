"""CSV files: uploaded, mapped, looked through, brought in; and customers or organisations written as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.models import Agent
from handrail.core.audit import audit
from handrail.customers import tasks
from handrail.customers.importing.columns import choose_firsts, keys_of_dates, targets
from handrail.customers.importing.exporting import export_customers, export_organisations
from handrail.customers.importing.running import drop, keep_file, map_columns, start
from handrail.customers.importing.tables import MOST_BYTES
from handrail.customers.models import FileImport, ImportState, Of
from handrail.ui.fragments import partial, render
from handrail.workspace.customer_doors import for_desk_admins

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Send a file (POST `file`, `of`), see earlier ones, or write what is here as CSV."""
    error = ""
    if request.method == "POST":
        try:
            return redirect("import", _keep(request, agent).pk)
        except ValidationError as problem:
            error = " ".join(problem.messages)
    context = {"agent": agent, "files": list(FileImport.objects.all()[:MOST_SHOWN]), "part": "imports"}
    context |= {"error": error, "kinds": Of.choices}
    return render(request, "workspace/customers/imports.html", context, status=422 if error else 200)


def _keep(request: HttpRequest, agent: Agent) -> FileImport:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size:
        raise ValidationError(_("Choose a CSV file that is not empty."))
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB: divide it.") % {"most": MOST_BYTES // 2**20}
        )
    return keep_file(upload.read(), name=upload.name or "", of=request.POST.get("of", ""), by=agent)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One file: say what its columns are (POST), see what it would change, and what became of it."""
    file = _file(pk)
    error = ""
    if request.method == "POST":
        try:
            columns = range(len(file.header))
            firsts = {number: request.POST.get(f"first-{number}", "") for number in columns}
            map_columns(file, request.POST.getlist("column")[:1000], firsts, by=agent)
            tasks.check_file.defer(file=pk)
            return redirect("import", pk)
        except ValidationError as problem:
            error = " ".join(problem.messages)
            file.columns = request.POST.getlist("column")[: len(file.header)]
            file.seen = [one.as_json() for one in choose_firsts(file.seen, firsts)]
    context = {
        "agent": agent,
        "file": file,
        "targets": targets(file.of),
        "has_dates": bool(keys_of_dates(file.of)),
        "busy": file.state in (ImportState.CHECKING, ImportState.RUNNING),
        "mapping": file.state == ImportState.MAPPING or "map" in request.GET,
        "part": "imports",
        "error": error,
    }
    block = "progress" if partial(request) and request.method == "GET" else None
    return render(request, "workspace/customers/import.html", context, block, status=422 if error else 200)


@require_POST
@for_desk_admins
def run(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Bring a file in."""
    try:
        start(_file(pk), by=agent)
        tasks.bring_in_file.defer(file=pk)
    except ValidationError:
        pass  # somebody has started it already: the page says so
    return redirect("import", pk)


@require_POST
@for_desk_admins
def forget(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Drop a file."""
    drop(_file(pk))
    return redirect("imports")


def _file(pk: int) -> FileImport:
    found = FileImport.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@for_desk_admins
def export(request: HttpRequest, agent: Agent) -> HttpResponseBase:
    """Customers or organisations (`of`) as CSV in UTF-8 with a mark, as spreadsheets want it; audited."""
    of = request.POST.get("of", "")
    writers = {Of.CUSTOMER.value: export_customers, Of.ORGANISATION.value: export_organisations}
    if of not in writers:
        raise Http404
    audit(agent, "exported", of=of)
    response = StreamingHttpResponse(_marked(writers[of]()), content_type="text/csv; charset=utf-8")
    name = f"{of}s-{timezone.localdate().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _marked(lines: Iterator[str]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for line in lines:
        yield line.encode()
