"""Figures as sentences: with range and n, the decision, who acts on it, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from kundig.answers import measures
from kundig.glossary.measure import Unit
from kundig.letter.figures import FIGURES
from kundig.letter.model import Figure
from kundig_web import words
from kundig_web.access.models import Mode, User, site
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import access_of
from kundig_web.desk.models import Steward

#: A page bears no more figures than this.
MOST = 7
#: Measure -> where its next step is taken (name of the address, what is added) and what it says.
NEXT: Mapping[str, tuple[str, str, str]] = {
    "csat": ("satisfaction:surveys", "?kind=csat&mood=bad", "desk.next_unhappy"),
    "nps": ("satisfaction:surveys", "?kind=nps&mood=bad", "desk.next_critics"),
    "ces": ("satisfaction:surveys", "?kind=ces&mood=bad", "desk.next_effort"),
    "response_time": ("satisfaction:complaints", "", "desk.next_complaints"),
    "tgw": ("satisfaction:complaints", "", "desk.next_complaints"),
    "retention": ("customers:list", "", "desk.next_customers"),
    "repeat_rate": ("customers:list", "", "desk.next_customers"),
    "revenue_share": ("customers:list", "", "desk.next_customers"),
    "rfm": ("customers:list", "", "desk.next_customers"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """The range of a figure on its scale, for site/range.html."""

    view: str
    start: float
    end: float
    low: float
    high: float
    value: float
    before: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it."""

    measure: str
    name: str
    before: str  # the sentence up to the value
    value: str
    range: str
    after: str
    trend: str
    decides: str
    formula: str
    n: int
    owner: str = ""
    steward: int | None = None
    may_entrust: bool = False
    url: str = ""
    next_url: str = ""
    next_label: str = ""
    bar: Bar | None = None


def shown(
    figures: Iterable[Figure], keys: Iterable[str], viewer: User, *, here: str = ""
) -> list[Shown]:
    """These figures in this order, as many as a page bears.

    Args:
        figures: what is known.
        keys: measures in the order of the page.
        viewer: whoever looks.
        here: the address of the page; no next step leads to where somebody is.
    """
    known = {f.measure: f for f in figures}
    wanted = [known[k] for k in dict.fromkeys(keys) if k in known][:MOST]
    if not wanted:
        return []
    alone = site().mode == Mode.ALONE
    rows = Steward.objects.filter(measure__in=[f.measure for f in wanted])
    stewards = {} if alone else {s.measure: s for s in rows.select_related("department")}
    may = not alone and viewer.may(Permission.MANAGE_COMPANY)
    return [
        _shown(f, viewer, stewards.get(f.measure), alone=alone, may=may, here=here) for f in wanted
    ]


def open_to(viewer: User, name: str, **kwargs: str) -> str:
    """The address of a page, or nothing where there is none that the viewer may open."""
    try:
        url = reverse(name, kwargs=kwargs or None)
        access = access_of(resolve(url).func)
    except (NoReverseMatch, Resolver404):
        return ""
    allowed = access is not None and (
        access.permission is None or viewer.may(access.permission)
    )  # fmt: skip
    return url if allowed else ""


def _shown(
    figure: Figure, viewer: User, steward: Steward | None, *, alone: bool, may: bool, here: str
) -> Shown:
    measure, lang = measures()[figure.measure], words.lang()
    first, value, last = (
        figure.sentence.partition(figure.shown) if figure.shown else (figure.sentence, "", "")
    )  # fmt: skip
    number, bracket, rest = value.partition(" (")
    owner = words.say("desk.you") if alone else steward.department.name if steward else ""
    name, query, label = NEXT.get(figure.measure, ("", "", ""))
    next_url = open_to(viewer, name) if name else ""
    if next_url == here and not query:
        next_url = ""
    return Shown(
        measure=figure.measure,
        name=measure.say("name", lang),
        before=first,
        value=number,
        range=bracket.strip() + rest,
        after=last,
        trend=figure.trend,
        decides=figure.decides,
        formula=measure.say("formula", lang),
        n=figure.n,
        owner=owner,
        steward=steward.department_id if steward else None,
        may_entrust=may,
        url=open_to(viewer, "questions:page", measure=figure.measure),
        next_url=next_url + query if next_url else "",
        next_label=words.say(label) if next_url else "",
        bar=_bar(figure, measure.unit),
    )


def _bar(figure: Figure, unit: Unit) -> Bar | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    known = FIGURES.get(figure.measure)
    if known is None and unit is not Unit.PERCENT:
        return None
    start, end = known.scale if known is not None else (0, 100)
    view = f"{start} 0 {end - start} 1"
    return Bar(view, start, end, figure.low, figure.high, figure.value, figure.before)
