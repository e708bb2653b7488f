"""What is past its period: counted first, deleted when somebody says so, reported in numbers alone.

The plan follows from the declarations: each period of each table (`Kept.keeps`) and place. Rows go
in batches; a hold protects them. What files brought lies in the record store and may be the only
copy of a company's history: the daily run counts it, and a person deletes it (`records=True`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.db.models import ProtectedError, RestrictedError

from kundig.store.expiring import Period, expire, past
from kundig_web import company
from kundig_web.registry.checks import kept_of, tables
from kundig_web.registry.declared import About, Keep, Kept
from kundig_web.registry.facts import FACTS
from kundig_web.registry.holds import Holds, holds
from kundig_web.registry.places import PLACES, Place

BATCH = 500
#: Called with rows that are gone, once that is certain: bytes that lay beside them.
Cleaner = Callable[[Sequence[Any]], None]
_CLEANERS: dict[str, Cleaner] = {}


def register_cleaner(table: str, cleaner: Cleaner) -> None:
    """Say what else belongs to a table's rows (`imports.Upload`: the file); called in `ready`."""
    _CLEANERS[table] = cleaner


@dataclass(frozen=True, slots=True)
class Line:
    """One period of one table or place: what is past it.

    Args:
        table: `contact.Promise`, `place:letters`, `store.orders`.
        before: what is older than this is past its period.
        due: so many rows or files are past it and may go.
        held: so many more are past it and held.
        deleted: so many went.
        obstacle: why nothing goes: "by_hand" (the record store), "append_only", "needed".
    """

    table: str
    before: str
    due: int
    held: int = 0
    deleted: int = 0
    obstacle: str = ""


def plan(now: datetime) -> list[Line]:
    """What is past its period at this moment; nothing is changed."""
    held = holds(_today(now))
    there = set(connection.introspection.table_names())
    lines = [
        _count(model, kept, keep, held, now)
        for model, kept, keep in _periods()
        if model._meta.db_table in there
    ]
    lines += [
        Line(f"place:{p.key}", before.isoformat(timespec="seconds"), *_split(files, p, held))
        for p, before, files in _files(now)
    ]
    return [*lines, *_facts(now, held)]


def run(now: datetime, *, records: bool = False) -> list[Line]:
    """Delete what is past its period; the plan with what went.

    Args:
        now: the moment.
        records: rows of the record store, too; not without a person who saw how many they are.
    """
    held = holds(_today(now))
    there = set(connection.introspection.table_names())
    lines = [
        _delete(model, _past(model, kept, keep, held, now), _count(model, kept, keep, held, now))
        for model, kept, keep in _periods()
        if model._meta.db_table in there
    ]
    for place, before, files in _files(now):
        due, kept_back = _split(files, place, held)
        gone = _unlink(files) if due else 0
        told = before.isoformat(timespec="seconds")
        lines.append(Line(f"place:{place.key}", told, due, kept_back, gone))
    return [*lines, *_facts(now, held, delete=records)]


