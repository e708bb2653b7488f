"""Compiling a question takes most of a letter's time; here the same question is compiled once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kundig.answers import asking


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    compile_, known = asking.to_sql, {}

    def to_sql(expression: Any, *, dialect: str) -> str:
        key = (expression.op(), dialect)
        if key not in known:
            known[key] = compile_(expression, dialect=dialect)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "to_sql", to_sql)
        yield
