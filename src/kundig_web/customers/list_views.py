"""The customer list, its saved views, and taking it out as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kundig.register import SORTS
from kundig_web import company, words
from kundig_web.access.models import Department, Mode, User, site
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.audit.log import note
from kundig_web.customers import exports, saved
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.jobs import State, ensure_register, state_of_register
from kundig_web.customers.list_query import CHOICES, ListQuery, chips, choice
from kundig_web.customers.list_shown import Shown, empty_state, shown
from kundig_web.customers.listing import ROWS, Here, listed
from kundig_web.customers.saved_models import SavedList
from kundig_web.customers.worth import stand_of
from kundig_web.registry.steps import run_only
from kundig_web.words.templatetags.words import clock, day

#: The choices that the form offers, in this order; several values of some can be ticked.
SELECTS = ("value", "alive", "bought", "contact", "writing", "kind")
TICKED = ("segment", "mood")


@allow(Permission.SEE_CUSTOMERS)
@run_only("customers.list")
def list_page(request: HttpRequest) -> HttpResponse:
    """The list, searched, filtered and sorted as the address says."""
    ensure_register(company.now())
    state = state_of_register()
    query = ListQuery.read(request.GET)
    here = Here.read()
    try:
        found = listed(query, state.register, here)
    except ValueError:  # a page of another order, or a mistyped one: begin anew
        return HttpResponseRedirect(query.link())
    rows: list[Shown] = [shown(row) for row in found.rows]
    return render(
        request,
        "customers/list.html",
        {
            "query": query,
            "rows": rows,
            "total": found.total,
            "next": query.link(after=found.next) if found.next else "",
            "first": query.link() if query.after else "",
            "per_page": ROWS,
            "state": state,
            "empty": empty_state(query, state, found.total),
            "chips": chips(query),
            "asof": _asof(state),
            "heads": _heads(query),
            "form": _form(query, state),
            "lists": saved.lists_of(request.user),
            "current": _current(request, query),
            "sharing": _sharing(request.user),
            "may_export": request.user.may(Permission.EXPORT_CUSTOMERS),
            "may_edit": request.user.may(Permission.EDIT_CUSTOMERS),
            "may_import": request.user.may(Permission.IMPORT_DATA),
        },
    )


def _asof(state: State) -> dict[str, str]:
    """From when the list is, in words."""
    found = state.register
    if found is None:
        return {}
    return {
        "day": day(found.built_at),
        "time": clock(found.built_at),
        "until": day(found.data_until),
        "stand": day(found.data_until) if stand_of(found.data_until, company.today()) else "",
    }


def _heads(query: ListQuery) -> list[dict[str, Any]]:
    """The heads of the table: what each sorts by, and how it is sorted now."""
    columns = ("name", "group", "value", "alive", "last_purchase", "satisfaction", "last_contact")
    return [
        {
            "key": key,
            "label": words.say(f"customers.list_col_{key}"),
            "url": query.sorted_by(key) if key in SORTS else "",
            "sorted": ("descending" if query.descending else "ascending") if key == query.sort else "",
            "number": key in {"value", "alive", "last_purchase"},
        }
        for key in columns
    ]  # fmt: skip


def _form(query: ListQuery, state: State) -> dict[str, Any]:
    """What the form offers, with what is chosen."""
    branches = [name for name, _ in state.register.branches()] if state.register else []
    more = [n for n, _ in query.given if n != "q"]
    return {
        "branches": [(b, b in query.values("branch")) for b in branches],
        "ticked": [
            (name, [(v, choice(name, v), v in query.values(name)) for v in CHOICES[name]])
            for name in TICKED
        ],
        "selects": [
            (name, [(v, choice(name, v), v in query.values(name)) for v in CHOICES[name]])
            for name in SELECTS
        ],
        "sorts": [(s, words.say(f"customers.list_sort_{s}"), s == query.sort) for s in SORTS],
        "complaint": bool(query.values("complaint")),
        "promise": bool(query.values("promise")),
        "value_from": query.value("value_from"),
        "value_to": query.value("value_to"),
        "open": bool(more),
    }


def _current(request: HttpRequest, query: ListQuery) -> SavedList | None:
    """The saved list that this view is, if it is one."""
    number = request.GET.get("list", "")
    mine = SavedList.objects.visible_to(request.user)
    found = mine.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    return found if found is not None and ListQuery.read(found.query) == query else None


def _sharing(user: User) -> list[Department]:
    """Departments to share a list with; none where one works alone."""
    return [] if site().mode == Mode.ALONE else list(Department.objects.all())


@allow(Permission.SEE_CUSTOMERS)
@run_only("customers.saved_list")
@require_POST
def list_save(request: HttpRequest) -> HttpResponse:
    """Save the view whose address the form holds."""
    query = ListQuery.read(QueryDict(request.POST.get("query", "").lstrip("?")))
    try:
        found = saved.save_list(
            actor=request.user, now=company.now(), name=request.POST.get("name", ""),
            query=query.saved(), departments=_chosen(request),
        )  # fmt: skip
    except RefusedError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("customers:list") + query.link())
    messages.success(request, words.say("customers.list_saved", name=found.name))
    return HttpResponseRedirect(_url(found))


@allow(Permission.SEE_CUSTOMERS)
def list_open(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved list is a link to the view that it names."""
    return HttpResponseRedirect(
        _url(get_object_or_404(SavedList.objects.visible_to(request.user), pk=pk))
    )


