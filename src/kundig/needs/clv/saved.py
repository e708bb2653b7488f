"""A fitted model as JSON: below 4 KiB, without customer data, refused if it is of another format."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kundig.needs.clv.verdicts import Problem, Warn

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def as_json(model: DataclassInstance, *, form: str) -> str:
    """The fields of a fitted model under the name of its format."""
    return json.dumps({"format": form, **asdict(model)}, separators=(",", ":"))


def fields_of(text: str, *, form: str) -> dict[str, Any]:
    """The fields that `as_json` wrote, as the model's constructor takes them.

    Raises:
        ValueError: if the text is no model of this format.
    """
    data: dict[str, Any] = json.loads(text)
    if data.pop("format", None) != form:
        raise ValueError(f"not a model of the format {form}")
    data["problems"] = tuple(Problem(p) for p in data["problems"])
    data["warnings"] = tuple(Warn(w) for w in data["warnings"])
    data["standard_errors"] = tuple(data["standard_errors"])
    data["covariance"] = tuple(tuple(row) for row in data["covariance"])
    return data
