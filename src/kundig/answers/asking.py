"""Asking: check the request, compile the measure, run it, estimate, answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kundig import glossary
from kundig.answers.answer import Answer
from kundig.answers.catalogue import measures
from kundig.answers.compiling import to_sql, unbound
from kundig.answers.period import parse_day, parse_period
from kundig.engines.files import Engine
from kundig.facts.frame import TIME
from kundig.facts.options import Unanswerable
from kundig.glossary.measure import Caveat, Measure, Request, Result
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig.store.restricted import Restricted

#: The question cannot be asked like this; `text(lang)` says why and what there is.
AskError = Unanswerable


def ask(
    measure: str,
    *,
    by: Sequence[str] | str = (),
    period: str | tuple[date, date] | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    as_of: date | str | None = None,
    home: str | Path | None = None,
    engine: str = "duckdb",
    lang: str | None = None,
    limit: int = 1000,
    **options: Any,
) -> Answer:
    """Ask the record store a question.

    Args:
        measure: key of a measure, as `kundig measures` lists them.
        by: dimensions to break the figure down by (`branch`, `month` …).
        period: `2026`, `2026-Q3`, `2026-10`, `2026-10-05`, `2025-11..2026-10`, or two dates.
        where: dimension -> value or values that facts must have.
        as_of: the day on which "today" stands; by default the day after the last fact.
        home: the company's folder; by default KUNDIG_HOME.
        engine: `duckdb` or `spark`.
        lang: `de` or `en`; by default the user's language.
        limit: most rows of a list of single customers.
        options: options of the measure.

    Raises:
        AskError: if the measure, a dimension, the period or an option is unknown; the message
            lists what there is.
    """
    known = measures()
    if measure not in known:
        raise unknown_measure(measure)
    start, end = parse_period(period)
    request = Request(
        by=(by,) if isinstance(by, str) else tuple(by),
        where={
            k: (v,) if isinstance(v, str) else tuple(str(x) for x in v)
            for k, v in (where or {}).items()
        },
        start=start,
        end=end,
        as_of=parse_day(as_of) if isinstance(as_of, str) else as_of,
        options=options,
        limit=limit,
    )
    found = Home.find(home)
    with open_engine(engine) as opened:
        return found.store.read(
            lambda snapshot: ask_measure(
                known[measure], request, snapshot=snapshot, engine=opened, home=found, lang=lang
            )
        )


def ask_measure(
    measure: Measure,
    request: Request,
    *,
    snapshot: Snapshot,
    engine: Engine,
    home: Home,
    lang: str | None = None,
) -> Answer:
    """Ask one measure of one snapshot; many questions may share snapshot and engine."""
    _check(measure, request)
    engine.attach({name: snapshot.tables[name] for name in measure.reads})
    if request.as_of is None and measure.clock is not None:
        request = replace(request, as_of=_today(measure, request, engine))
    expression = measure.query(unbound(measure.reads), request)
    sql = to_sql(expression, dialect=engine.dialect)
    rows = engine.run(sql).to_pylist()
    result = _allowed(measure.estimate(rows, request), request, snapshot.restricted)
    missing = _empty(measure, snapshot, home)
    if missing:
        # What was never imported has not been counted: 0 complaints would be false comfort.
        figures = {measure.key: None, "low": None, "high": None}
        caveats = () if snapshot.version == 0 else result.caveats
        rows = [{**r, **figures} for r in result.rows]
        result = replace(result, rows=rows, n=0, caveats=caveats)
    company = home.company()
    return Answer(
        measure=measure,
        request=request,
        rows=result.rows,
        n=result.n,
        caveats=(*missing, *result.caveats),
        version=snapshot.version,
        sql=sql,
        currency=result.currency or company.currency,
        lang=lang or company.language or glossary.language(),
        engine=engine.name,
        model=dict(result.model or {}),
    )


def _allowed(result: Result, request: Request, restricted: Restricted) -> Result:
    """The result without single figures of customers whose processing is restricted.

    Figures of all customers together tell nobody apart and stay as they are.
    """
    gone = restricted.hidden | restricted.unscored
    if gone & frozenset(request.where.get("customer", ())):
        return replace(result, rows=[], n=0)
    if not gone or "customer" not in request.by:
        return result
    return replace(result, rows=[r for r in result.rows if r["customer"] not in gone])


def unknown_measure(asked: str) -> AskError:
    """The refusal of a name that no measure bears, with those that it may have meant."""
    known = measures()
    names: dict[str, str] = {}
    for key, measure in known.items():
        names |= {
            w: key
            for lang in ("de", "en")
            for w in re.findall(r"\w+", measure.say("name", lang).lower())
        }
    names |= {key: key for key in known}
    near = dict.fromkeys(names[n] for n in get_close_matches(asked.lower(), names, n=3, cutoff=0.6))
    return AskError(
        "unknown_measure_near" if near else "unknown_measure",
        measure=asked, measures=", ".join(known), near=", ".join(near),
    )  # fmt: skip


def open_engine(name: str) -> Any:
    """The engine of this name, ready for a `with` block.

    Raises:
        AskError: if there is none, or what it needs is not installed (with the line to type).
    """
    if name == "duckdb":
        from kundig.engines.duckdb import DuckDBEngine

        return DuckDBEngine()
    if name == "spark":
        from kundig.engines.spark import SparkEngine, SparkMissingError

        try:
            return SparkEngine()
        except SparkMissingError as missing:
            raise AskError("spark_missing", reason=str(missing)) from None
    raise AskError("unknown_engine", engine=name)


def _check(measure: Measure, request: Request) -> None:
    allowed = (*measure.dimensions, *(TIME if measure.dimensions else ()))
    for name in (*request.by, *request.where):
        if name not in allowed:
            raise AskError(
                "unknown_dimension",
                measure=measure.key,
                dimension=name,
                dimensions=", ".join(allowed) or "–",
            )
    for name in request.options:
        if name not in measure.options:
            raise AskError(
                "unknown_option",
                measure=measure.key,
                option=name,
                options=", ".join(measure.options) or "–",
            )


def _today(measure: Measure, request: Request, engine: Engine) -> date | None:
    """The day after the period, else the day after the last fact."""
    if request.end is not None:
        return request.end + timedelta(days=1)
    assert measure.clock is not None  # noqa: S101 - the caller asked
    table, column = measure.clock
    rows = engine.run(f"SELECT max({column}) AS last FROM {table}").to_pylist()
    last: date | None = rows[0]["last"]
    return last + timedelta(days=1) if last else None


def _empty(measure: Measure, snapshot: Snapshot, home: Home) -> tuple[Caveat, ...]:
    if snapshot.version == 0:
        return (Caveat("store_empty", {"folder": str(home.folder)}),)
    main = measure.reads[0]
    if not any(main in entry.tables for entry in snapshot.imports):
        return (Caveat("table_empty", {"table": main}),)
    return ()


__all__ = ["AskError", "ask", "ask_measure", "open_engine", "unknown_measure"]
