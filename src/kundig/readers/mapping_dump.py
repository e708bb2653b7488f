"""Writes a mapping as commented TOML, so that a person can read, correct and reuse it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from kundig.readers.mapping import ColumnSpec, Mapping, Question

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DELIMITER_NAMES = {"\t": "tab", " ": "blanks"}


def dump(mapping: Mapping) -> str:
    """The mapping as TOML text that `load_mapping` reads back to an equal mapping."""
    lines = [
        "# How this kind of file fills the tables. Lines after # are remarks.",
        f"name = {_text(mapping.name)}",
        f"table = {_text(mapping.table)}  # what one row of the file is",
        f"source = {_text(mapping.source)}  # the system that the rows come from",
    ]
    if mapping.family:
        lines.append(f"family = {_text(mapping.family)}  # files that belong together")
    if mapping.passes_over:
        lines.append("passes_over = true  # known, but fills no table")
    if mapping.note:
        lines.append(f"note = {_text(mapping.note)}")
    lines += _file(mapping)
    lines += _recognise(mapping)
    if mapping.columns:
        lines += ["", "[columns]  # field = column of the file"]
        lines += [f"{_key(k)} = {_spec(v)}" for k, v in mapping.columns.items()]
    if mapping.constants:
        lines += ["", "[constants]  # the same for every row"]
        lines += [f"{_key(k)} = {_text(v)}" for k, v in mapping.constants.items()]
    for field, codes in mapping.codes.items():
        lines += ["", f"[codes.{_key(field)}]  # as written in the file = as kept in the table"]
        lines += [f"{_key(raw)} = {_text(code)}" for raw, code in codes.items()]
    lines += _rules(mapping)
    for column, question in mapping.questions.items():
        lines += ["", f"[questions.{_key(column)}]", *_question(question)]
    return "\n".join(lines) + "\n"


def _file(mapping: Mapping) -> list[str]:
    spec = mapping.file
    delimiter = spec.delimiter and _DELIMITER_NAMES.get(spec.delimiter, spec.delimiter)
    pairs: list[tuple[str, str | None]] = [
        ("zone", spec.zone and f"{_text(spec.zone)}  # local time of the file"),
        ("encoding", spec.encoding and _text(spec.encoding)),
        ("delimiter", delimiter and _text(delimiter)),
        ("header", None if spec.header is None else str(spec.header).lower()),
        ("columns", None if spec.columns is None else _list(spec.columns)),
        ("decimal", spec.decimal and f'{_text(spec.decimal)}  # "point" or "comma"'),
        ("dates", spec.dates and f'{_text(spec.dates)}  # "iso", "dmy" or "mdy"'),
        ("sheet", spec.sheet and _text(spec.sheet)),
        ("quote", None if spec.quote is None else _text(spec.quote)),
        ("skip", None if spec.skip is None else f"{spec.skip}  # lines above the header"),
    ]
    lines = [f"{name} = {value}" for name, value in pairs if value is not None]
    return ["", "[file]  # left out = found out from the file", *lines] if lines else []


def _recognise(mapping: Mapping) -> list[str]:
    lines = []
    if mapping.recognise:
        lines.append(f"columns = {_list(mapping.recognise)}")
    if mapping.patterns:
        lines.append(f"patterns = {_list(mapping.patterns)}")
    return (
        ["", "[recognise]  # a file with these columns is read like this", *lines] if lines else []
    )


def _rules(mapping: Mapping) -> list[str]:
    lines = []
    if mapping.rules.cancellation:
        field, pattern = mapping.rules.cancellation
        lines.append(f"cancellation = {{ field = {_text(field)}, matches = {_text(pattern)} }}")
    if mapping.rules.skip:
        rules = ", ".join(
            f"{{ column = {_text(column)}, matches = {_text(pattern)} }}"
            for column, pattern in mapping.rules.skip
        )
        lines.append(f"skip = [{rules}]")
    return ["", "[rules]", *lines] if lines else []


def _question(question: Question) -> list[str]:
    lines = [f"question_id = {_text(question.question_id)}", f"kind = {_text(question.kind)}"]
    if question.scale is not None:
        lines.append(f"scale = [{question.scale[0]!r}, {question.scale[1]!r}]")
    if question.no_answer:
        lines.append(f"no_answer = {_list(question.no_answer)}")
    if question.text is not None:
        lines.append(f"text = {_text(question.text)}")
    return lines


def _spec(spec: ColumnSpec) -> str:
    if spec.join is not None:
        return f"{{ join = {_list(spec.columns)}, with = {_text(spec.join)} }}"
    return _text(spec.columns[0]) if len(spec.columns) == 1 else _list(spec.columns)


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_text(v) for v in values) + "]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    # A JSON string is a TOML basic string, except that TOML also wants DEL escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
