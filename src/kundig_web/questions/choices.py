"""The values of a measure's dimensions that occur, read from the data in one query."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from kundig.answers import AskError, measures
from kundig.answers.compiling import to_sql, unbound
from kundig.engines.files import sql_name, sql_text
from kundig.glossary.measure import Measure, Request
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web.questions import asking, cache
from kundig_web.questions.options import breakdowns, is_column

#: More values than this are no choice: they are typed.
MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A dimension with the values that occur; `many`: there are more, so they are typed."""

    dimension: str
    values: tuple[str, ...]
    many: bool


def choices(measure: Measure, *, snapshot: Snapshot, home: Home) -> tuple[Choice, ...]:
    """What the measure can be restricted to; customers are never offered."""
    name = f"choices {measure.key}"
    kept = cache.kept(
        cache.state_of(snapshot, home), name,
        lambda: json.dumps(_read(measure, snapshot, home)).encode(),
    )  # fmt: skip
    found: dict[str, list[str]] = json.loads(kept)
    return tuple(
        Choice(dimension, tuple(values[:MOST]), len(values) > MOST)
        for dimension, values in found.items()
    )


def _read(measure: Measure, snapshot: Snapshot, home: Home) -> dict[str, list[str]]:
    """Dimension -> values in alphabetical order, at most one more than MOST."""
    wanted = [d for d in measure.dimensions if d != "customer"]
    found: dict[str, list[str]] = {d: [] for d in wanted}
    if not any(snapshot.tables[name].files for name in measure.reads):
        return found
    try:
        as_of = asking.answer_at(snapshot, home, measure.key, {}, "en").request.as_of
    except AskError:
        as_of = None
    told_by: dict[str, tuple[Measure, list[str]]] = {}
    for dimension in wanted:
        teller = _teller(measure, dimension)
        if teller is not None:
            told_by.setdefault(teller.key, (teller, []))[1].append(dimension)
        elif dimension in breakdowns(measure):  # told apart only after the query
            rows = asking.answer_at(snapshot, home, measure.key, {"by": dimension}, "en").rows
            found[dimension] = [str(r[dimension]) for r in rows if r.get(dimension) is not None]
    if told_by:
        with asking.engine() as opened:
            for teller, dimensions in told_by.values():
                opened.attach({name: snapshot.tables[name] for name in teller.reads})
                for row in opened.run(_sql(teller, tuple(dimensions), as_of)).to_pylist():
                    found[row["dimension"]].append(row["value"])
    return {d: sorted(set(values))[: MOST + 1] for d, values in found.items()}


def _teller(measure: Measure, dimension: str) -> Measure | None:
    """Who can list the values: the measure, or another of the same tables.

    Some measures can be restricted by a dimension, but not broken down by it.
    """
    same = [m for m in measures().values() if m.reads == measure.reads]
    able = (m for m in (measure, *same) if dimension in m.dimensions and is_column(m, dimension))
    return next(able, None)


def _sql(measure: Measure, dimensions: tuple[str, ...], as_of: date | None) -> str:
    """The measure's own query by all dimensions at once, compiled once and read once per dimension."""
    told = measure.query(unbound(measure.reads), Request(by=dimensions, as_of=as_of))
    parts = [
        f"(SELECT {sql_text(d)} AS dimension, CAST({sql_name(d)} AS VARCHAR) AS value FROM told"
        f" WHERE {sql_name(d)} IS NOT NULL GROUP BY ALL ORDER BY value LIMIT {MOST + 1})"
        for d in dimensions
    ]
    query = to_sql(told.select(*dimensions), dialect="duckdb")
    return f"WITH told AS MATERIALIZED ({query}) {' UNION ALL '.join(parts)}"
