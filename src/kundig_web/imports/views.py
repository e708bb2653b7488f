"""Pages of imports. Each request makes one call and translates what comes back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.imports import questions, shown, workflows
from kundig_web.imports.errors import Refused
from kundig_web.imports.forms import choices_of
from kundig_web.imports.models import Upload
from kundig_web.imports.receive import ToUploads, limit
from kundig_web.registry.steps import run_only

SHOWN_IMPORTS = 30
State = Upload.State


@allow(Permission.IMPORT_DATA)
def start(request: HttpRequest) -> HttpResponse:
    """Choose files; what waits; what has come in."""
    return _start(request)


def _start(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = questions.all_imports()
    shown_all = request.GET.get("all") == "1" or len(found) <= SHOWN_IMPORTS
    waiting = questions.waiting_uploads()
    context = {
        "waiting": waiting,
        "ready": sum(u.state == State.READY for u in waiting),
        "busy": any(u.state in {State.CHECKING, State.IMPORTING} for u in waiting),
        "imports": found if shown_all else found[:SHOWN_IMPORTS],
        "more": 0 if shown_all else len(found) - SHOWN_IMPORTS,
        "problem": problem,
        "limit": questions.room_in_words(limit()),
    }
    if request.htmx and request.GET.get("part") == "waiting":
        return render(request, "imports/_waiting.html", context)
    return render(request, "imports/start.html", context, status=status)


@allow(Permission.IMPORT_DATA)
@run_only("imports.receive")
@require_POST
@csrf_exempt  # the handler must be in place before anything reads the body; checked below
def send(request: HttpRequest) -> HttpResponse:
    """Take files in, written to disk while they are read."""
    handler = ToUploads(request)
    request.upload_handlers = [handler]
    return _send(request, handler)


@csrf_protect
def _send(request: HttpRequest, handler: ToUploads) -> HttpResponse:
    _ = request.FILES  # reads the body
    try:
        if handler.refused is not None:
            raise handler.refused
        made = workflows.receive(actor=request.user, files=handler.received, now=company.now())
    except Refused as refused:
        handler.forget()
        return _start(request, problem=str(refused), status=422)
    if len(made) == 1:
        return redirect("imports:upload", pk=made[0].pk)
    messages.success(request, words.say_n("imports.received", len(made)))
    return redirect("imports:start")


@allow(Permission.IMPORT_DATA)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what it seems to be, what is asked, what would happen, what did."""
    found = _upload(pk)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Upload, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = _context(request, found)
    context["refused"] = problem
    if request.htmx and request.GET.get("part") == "work":
        if context["work"] is None:
            response = HttpResponse(status=204)
            response["HX-Refresh"] = "true"
            return response
        return render(request, "imports/_work.html", context)
    return render(request, "imports/upload.html", context, status=status)


def _context(request: HttpRequest, found: Upload) -> dict[str, Any]:
    now = company.now()
    look, lang = found.look, words.lang()
    columns = shown.columns(found)
    edit = request.GET.get("edit", "")
    first = int(edit) if edit.isdecimal() else None
    told = found.outcome or found.result
    page: dict[str, Any] = {
        "upload": found,
        "work": questions.work_on(found, now),
        "gone": questions.worker_seems_gone(found, now),
        "problem": found.problem.get(lang, ""),
        "asked": shown.asked(found) if found.state == State.OPEN else [],
        "columns": columns,
        "unread": sum(not c.fills for c in columns),
        "rows": look.get("rows", []),
        "remarks": shown.remarks(found),
        "told": told,
        "reasons": shown.reasons(told.get("reasons", {})),
        "examples": shown.examples(found),
        "marked": shown.marked(told.get("remarks", {})),
        "repeated": "exact_duplicate" in told.get("remarks", {}),
        "currency": shown.currency(found),
        "facts": shown.facts(told.get("facts", {})),
        "notes": told.get("notes", []),
        "same": questions.import_of(told.get("same", {}).get("id", "")),
        "editing": first is not None,
        "at_rest": found.state in workflows.AT_REST,
        "import": questions.import_of(found.import_id) if found.state == State.DONE else None,
        "quarantine": bool(found.import_id and questions.quarantine_of(found.import_id)),
    }
    if look:
        page["table"] = questions.table_label(look["table"], lang)
    if first is not None and look:
        part = columns[first : first + shown.EDITED]
        asks = look["table"] == "survey_answers"
        page |= {
            "edited": [(c, shown.fields(look["table"], c.field, question=asks)) for c in part],
            "tables": shown.table_options(look["table"]),
            "encodings": shown.encoding_options(look["encoding"]) if look["kind"] == "csv" else [],
            "before": max(0, first - shown.EDITED) if first else None,
            "after": first + shown.EDITED if first + shown.EDITED < len(columns) else None,
        }
    return page