def told(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines as data."""
    return [asdict(line) for line in lines]


def _periods() -> Iterator[tuple[type[models.Model], Kept, Keep]]:
    for model in sorted(tables(), key=lambda m: m._meta.label):
        kept = kept_of(model)
        if kept is not None and not model._meta.auto_created:
            for keep in kept.keeps:
                yield model, kept, keep


def _past(
    model: type[models.Model], kept: Kept, keep: Keep, held: Holds, now: datetime
) -> models.QuerySet[Any]:
    """The rows past their period that nobody holds."""
    rows = _all_past(model, keep, now)
    if held.whole(model._meta.label):
        return rows.none()
    if held.customers and kept.about in {About.CUSTOMER, About.BOTH}:
        if not kept.person:  # whose they are is not for a query to say: all of them wait
            return rows.none()
        return rows.exclude(**{f"{kept.person}__in": held.customers})
    return rows


def _all_past(model: type[models.Model], keep: Keep, now: datetime) -> models.QuerySet[Any]:
    manager = models.QuerySet(model)  # no manager that hides rows or refuses to delete them
    return manager.filter(**{f"{keep.after}__lt": _before(model, keep, now)}, **dict(keep.when))


def _before(model: type[models.Model], keep: Keep, now: datetime) -> date | datetime:
    here: Any = model
    *steps, name = keep.after.split("__")
    for step in steps:
        here = here._meta.get_field(step).related_model
    span = timedelta(days=keep.days or 0)
    if isinstance(here._meta.get_field(name), models.DateTimeField):
        return now - span
    return _today(now) - span


def _count(model: type[models.Model], kept: Kept, keep: Keep, held: Holds, now: datetime) -> Line:
    due = _past(model, kept, keep, held, now).count()
    both = _all_past(model, keep, now).count()
    obstacle = "append_only" if getattr(model, "append_only", False) else ""
    before = _before(model, keep, now)
    return Line(model._meta.label, before.isoformat()[:19], due, both - due, obstacle=obstacle)


def _delete(model: type[models.Model], rows: models.QuerySet[Any], line: Line) -> Line:
    """Delete in batches, each of a handful of queries however many rows it has."""
    if line.obstacle:
        return line
    gone, cleaner = 0, _CLEANERS.get(model._meta.label)
    while True:
        batch = list(rows.order_by("pk")[:BATCH])
        if not batch:
            return replace(line, deleted=gone)
        try:
            with transaction.atomic():
                keys = [row.pk for row in batch]
                models.QuerySet(model).filter(pk__in=keys).delete()
                if cleaner is not None:
                    transaction.on_commit(lambda c=cleaner, b=batch: c(b))
        except (ProtectedError, RestrictedError):
            return replace(line, deleted=gone, obstacle="needed")
        gone += len(batch)


def _files(now: datetime) -> Iterator[tuple[Place, datetime, list[Path]]]:
    """Places whose files have a period, with the files that are past it."""
    folder = company.home().folder
    for place in PLACES.values():
        if place.path and place.files and place.kept.keep.days is not None:
            before = now - timedelta(days=place.kept.keep.days)
            found = (folder / place.path).glob(place.files)
            yield place, before, [f for f in found if _older(f, before)]


def _older(path: Path, before: datetime) -> bool:
    try:
        return (
            not path.is_symlink() and path.is_file() and path.stat().st_mtime < before.timestamp()
        )
    except FileNotFoundError:
        return False


def _split(files: list[Path], place: Place, held: Holds) -> tuple[int, int]:
    """How many may go, how many are held: whose data stand in a file nobody asks, so all wait."""
    waits = held.whole(f"place:{place.key}") or bool(held.customers)
    return (0, len(files)) if waits else (len(files), 0)


def _unlink(files: list[Path]) -> int:
    gone = 0
    for path in files:
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        gone += 1
    return gone


def _facts(now: datetime, held: Holds, *, delete: bool = False) -> Iterator[Line]:
    """Rows of the record store that are past their period."""
    home = company.home()
    snapshot = home.store.snapshot()
    if snapshot.version == 0:
        return
    periods = [
        Period(name, keep.after, _today(now) - timedelta(days=keep.days or 0))
        for name, kept in FACTS.items()
        for keep in kept.keeps
        if snapshot.tables[name].files
    ]
    mine = [p for p in periods if not held.whole(f"store.{p.table}")]
    every = past(home, periods)
    keys = [(source, record) for source, _, record in (k.partition(":") for k in held.customers)]
    gone: dict[str, int] = {}
    if delete and any(every.values()):
        due = gone = expire(home, mine, held=keys)
    elif held.customers or mine != periods:
        due = past(home, mine, held=keys)
    else:
        due = every
    for period in periods:
        free = due.get(period.table, 0)
        yield Line(
            f"store.{period.table}", period.before.isoformat(), free,
            every[period.table] - free, gone.get(period.table, 0), "" if delete else "by_hand",
        )  # fmt: skip


def _today(now: datetime) -> date:
    return now.astimezone(company.zone()).date()
