"""Where do we stand? What is known of the five elements, what is missing, and the next step.

Measures and listings tell what the record store knows. What is not in it is told by the apps above,
which register a source in their `AppConfig.ready`:

    position.register("employees", known)  # known(user, today, lang) -> Iterable[Known]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import NoReverseMatch, resolve, reverse

from kundig.answers import ELEMENTS, measures
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig.tables import TABLES
from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permit import access_of
from kundig_web.questions import asking, data_end, recorded

#: At most seven figures stand on a page: four measures, and what `recorded` counts.
FIGURES = {"needs": ("repeat_rate",), "satisfaction": ("csat", "retention", "nps")}
MOST = 7
#: Older than this, the data say little about today.
STALE_DAYS = 45
#: What each element lives on.
TABLES_OF = {
    "contact": ("promises", "contacts"),
    "employees": (),
    "needs": ("orders", "customer_records"),
    "structure": ("decisions",),
    "satisfaction": ("survey_answers", "complaints"),
}
#: Where the next step of an element is taken; the first address that one may open.
STEPS = {
    "contact": ("contact:promises",),
    "employees": ("employees:obstacles", "needs:hint_new"),
    "needs": ("needs:talks",),
    "structure": ("structure:quick_tests",),
    "satisfaction": ("satisfaction:complaints", "questions:index"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known of an element: a sentence, and the page behind it."""

    sentence: str
    url: str = ""
    figures: int = 0  # how many figures the sentence holds


Source = Callable[[User, date, str], Iterable[Known]]
SOURCES: list[tuple[str, Source]] = []


def register(element: str, source: Source) -> None:
    """Tell what an app knows of an element."""
    if element not in ELEMENTS:
        raise ValueError(f"there is no element {element}")
    SOURCES.append((element, source))


@dataclass(slots=True)
class Element:
    """One of the five, as it stands."""

    key: str
    name: str
    meaning: str
    known: list[Known] = field(default_factory=list)
    until: date | None = None  # last day of which its figures know
    imported_at: datetime | None = None
    stale: bool = False
    missing: list[str] = field(default_factory=list)
    step: str = ""
    step_url: str = ""


def position(
    user: User, *, today: date, lang: str, snapshot: Snapshot, home: Home
) -> list[Element]:
    """The five elements in the order in which they interlock."""
    told = {}
    left = MOST
    for key in ELEMENTS:
        one = Element(
            key, words.say(f"glossary:cli.element_{key}", lang), _say(f"means_{key}", lang)
        )
        one.known += _measured(one, today=today, lang=lang, snapshot=snapshot, home=home)
        counted = recorded.told(key, today=today, lang=lang, snapshot=snapshot, home=home)
        if counted is not None:
            one.known.append(Known(counted.sentence, figures=counted.figures))
        left -= sum(k.figures for k in one.known)
        one.imported_at = max(
            (
                datetime.fromisoformat(i.imported_at)
                for i in snapshot.imports
                if set(i.tables) & set(TABLES_OF[key])
            ),
            default=None,
        )
        one.missing = [
            _say("table_missing", lang, table=getattr(TABLES[t], lang))
            for t in TABLES_OF[key]
            if not snapshot.tables[t].files
        ]
        told[key] = one
    for key, source in SOURCES:
        for known in source(user, today, lang):
            if known.figures <= left:
                left -= known.figures
                told[key].known.append(known)
    if not told["employees"].known:
        told["employees"].missing.append(_say("missing_conditions", lang))
    for one in told.values():
        one.step, one.step_url = _step(one, user, lang)
    return list(told.values())


def _measured(
    one: Element, *, today: date, lang: str, snapshot: Snapshot, home: Home
) -> Iterable[Known]:
    counted_from = data_end.clock(today, snapshot=snapshot, home=home).today
    for key in FIGURES.get(one.key, ()):
        measure = measures().get(key)
        if measure is None or not snapshot.tables[measure.reads[0]].files:
            continue
        now = asking.current(key, today=counted_from, lang=lang, snapshot=snapshot, home=home)
        last = asking.answer_at(snapshot, home, key, {}, lang).request.as_of
        if last is not None:
            until = date.fromordinal(last.toordinal() - 1)
            one.until = max(one.until or until, until)
            one.stale = (today - one.until).days > STALE_DAYS
        url = reverse("questions:page", args=[key])
        yield Known(now.sentence, url + (f"?period={now.period}" if now.period else ""), 1)


def _step(one: Element, user: User, lang: str) -> tuple[str, str]:
    """Bring the data that are missing or old; else act on what is known."""
    needed = TABLES_OF[one.key]
    data = bool(needed and one.missing and not one.known) or one.stale
    if data and (url := open_to(user, "imports:start")):
        return _say("step_stale" if one.stale else "step_missing", lang), url
    urls = (open_to(user, name) for name in STEPS[one.key])
    return _say(f"step_{one.key}", lang), next((u for u in urls if u), "")


def open_to(user: User, name: str) -> str:
    """The address of this name if there is one that the user may open, else nothing."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    access = access_of(resolve(url).func)
    may = access is not None and (access.permission is None or user.may(access.permission))
    return url if may else ""


def _say(key: str, lang: str, **values: object) -> str:
    return words.say(f"questions.{key}", lang, **values)
