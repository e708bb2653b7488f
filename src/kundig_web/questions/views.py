"""Pages of questions: the catalogue, one page for every question, its files, and where we stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kundig.answers import ELEMENTS, AskError, measures
from kundig.charts import RendererMissing
from kundig.glossary.measure import Measure
from kundig.letter.figures import FIGURES
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web import company, words
from kundig_web.access import fresh
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.questions import asking, controls, data_end, downloads, position, reading
from kundig_web.questions import page as pages
from kundig_web.questions.options import breakdowns
from kundig_web.questions.reading import Asked
from kundig_web.questions.search import search
from kundig_web.registry.steps import run_only


@dataclass(frozen=True, slots=True)
class Named:
    """A measure in the words of the viewer."""

    key: str
    name: str
    question: str
    decides: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the seven: the measure as it stands, with its range on a scale."""

    named: Named
    current: asking.Current
    url: str
    scale: dict[str, float | str] | None

    @property
    def known_until(self) -> date | None:
        """The last day of which the answer knows."""
        return pages.known_until(self.current.answer)


@dataclass(frozen=True, slots=True)
class Group:
    """An element of the catalogue with its measures."""

    name: str
    empty: str
    found: list[Named]


@allow(Permission.SEE_FIGURES)
@run_only("figures.ask")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The catalogue by element; the seven figures that matter most, or what a search found."""
    lang, query = words.lang(), request.GET.get("q", "").strip()[:100]
    home = company.home()
    snapshot = home.store.snapshot()
    found = [_named(m, lang) for m in search(query)]
    groups = []
    for element in ELEMENTS:
        inside = [n for n in found if measures()[n.key].element == element]
        name = words.say(f"glossary:cli.element_{element}", lang)
        groups.append(Group(name, words.say(f"questions.element_empty_{element}", lang), inside))
    clock = data_end.clock(_today(), snapshot=snapshot, home=home)
    context = {
        "query": query,
        "data_end": clock.told,
        "found": found,
        "groups": groups,
        "figures": []
        if query or not snapshot.version
        else _figures(lang, clock.today, snapshot, home),
        "is_empty": snapshot.version == 0,
        "import_url": position.open_to(request.user, "imports:start"),
    }
    return render(request, "questions/index.html", context)


@allow(Permission.SEE_FIGURES)
@run_only("figures.ask")
@require_safe
def page(request: HttpRequest, measure: str) -> HttpResponse:
    """The answer to one question; what cannot be asked is refused with what there is."""
    one = _measure(measure)
    lang, may_customers = words.lang(), request.user.may(Permission.SEE_CUSTOMERS)
    home = company.home()
    snapshot = home.store.snapshot()
    asked, refusal, shown = Asked(), "", None
    try:
        asked = reading.read(request.GET)
        if not reading.is_canonical(request.GET):
            return HttpResponseRedirect(request.path + asked.query())
        _check_customers(asked, one, request)
        shown = pages.page(asked, one, snapshot=snapshot, home=home, lang=lang)
    except AskError as error:
        refusal = error.text(lang)
    clock = data_end.clock(_today(), snapshot=snapshot, home=home)
    offered = controls.controls(
        one, asked, today=clock.today, lang=lang, may_customers=may_customers,
        snapshot=snapshot, home=home,
    )  # fmt: skip
    context = {
        "measure": _named(one, lang),
        "element": words.say(f"glossary:cli.element_{one.element}", lang),
        "formula": one.say("formula", lang),
        "source": one.source,
        "asked": asked,
        "refusal": refusal,
        "page": shown,
        "chosen": pages.told_by(asked, lang) if shown else [],
        "controls": offered,
        "data_end": clock.told,
        "downloads": _links(one, asked) if shown else [],
        "command": asked.command(one.key),
        "import_url": position.open_to(request.user, "imports:start"),
        "is_empty": snapshot.version == 0,
    }
    return render(request, "questions/page.html", context, status=400 if refusal else 200)


@allow(Permission.SEE_FIGURES)
@run_only("figures.export")
@require_safe
def download(request: HttpRequest, measure: str, kind: str) -> HttpResponse:
    """The answer as a file."""
    one = _measure(measure)
    if kind not in downloads.TYPES:
        raise Http404
    lang = words.lang()
    try:
        asked = reading.read(request.GET)
        _check_customers(asked, one, request)
        if "customer" in (*asked.by, *asked.where) and not request.user.may(
            Permission.EXPORT_CUSTOMERS
        ):
            raise PermissionDenied
        question = fresh.ask(request) if "customer" in (*asked.by, *asked.where) else None
        if question is not None:
            return question
        answer = asking.answer(measure, asked.kwargs, lang)
        content = downloads.file_of(answer, kind)
    except AskError as error:
        return _refused(request, one, error.text(lang), 400)
    except RendererMissing as missing:
        return _refused(request, one, missing.text(lang), 503)
    response = HttpResponse(content, content_type=downloads.TYPES[kind])
    name = downloads.name_of_file(answer, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allow(Permission.SEE_FIGURES)
@run_only("figures.ask")
@require_safe
def where_we_stand(request: HttpRequest) -> HttpResponse:
    """The honest picture of the five elements."""
    home = company.home()
    snapshot = home.store.snapshot()
    told = position.position(
        request.user, today=_today(), lang=words.lang(), snapshot=snapshot, home=home
    )
    context = {
        "data_end": data_end.clock(_today(), snapshot=snapshot, home=home).told,
        "elements": told,
        "known": sum(bool(e.known) for e in told),
        "rings": [{"x": 45 + 70 * i, "known": bool(e.known)} for i, e in enumerate(told)],
    }
    return render(request, "questions/position.html", context)


def _today() -> date:
    """The company's day; in a demo company the day on which its data end."""
    return company.demo_day() or company.today()


