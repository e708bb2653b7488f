"""Building and compiling questions takes most of a letter's time; here each is compiled once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from kundig.answers import asking, measures
from kundig.glossary.measure import Measure, Request
from kundig.letter import asker


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    compile_: Any = asking.to_sql
    expressions: dict[str, Any] = {}
    known: dict[Any, str] = {}

    def remembering(measure: Measure) -> Measure:
        def query(tables: Any, request: Request) -> Any:
            key = f"{measure.key} {request}"
            if key not in expressions:
                expressions[key] = measure.query(tables, request)
            return expressions[key]

        return dataclasses.replace(measure, query=query)

    def to_sql(expression: Any, *, dialect: str) -> str:
        key = (id(expression), dialect)  # `expressions` keeps them alive
        if key not in known:
            known[key] = compile_(expression, dialect=dialect)
        return known[key]

    remembered = {key: remembering(measure) for key, measure in measures().items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "to_sql", to_sql)
        patch.setattr(asker, "measures", lambda: remembered)
        yield
