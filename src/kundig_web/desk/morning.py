"""What the day begins with, kept between requests: one computation for each state of the data.

Asking everything takes seconds, showing it takes milliseconds. A kept morning is shown while a new
one is made, as long as no import of a file was added or withdrawn since: what people write here
changes the store once a minute and must not make every page wait.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

import kundig
from kundig.intake.own import is_own
from kundig.letter import morning as ground
from kundig.letter.asker import HOUR, Asker
from kundig.letter.morning import Morning
from kundig.store import Snapshot
from kundig_web import company, words
from kundig_web.desk.models import KeptMorning

#: Raised when what is kept changes its form.
FORM = 1
#: How many are held by a process, and how many by the database.
IN_MEMORY, LATEST_KEPT = 3, 24  # rows: days, months looked back at
MOST_ROWS = 32  # listings
#: The last mornings of this process, by state and day.
_MEMORY: OrderedDict[tuple[str, date], Morning] = OrderedDict()
#: Rows of listings that pages ask again and again, by state, day and question.
_ROWS: OrderedDict[tuple[str, date, object], list[Any]] = OrderedDict()
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """A morning and whether a newer state of the data is waiting to be looked at."""

    morning: Morning
    fresh: bool
    made_at: datetime | None = None


def kept(snapshot: Snapshot, today: date) -> Kept | None:
    """The morning of this day, if it has been made; it never computes."""
    state = state_of(snapshot)
    if (state, today) in _MEMORY:
        return Kept(_MEMORY[state, today], fresh=True)
    files = _files(snapshot)
    rows = KeptMorning.objects.filter(day=today).filter(Q(state=state) | Q(imports=files))
    rows = rows.order_by("-made_at").only("state", "day", "made_at")
    for row in sorted(rows[:4], key=lambda r: r.state != state):
        found = _loaded(row)
        if found is not None:
            return Kept(found, row.state == state, row.made_at)
    return None


def make(snapshot: Snapshot, today: date, now: datetime) -> Morning:
    """The morning of this day at this state of the data, computed unless it is kept already."""
    with _MAKING:
        known = kept(snapshot, today)
        if known is not None and known.fresh:
            return known.morning
        made = ground.gather(company.home(), snapshot, langs=words.LANGUAGES, today=_asked(today))
        values = {"imports": _files(snapshot), "made_at": now, "content": ground.dumps(made)}
        with transaction.atomic():
            KeptMorning.objects.update_or_create(
                state=state_of(snapshot), day=today, defaults=values
            )
            _tidy(snapshot)
        _remember(state_of(snapshot), today, made)
        return made


def remembered(
    snapshot: Snapshot, day: date, question: Hashable, ask: Callable[[], list[Any]]
) -> list[Any]:
    """The rows of a listing, asked once for each state of the data by each process."""
    name = (state_of(snapshot), day, question)
    found = _ROWS.get(name)
    if found is None:
        found = _ROWS[name] = ask()
        while len(_ROWS) > MOST_ROWS:
            _ROWS.popitem(last=False)
    return found


def forget() -> None:
    """Throw everything away that is kept: names and words of customers stand in it."""
    KeptMorning.objects.all().delete()
    _MEMORY.clear()
    _ROWS.clear()


def moment(morning: Morning, now: datetime) -> datetime:
    """The moment at which this morning is read: now, or nine o'clock of a day that is past."""
    zone = company.zone()
    if now.astimezone(zone).date() == morning.day:
        return now
    return datetime.combine(morning.day, time(HOUR), tzinfo=zone)


def asker(morning: Morning, snapshot: Snapshot, now: datetime) -> Asker:
    """Who makes words of the rows of a morning, in the language of this request."""
    return morning.asker(company.home(), snapshot, words.lang(), moment(morning, now))


def state_of(snapshot: Snapshot) -> str:
    """A digest of everything that a morning is made of."""
    own = [(i.id, sorted(i.tables)) for i in snapshot.imports]
    own.append(("restricted", [_restricted(snapshot)]))
    made_of = [FORM, kundig.__version__, str(company.home().folder), asdict(company.company()),
               snapshot.version, own, str(company.demo_day())]  # fmt: skip
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _files(snapshot: Snapshot) -> str:
    """Which files were imported, and into which company."""
    ids = " ".join(i.id for i in snapshot.imports if not is_own(i))
    closed = _restricted(snapshot)
    return f"{company.home().folder} {kundig.__version__} {FORM} {ids} {closed}".rstrip()


def _restricted(snapshot: Snapshot) -> str:
    """A digest of who may not be shown: a morning with a person's name ends with the restriction."""
    hidden, unscored = sorted(snapshot.restricted.hidden), sorted(snapshot.restricted.unscored)
    if not hidden and not unscored:
        return ""
    return hashlib.sha256(json.dumps([hidden, unscored]).encode()).hexdigest()[:16]


def _asked(today: date) -> date | None:
    """The day to ask for: None lets the letter decide whether the data end too long ago."""
    if today != company.today():
        return today
    return company.demo_day()


def _loaded(row: KeptMorning) -> Morning | None:
    if (row.state, row.day) in _MEMORY:
        return _MEMORY[row.state, row.day]
    try:
        found = ground.loads(row.content)
    except (KeyError, TypeError, ValueError):  # another release wrote it
        return None
    _remember(row.state, row.day, found)
    return found


def _remember(state: str, day: date, morning: Morning) -> None:
    _MEMORY[state, day] = morning
    while len(_MEMORY) > IN_MEMORY:
        _MEMORY.popitem(last=False)


def _tidy(snapshot: Snapshot) -> None:
    """Keep what belongs to the data in force, of the last days that were asked for."""
    KeptMorning.objects.exclude(imports=_files(snapshot)).delete()
    KeptMorning.objects.exclude(state=state_of(snapshot)).filter(
        made_at__lt=company.now() - timedelta(hours=1)
    ).delete()
    many = KeptMorning.objects.order_by("-made_at").values_list("pk", flat=True)[LATEST_KEPT:]
    KeptMorning.objects.filter(pk__in=list(many)).delete()
