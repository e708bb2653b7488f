"""From a form of answers and corrections to `Choices`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from kundig.intake.choices import Choices
from kundig.tables import TABLES
from kundig_web.imports import shown
from kundig_web.imports.errors import Refused
from kundig_web.imports.models import Upload
from kundig_web.imports.shown import SCALES

_DATES = {"iso", "dmy", "mdy"}
_DECIMALS = {"comma", "point"}


def choices_of(data: QueryDict, upload: Upload) -> Choices:
    """What was chosen so far with what this form says.

    Raises:
        Refused: `moved_on` if the form belongs to an older look; `unanswered` if it says nothing.
    """
    if data.get("revision") != str(upload.revision):
        raise Refused("moved_on")
    before = Choices.of(upload.choices)
    choices = _with_table(before, data.get("table", ""), upload)
    choices = _with_whole_file(choices, data)
    for number, question in enumerate(upload.look.get("questions", [])):
        if f"q{number}" in data:
            choices = _with_answer(choices, question, data[f"q{number}"])
    for number, column in enumerate(upload.look.get("columns", [])):
        chosen = data.get(f"c{number}")
        if chosen is not None and chosen != column["field"]:
            choices = replace(choices, columns={**choices.columns, column["name"]: chosen})
    if choices == before and not upload.problem:
        raise Refused("unanswered")
    return choices


def _with_table(choices: Choices, table: str, upload: Upload) -> Choices:
    if table not in TABLES or table == upload.look.get("table"):
        return choices
    # Fields of one table mean nothing in another.
    return replace(choices, table=table, columns={}, sure={}, scales={}, without=())


def _with_whole_file(choices: Choices, data: QueryDict) -> Choices:
    said: dict[str, Any] = {}
    for name, allowed in (("dates", _DATES), ("decimal", _DECIMALS)):
        if name in data:
            said[name] = data[name] if data[name] in allowed else None
    for name in ("encoding", "sheet", "zone", "source"):
        if name in data:
            said[name] = data[name].strip()[:80] or None
    if data.get("currency") in shown.currencies():
        said["currency"] = data["currency"]
    if "delimiter" in data:
        said["delimiter"] = {"tab": "\t"}.get(data["delimiter"], data["delimiter"])[:1] or None
    return replace(choices, **said)


def _with_answer(choices: Choices, question: dict[str, Any], answer: str) -> Choices:
    key, field = question["key"], question.get("field") or ""
    if key in {"ask_table", "ask_repeated", "ask_day_totals"}:
        if answer in TABLES:
            return replace(choices, table=answer)
        return choices
    if key == "ask_dates":
        return replace(choices, dates=answer) if answer in _DATES else choices
    if key == "ask_decimal":
        return replace(choices, decimal=answer) if answer in _DECIMALS else choices
    if key == "ask_sure":
        return replace(choices, sure={**choices.sure, field: answer == "yes"})
    if key == "ask_scale":
        known = answer in SCALES
        return replace(choices, scales={**choices.scales, field: answer}) if known else choices
    if answer == "":
        return replace(choices, without=tuple(dict.fromkeys((*choices.without, field))))
    if answer in question["choices"]:
        return replace(choices, columns={**choices.columns, answer: field})
    return choices