def _measure(key: str) -> Measure:
    try:
        return measures()[key]
    except KeyError:
        raise Http404 from None


def _check_customers(asked: Asked, measure: Measure, request: HttpRequest) -> None:
    """Who may not see customers is told of the dimensions without them."""
    if "customer" in (*asked.by, *asked.where) and not request.user.may(Permission.SEE_CUSTOMERS):
        others = [d for d in breakdowns(measure) if d != "customer"]
        raise AskError(
            "unknown_dimension", measure=measure.key, dimension="customer",
            dimensions=", ".join(others) or "–",
        )  # fmt: skip


def _named(measure: Measure, lang: str) -> Named:
    return Named(
        measure.key, measure.say("name", lang), measure.say("question", lang),
        measure.say("decides", lang), reverse("questions:page", args=[measure.key]),
    )  # fmt: skip


def _figures(lang: str, today: date, snapshot: Snapshot, home: Home) -> list[Figure]:
    told = []
    for key in asking.LEADING:
        if key not in measures():
            continue
        now = asking.current(key, today=today, lang=lang, snapshot=snapshot, home=home)
        named = _named(measures()[key], lang)
        url = named.url + (f"?period={now.period}" if now.period else "")
        told.append(Figure(named, now, url, _scale(key, now)))
    return told


def _scale(key: str, now: asking.Current) -> dict[str, float | str] | None:
    row = now.answer.rows[0] if now.answer.rows else {}
    if row.get(key) is None or row.get("low") is None:
        return None
    first, last = FIGURES[key].scale
    return {
        "view": f"{first} 0 {last - first} 1", "start": first, "end": last,
        "low": float(row["low"]), "high": float(row["high"]), "value": float(row[key]),
    }  # fmt: skip


def _links(measure: Measure, asked: Asked) -> list[dict[str, str]]:
    return [
        {
            "label": words.say(f"questions.download_{kind}"),
            "url": reverse("questions:download", args=[measure.key, kind]) + asked.query(),
        }
        for kind in downloads.TYPES
    ]


def _refused(request: HttpRequest, measure: Measure, why: str, status: int) -> HttpResponse:
    context = {"measure": _named(measure, words.lang()), "refusal": why}
    return render(request, "questions/refused.html", context, status=status)