@allow(Permission.SEE_CUSTOMERS)
def list_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a list of one's own, share it, or give it the filter that is shown."""
    found = get_object_or_404(SavedList, pk=pk, owner=request.user)
    error = ""
    if request.method == "POST":
        try:
            saved.change_list(
                actor=request.user, saved=found, now=company.now(),
                name=request.POST.get("name", ""), departments=_chosen(request),
            )  # fmt: skip
        except RefusedError as refused:
            error = str(refused)
        else:
            messages.success(request, words.say("customers.list_changed", name=found.name))
            return HttpResponseRedirect(_url(found))
    context = {
        "saved": found, "error": error, "chips": chips(ListQuery.read(found.query)),
        "sharing": _sharing(request.user), "name": request.POST.get("name", found.name),
        "shared": {d.pk for d in found.departments.all()},
    }  # fmt: skip
    return render(request, "customers/list_edit.html", context, status=422 if error else 200)


@allow(Permission.SEE_CUSTOMERS)
@require_POST
def list_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a list of one's own; its customers stay."""
    found = get_object_or_404(SavedList, pk=pk, owner=request.user)
    name = found.name
    saved.delete_list(actor=request.user, saved=found)
    messages.success(request, words.say("customers.list_deleted", name=name))
    return HttpResponseRedirect(reverse("customers:list"))


def _url(found: SavedList) -> str:
    query = ListQuery.read(found.query)
    return reverse("customers:list") + query.link(list=str(found.pk))


def _chosen(request: HttpRequest) -> list[Department]:
    numbers = [n for n in request.POST.getlist("department") if n.isdecimal() and len(n) < 19]
    return list(Department.objects.filter(pk__in=numbers))


@allow(Permission.EXPORT_CUSTOMERS, fresh=True)
@run_only("customers.export")
def export_page(request: HttpRequest) -> HttpResponse:
    """What a file of this list will hold, and who is left out and why."""
    query, state = ListQuery.read(request.GET), state_of_register()
    if state.register is None:
        raise Http404
    told = exports.preview(query, state.register, Here.read())
    context = {
        "query": query, "chips": chips(query), "told": told, "back": reverse("customers:list") + query.link(),
        "excel": query.link(excel="1"), "most": exports.XLSX_MOST, "xlsx": told.rows <= exports.XLSX_MOST, "state": state,
    }  # fmt: skip
    return render(request, "customers/list_export.html", context)


@allow(Permission.EXPORT_CUSTOMERS, fresh=True)
@run_only("customers.export")
def export_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as CSV; `excel=1` as German spreadsheets open it by a double click."""
    query, state = ListQuery.read(request.GET), state_of_register()
    if state.register is None:
        raise Http404
    excel = request.GET.get("excel") == "1"
    _note_export(request, "csv", exports.preview(query, state.register, Here.read()).rows)
    lines = exports.csv_lines(query, state.register, Here.read(), excel=excel)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _named(response, "csv")


@allow(Permission.EXPORT_CUSTOMERS, fresh=True)
@run_only("customers.export")
def export_xlsx(request: HttpRequest) -> HttpResponse | FileResponse:
    """The list as an Excel file."""
    query, state = ListQuery.read(request.GET), state_of_register()
    if state.register is None:
        raise Http404
    here = Here.read()
    rows = exports.preview(query, state.register, here).rows
    if rows > exports.XLSX_MOST:
        return HttpResponseRedirect(reverse("customers:export") + query.link())
    _note_export(request, "xlsx", rows)
    file = exports.xlsx_file(query, state.register, here)
    response = FileResponse(file, content_type=exports.XLSX)
    return _named(response, "xlsx")


def _note_export(request: HttpRequest, form: str, rows: int) -> None:
    details = {"form": form, "rows": rows}
    note("customers.exported", now=company.now(), actor=request.user, details=details)


def _named(response: Any, ending: str) -> Any:
    name = words.say("customers.export_file", day=company.today().isoformat())
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response
