"""Looking at customers on a day: what had happened until then, and choosing among them at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kundig.glossary.measure import Request

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Stands for "today" where there is no fact at all: every question about nothing has one answer.
NO_DAY = date(2000, 1, 1)


def today(request: Request) -> date:
    """The day on which "today" stands."""
    return request.as_of or NO_DAY


def until_today(frame: ir.Table, request: Request) -> ir.Table:
    """The facts before the day on which "today" stands."""
    return frame.filter(frame.day < today(request))


def among(request: Request, *names: str) -> tuple[Request, Request]:
    """Two requests: what restricts the facts, and what (`names`) chooses among the results."""
    first = {k: v for k, v in request.where.items() if k not in names}
    last = {k: v for k, v in request.where.items() if k in names}
    return replace(request, by=(), where=first), replace(request, by=(), where=last)
