"""What waits for a viewer: entries of all sources with where they stand, the most pressing first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from kundig_web import company, words
from kundig_web.access.models import Department, Mode, User, site
from kundig_web.access.permissions import Permission, Role
from kundig_web.desk.entries import FINDERS, SOURCES, Entry
from kundig_web.desk.models import EntryLine, EntryState, SetAside

State = EntryState.State
#: What is over comes first, then what runs out within this time.
SOON = timedelta(days=2)
Name = tuple[str, str]  # kind and ref of an entry


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to an entry, in words."""

    at: datetime
    told: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry and where it stands for one viewer."""

    entry: Entry
    state: str = State.OPEN
    #: Somebody looks after it; pages say which department, the name is asked for (`desk:who`).
    holder: int | None = None
    holder_department: str = ""
    seen: str = ""  # which state the viewer sees: it changes with every act, and tells no person
    mine: bool = False  # the viewer looks after it
    department: str = ""  # whose it is, where there are several
    reason: str = ""  # why it was passed on or declined
    due: str = ""  # `noch 5 Stunden`, `seit gestern überfällig`
    late: bool = False
    may_answer: bool = False
    lines: tuple[Line, ...] = ()  # what happened to it, the oldest first
    aside: bool = False  # the viewer alone declined it

    @property
    def name(self) -> Name:
        """What identifies it."""
        return self.entry.kind, self.entry.ref

    @property
    def place(self) -> str:
        """Its id on the page."""
        return "e-" + hashlib.sha256("/".join(self.name).encode()).hexdigest()[:12]

    @property
    def quoted(self) -> str:
        """The customer's words in the quotation marks of the language."""
        said = self.entry.words.strip('„“”"»« ')
        return words.say("desk.quoted", words=said) if said else ""

    @property
    def closed(self) -> bool:
        """Declined for everybody, or done."""
        return self.state in {State.DECLINED, State.DONE}


def gather(
    viewer: User,
    *,
    today: date,
    now: datetime,
    kinds: Iterable[str] | None = None,
    with_closed: bool = False,
) -> list[Waiting]:
    """Entries that wait for the viewer: his own, his department's, nobody's.

    Args:
        viewer: whoever looks.
        today: the company's day.
        now: the moment.
        kinds: only entries of these kinds.
        with_closed: also what is declined or done, for a page that shows where things stand.
    """
    wanted = None if kinds is None else frozenset(kinds)
    entries = _entries(viewer, today, wanted)
    return standing(viewer, entries, now=now, with_closed=with_closed)


def standing(
    viewer: User, entries: Iterable[Entry], *, now: datetime, with_closed: bool = False
) -> list[Waiting]:
    """Where these entries stand for the viewer, the most pressing first."""
    entries = list(entries)
    if not entries:
        return []
    refs, kinds = {e.ref for e in entries}, {e.kind for e in entries}
    rows = EntryState.objects.filter(kind__in=kinds, ref__in=refs)
    states = {(s.kind, s.ref): s for s in rows.select_related("user", "department")}
    aside = set(SetAside.objects.filter(user=viewer, kind__in=kinds).values_list("kind", "ref"))
    several = site().mode == Mode.DEPARTMENTS
    names = dict(Department.objects.values_list("pk", "name")) if several else {}
    happened = _lines(kinds, refs) if states else {}
    found = []
    for entry in entries:
        name = entry.kind, entry.ref
        state = states.get(name)
        closed = state is not None and state.state in {State.DECLINED, State.DONE}
        if (closed or name in aside) and not with_closed:
            continue
        if several and not _concerns(viewer, entry, state):
            continue
        told = tuple(happened.get(name, ()))
        one = _standing(viewer, entry, state, names, told, now)
        found.append(replace(one, aside=True) if name in aside else one)
    return sorted(found, key=lambda w: _pressing(w, now))


def find(viewer: User, kind: str, ref: str, *, today: date, now: datetime) -> Waiting | None:
    """The one entry, closed or not; None if there is none that the viewer may see."""
    entry = None
    if kind in FINDERS:
        permission, finder = FINDERS[kind]
        entry = finder(viewer, today, ref) if viewer.may(permission) else None
    else:
        named = _entries(viewer, today, frozenset({kind}), first=kind)
        entry = next((e for e in named if e.ref == ref), None)
    found = standing(viewer, [entry] if entry else [], now=now, with_closed=True)
    return found[0] if found else None


