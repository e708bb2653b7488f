"""An answer as bytes and back: values keep their type, sentences are looked up when it is read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kundig.answers import Answer
from kundig.glossary.measure import Caveat, Measure, Request

FIELDS = ("rows", "n", "version", "sql", "currency", "engine", "model")


def pack(answer: Answer) -> bytes:
    """The answer without its measure and language."""
    plain = {name: getattr(answer, name) for name in FIELDS}
    plain["as_of"] = answer.request.as_of
    plain["caveats"] = [[c.key, dict(c.values)] for c in answer.caveats]
    return json.dumps(_out(plain), ensure_ascii=False, separators=(",", ":")).encode()


def unpack(packed: bytes, measure: Measure, request: Request, lang: str) -> Answer:
    """The answer to a question that was asked before."""
    plain = _in(json.loads(packed))
    as_of, caveats = plain.pop("as_of"), plain.pop("caveats")
    return Answer(
        measure=measure,
        request=replace(request, as_of=as_of),
        caveats=tuple(Caveat(key, values) for key, values in caveats),
        lang=lang,
        **plain,
    )


def _out(value: Any) -> Any:
    """JSON knows neither money nor days: they travel in a box with the name of their type."""
    if isinstance(value, dict):
        return {str(k): _out(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_out(v) for v in value]
    if isinstance(value, datetime):
        return {"@": "datetime", "v": value.isoformat()}
    if isinstance(value, date):
        return {"@": "date", "v": value.isoformat()}
    if isinstance(value, Decimal):
        return {"@": "decimal", "v": str(value)}
    if hasattr(value, "item"):  # a NumPy scalar
        return value.item()
    return value


_READ = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "decimal": Decimal}


def _in(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"@", "v"}:
            return _READ[value["@"]](value["v"])
        return {k: _in(v) for k, v in value.items()}
    return [_in(v) for v in value] if isinstance(value, list) else value