@allow(Permission.IMPORT_DATA)
@run_only("imports.check")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers and corrections; the file is looked at again."""
    found = _upload(pk)
    try:
        choices = choices_of(request.POST, found)
        workflows.check_again(actor=request.user, upload=found, choices=choices, now=company.now())
    except Refused as refused:
        return _page(request, _upload(pk), problem=str(refused), status=422)
    return redirect("imports:upload", pk=pk)


@allow(Permission.IMPORT_DATA)
@run_only("imports.run")
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a file that has been tried."""
    found = _upload(pk)
    keep = request.POST.get("keep") == "1"
    return _done(
        request,
        lambda: workflows.start(
            actor=request.user, uploads=[found], keep_mapping=keep, now=company.now()
        ),
        redirect("imports:upload", pk=pk),
    )


@allow(Permission.IMPORT_DATA)
@run_only("imports.run")
@require_POST
def run_all(request: HttpRequest) -> HttpResponse:
    """Import every file that is ready."""
    ready = [u for u in questions.waiting_uploads() if u.state == State.READY]
    return _done(
        request,
        lambda: workflows.start(
            actor=request.user, uploads=ready, keep_mapping=False, now=company.now()
        ),
        redirect("imports:start"),
    )


@allow(Permission.IMPORT_DATA)
@run_only("imports.check")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more what was given up."""
    found = _upload(pk)
    return _done(
        request,
        lambda: workflows.try_again(actor=request.user, upload=found, now=company.now()),
        redirect("imports:upload", pk=pk),
    )


@allow(Permission.IMPORT_DATA)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a file that is not to be imported."""
    found = _upload(pk)
    return _done(
        request,
        lambda: workflows.discard(actor=request.user, upload=found, now=company.now()),
        redirect("imports:start"),
        said=words.say("imports.discarded", file=found.name),
    )


@allow(Permission.IMPORT_DATA)
def done(request: HttpRequest, import_id: str) -> HttpResponse:
    """One import in force: what it brought, and the way back."""
    found = _import(import_id)
    quarantine = questions.quarantine_of(import_id) is not None
    return render(request, "imports/import.html", {"import": found, "quarantine": quarantine})


@allow(Permission.IMPORT_DATA)
def quarantine(request: HttpRequest, import_id: str) -> FileResponse:
    """The refused rows as CSV; cells that a spreadsheet would run are text in it."""
    path = questions.quarantine_of(import_id)
    if path is None:
        raise Http404
    name = words.say("imports.quarantine_name", id=import_id)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}.csv")
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Cache-Control"] = "no-store"
    return response


@allow(Permission.IMPORT_DATA)
def withdraw(request: HttpRequest, import_id: str) -> HttpResponse:
    """First what will vanish, then (POST) taking it back."""
    found = _import(import_id)
    context = {"import": found, "problem": ""}
    if request.method == "POST":
        try:
            workflows.take_back(actor=request.user, import_id=import_id, now=company.now())
        except Refused as refused:
            context["problem"] = str(refused)
            return render(request, "imports/withdraw.html", context, status=409)
        messages.success(request, words.say("imports.withdrawn", file=found.file))
        return redirect("imports:start")
    return render(request, "imports/withdraw.html", context)


def _done(
    request: HttpRequest, act: Any, back: HttpResponseRedirect, *, said: str = ""
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.warning(request, str(refused))
        return back
    if said:
        messages.success(request, said)
    return back


def _upload(pk: int) -> Upload:
    found = questions.upload_of(pk)
    if found is None:
        raise Http404
    return found


def _import(import_id: str) -> questions.Known:
    found = questions.import_of(import_id)
    if found is None:
        raise Http404
    return found