def due_words(due: date | datetime | None, now: datetime) -> tuple[str, bool]:
    """How long there is, or for how long it is over; and whether it is over."""
    if due is None:
        return "", False
    zone = company.zone()
    if isinstance(due, datetime):
        seconds = (due - now).total_seconds()
        if 0 < seconds < 3600:
            return words.say_n("desk.minutes_left", max(1, round(seconds / 60))), False
        if 0 < seconds < 24 * 3600:
            return words.say_n("desk.hours_left", int(seconds // 3600)), False
        if -24 * 3600 < seconds <= 0:
            return words.say_n("desk.hours_over", max(1, int(-seconds // 3600))), True
        due = due.astimezone(zone).date()
    days = (due - now.astimezone(zone).date()).days
    if days < 0:
        return words.say_n("desk.days_over", -days), True
    if days == 0:
        return words.say("desk.due_today"), False
    if days == 1:
        return words.say("desk.due_tomorrow"), False
    return words.say_n("desk.due_in", days), False


def _entries(
    viewer: User, today: date, kinds: frozenset[str] | None, first: str = ""
) -> Iterator[Entry]:
    """What the sources name, each thing once; the source named `first` is asked first."""
    seen: set[Name] = set()
    for _, permission, source in sorted(SOURCES, key=lambda s: s[0] != first):
        if permission is not None and not viewer.may(permission):
            continue
        for entry in source(viewer, today):
            name = entry.kind, entry.ref
            if name not in seen and (kinds is None or entry.kind in kinds):
                seen.add(name)
                yield entry


def _concerns(viewer: User, entry: Entry, state: EntryState | None) -> bool:
    """Mine, my department's, nobody's; the owner sees all."""
    owner = _department(entry, state)
    if owner is None or owner == viewer.department_id:
        return True
    if state is not None and state.user_id == viewer.pk:
        return True
    return Role.OWNER in viewer.roles


def _department(entry: Entry, state: EntryState | None) -> int | None:
    """Whose it is: the department that it was passed on to, else the one it came to."""
    if state is not None and state.department_id is not None:
        return state.department_id
    return entry.department


def _lines(kinds: set[str], refs: set[str]) -> dict[Name, list[Line]]:
    """What happened to these entries; departments, never people."""
    found: dict[Name, list[Line]] = {}
    rows = EntryLine.objects.filter(kind__in=kinds, ref__in=refs)
    for line in rows.select_related("department", "to"):
        told = words.say(
            f"desk.line_{line.verb}{'_by' if line.department else ''}",
            department=line.department.name if line.department else "",
            to=line.to.name if line.to else "",
        )
        found.setdefault((line.kind, line.ref), []).append(Line(line.at, told, line.reason))
    return found


def _standing(
    viewer: User, entry: Entry, state: EntryState | None, names: dict[int, str],
    told: tuple[Line, ...], now: datetime,
) -> Waiting:  # fmt: skip
    holder = state.user if state is not None and state.state == State.TAKEN else None
    elsewhere = holder is not None and holder.pk != viewer.pk
    due, late = due_words(entry.due_at, entry.moment or now)
    owner = _department(entry, state)
    return Waiting(
        entry=entry,
        state=state.state if state is not None else State.OPEN,
        holder=holder.pk if holder is not None else None,
        holder_department=names.get(holder.department_id or 0, "") if elsewhere else "",
        seen=version(state),
        mine=holder is not None and holder.pk == viewer.pk,
        department=names.get(owner, "") if owner is not None else "",
        reason=state.reason if state is not None else "",
        due=due,
        late=late,
        may_answer=viewer.may(Permission.ANSWER_WORK),
        lines=told,
    )


def version(state: EntryState | None) -> str:
    """Which state of an entry this is. It says nothing about who acted."""
    return "" if state is None else f"{state.changed_at.timestamp():.6f}"


def _pressing(waiting: Waiting, now: datetime) -> tuple[bool, int, float, str]:
    """What is over (the latest first), what is urgent or runs out within two days, the rest.

    What a colleague looks after comes last.
    """
    elsewhere = waiting.holder is not None and not waiting.mine
    entry, group, seconds = waiting.entry, 4, 0.0
    if entry.due_at is not None:
        due = entry.due_at
        if not isinstance(due, datetime):
            due = datetime.combine(due, time(23, 59), tzinfo=company.zone())
        seconds = (due - (entry.moment or now)).total_seconds()
        group = 0 if seconds < 0 else 1 if seconds < SOON.total_seconds() else 3
    if entry.urgent:
        group = min(group, 1)
    return elsewhere, group, abs(seconds), entry.ref
