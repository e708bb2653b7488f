"""Figures: the catalogue, and each question with its answer, equal to Python's `ask`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from kundig.answers import AskError, measures
from kundig.glossary.measure import Measure
from kundig_web import words
from kundig_web.access.door import Caller
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.questions import asking
from kundig_web.registry.steps import basis_of
from kundig_web.site.api.problems import ProblemError, declared

router = Router(tags=["measures"])
MOST = 10_000


class MeasureInWords(Schema):
    """One question of the catalogue."""

    key: str
    element: str
    name: str
    question: str
    formula: str
    decides: str = Field(description="Which decision the figure informs.")
    caveat: str
    unit: str
    dimensions: list[str] = Field(description="What `by` and `where` may name.")
    options: list[str]


class Catalogue(Schema):
    """Everything that can be asked."""

    items: list[MeasureInWords]


class AnswerOut(Schema):
    """An answer: rows with n and range. A null figure means: cannot tell."""

    measure: str
    question: str
    rows: list[dict[str, Any]]
    n: int
    caveats: list[str]
    version: int
    sql: str
    unit: str
    decides: str
    as_of: str | None
    engine: str
    currency: str | None = None
    model: dict[str, Any] | None = None


class Asked(Schema):
    """How to ask."""

    by: list[str] = Field([], description="Dimensions to break the figure down by.")
    period: str | None = Field(
        None, max_length=60, description="`2026`, `2026-Q3`, `2026-10`, `2025-11..2026-10` …"
    )
    where: list[str] = Field(
        [], description="`dimension=value`; the same dimension again adds a value."
    )
    option: list[str] = Field([], description="`name=value`, options of the measure.")
    as_of: str | None = Field(None, max_length=20, description="The day on which today stands.")
    limit: int = Field(1000, ge=1, le=MOST, description="Most rows of a list of customers.")


@router.get("", response={200: Catalogue, **declared()}, operation_id="measures")
@allow(Permission.SEE_FIGURES)
def catalogue(request: HttpRequest) -> dict[str, Any]:
    """Everything that can be asked."""
    return {"items": [_in_words(m) for m in measures().values()]}


@router.get("/{slug:key}", response={200: MeasureInWords, **declared(404)}, operation_id="measure")
@allow(Permission.SEE_FIGURES)
def measure(request: HttpRequest, key: str) -> dict[str, Any]:
    """One question, its formula and its decision."""
    return _in_words(_found(key))


@router.get(
    "/{slug:key}/answer",
    response={200: AnswerOut, **declared(404, 422)},
    operation_id="answer",
    exclude_unset=True,
)
@allow(Permission.SEE_FIGURES)
def answer(request: HttpRequest, key: str, asked: Query[Asked]) -> dict[str, Any]:
    """Ask a question. Naming single customers (`by=customer`) needs leave to read customers."""
    basis_of("figures.ask")
    _found(key)
    given: dict[str, Any] = {
        "by": asked.by,
        "period": asked.period or None,
        "where": _pairs(asked.where, "where"),
        "options": {k: v[0] for k, v in _pairs(asked.option, "option").items()},
        "as_of": asked.as_of or None,
        "limit": asked.limit,
    }
    try:
        wanted = asking.request_of(**given)
        caller: Caller = request.auth  # type: ignore[attr-defined]
        if asking.names_customers(wanted) and not caller.may(Permission.SEE_CUSTOMERS):
            raise ProblemError(403)
        return asking.answer(key, given).to_dict()
    except AskError as error:
        raise ProblemError(422, "asked", detail=error.text(words.lang())) from None


def _found(key: str) -> Measure:
    found = measures().get(key)
    if found is None:
        raise ProblemError(404)
    return found


def _in_words(one: Measure) -> dict[str, Any]:
    lang = words.lang()
    said = {w: one.say(w, lang) for w in ("name", "question", "formula", "decides", "caveat")}
    return said | {
        "key": one.key, "element": one.element, "unit": one.unit.value,
        "dimensions": list(one.dimensions), "options": list(one.options),
    }  # fmt: skip


def _pairs(given: list[str], name: str) -> dict[str, list[str]]:
    """`branch=Süd`, `branch=Nord` as {"branch": ["Süd", "Nord"]}."""
    found: dict[str, list[str]] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise ProblemError(422, errors=[(f"?{name}", words.say("site.api_field_pair"))])
        found.setdefault(key, []).append(value)
    return found
