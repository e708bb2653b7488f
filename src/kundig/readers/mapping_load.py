"""Reads a mapping from TOML and says exactly what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from kundig.readers.errors import ReadError
from kundig.readers.fields import DATE_OF, check_field, target
from kundig.readers.mapping import (
    QUESTION_KINDS,
    SCORED,
    ColumnSpec,
    FileSpec,
    Mapping,
    Question,
    Rules,
)
from kundig.tables import TABLES

_TOP = {
    "name", "table", "source", "family", "file", "recognise", "columns", "constants", "codes",
    "rules", "questions", "passes_over", "note",
}  # fmt: skip
_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "blanks": " "}


def load(path: Path) -> Mapping:
    """The mapping in the file at `path`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError("mapping_not_utf8", file=path.name) from None
    except OSError as error:
        raise ReadError("cannot_open", file=str(path), reason=error.strerror or "") from None
    return parse(text, file=path.name)


def parse(text: str, *, file: str) -> Mapping:
    """The mapping that the TOML text describes."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReadError("mapping_not_toml", file=file, reason=str(error)) from None
    return _Parser(raw, file).mapping()


class _Parser:
    """Walks through the raw TOML; every complaint names file and key."""

    def __init__(self, raw: dict[str, Any], file: str) -> None:
        self.raw = raw
        self.file = file
        self.table = ""

    def mapping(self) -> Mapping:
        raw = self.raw
        self._known("", raw, _TOP)
        self.table = self._text("table", raw, choices=tuple(TABLES))
        columns = {
            self._field(f"columns.{k}", k): self._spec(f"columns.{k}", v)
            for k, v in self._dict("columns", raw).items()
        }
        constants = {
            self._field(f"constants.{k}", k): str(self._plain(f"constants.{k}", v))
            for k, v in self._dict("constants", raw).items()
        }
        recognise = self._dict("recognise", raw)
        self._known("recognise.", recognise, {"columns", "patterns"})
        passes = self._value("passes_over", raw, bool) or False
        name = self._text("name", raw)
        mapping = Mapping(
            name=name,
            table=self.table,
            source=self._text("source", raw),
            family=self._optional("family", raw),
            file=self._file(),
            columns=columns,
            constants=constants,
            codes={
                self._field(f"codes.{k}", k): self._codes(k, v)
                for k, v in self._dict("codes", raw).items()
            },
            rules=self._rules(),
            questions={
                k: self._question(f"questions.{k}", v)
                for k, v in self._dict("questions", raw).items()
            },
            recognise=self._list("recognise.columns", recognise.get("columns", [])),
            patterns=tuple(
                self._regex("recognise.patterns", p)
                for p in self._list("recognise.patterns", recognise.get("patterns", []))
            ),
            passes_over=passes,
            note=self._optional("note", raw) or "",
        )
        self._consistent(mapping)
        return mapping

    def _consistent(self, mapping: Mapping) -> None:
        if not mapping.passes_over and not mapping.columns and not mapping.questions:
            self._wrong("columns", {"de": "mindestens ein Feld", "en": "at least one field"})
        if mapping.questions and mapping.table != "survey_answers":
            self._wrong("questions", 'table = "survey_answers"')
        filled = [(place, column) for place, column, _ in mapping.fields()]
        for key in mapping.constants:
            if key in mapping.columns:
                raise ReadError("mapping_twice", file=self.file, key=key)
        for table, pairs in DATE_OF.items():
            for date, instant in pairs.items():
                if (table, date) in filled and (table, instant) in filled:
                    raise ReadError(
                        "mapping_date_twice", file=self.file, date=date, instant=instant
                    )

    def _file(self) -> FileSpec:
        raw = self._dict("file", self.raw)
        known = set(FileSpec.__dataclass_fields__)
        self._known("file.", raw, known)
        zone = self._optional("file.zone", raw)
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (KeyError, ValueError, OSError):
                self._wrong("file.zone", "Europe/Berlin, UTC, …")
        delimiter = self._optional("file.delimiter", raw)
        if delimiter is not None:
            delimiter = _DELIMITERS.get(delimiter, delimiter)
            if len(delimiter) != 1:
                self._wrong("file.delimiter", ", ; | tab blanks")
        quote = raw.get("quote")
        if quote is not None and (not isinstance(quote, str) or len(quote) > 1):
            self._wrong("file.quote", '" \' ""')
        columns = raw.get("columns")
        skip = self._value("file.skip", raw, int)
        if skip is not None and skip < 0:
            self._wrong("file.skip", "0, 1, 2, …")
        return FileSpec(
            zone=zone,
            encoding=self._optional("file.encoding", raw),
            delimiter=delimiter,
            header=self._value("file.header", raw, bool),
            columns=None if columns is None else self._list("file.columns", columns),
            decimal=self._optional("file.decimal", raw, choices=("point", "comma")),
            dates=self._optional("file.dates", raw, choices=("iso", "dmy", "mdy")),
            sheet=self._optional("file.sheet", raw),
            quote=quote,
            skip=skip,
        )

    def _rules(self) -> Rules:
        raw = self._dict("rules", self.raw)
        self._known("rules.", raw, {"cancellation", "skip"})
        cancellation = None
        if "cancellation" in raw:
            rule = self._dict("cancellation", raw, "rules.")
            self._known("rules.cancellation.", rule, {"field", "matches"})
            cancellation = (
                self._field("rules.cancellation", self._text("rules.cancellation.field", rule)),
                self._regex("rules.cancellation", self._text("rules.cancellation.matches", rule)),
            )
        skip = raw.get("skip", [])
        if not isinstance(skip, list) or not all(isinstance(s, dict) for s in skip):
            self._wrong("rules.skip", '[{ column = "…", matches = "…" }]')
        rules = []
        for rule in skip:
            self._known("rules.skip.", rule, {"column", "matches"})
            rules.append(
                (
                    self._text("rules.skip.column", rule),
                    self._regex("rules.skip", self._text("rules.skip.matches", rule)),
                )
            )
        return Rules(cancellation, tuple(rules))

    def _question(self, key: str, raw: Any) -> Question:
        if not isinstance(raw, dict):
            self._wrong(key, '{ question_id = "…", kind = "…" }')
        self._known(key + ".", raw, {"question_id", "kind", "scale", "no_answer", "text"})
        kind = self._text(f"{key}.kind", raw, choices=QUESTION_KINDS)
        scale = raw.get("scale")
        good = (
            isinstance(scale, list)
            and len(scale) == 2
            and all(isinstance(n, int | float) and not isinstance(n, bool) for n in scale)
            and scale[0] < scale[1]
        )
        if (scale is not None and not good) or (scale is None and kind in SCORED):
            self._wrong(f"{key}.scale", "[0, 10]")
        no_answer = raw.get("no_answer", [])
        if not isinstance(no_answer, list):
            self._wrong(f"{key}.no_answer", '["0", "Blank"]')
        return Question(
            question_id=self._text(f"{key}.question_id", raw),
            kind=kind,
            scale=None if scale is None else (float(scale[0]), float(scale[1])),
            no_answer=tuple(str(self._plain(f"{key}.no_answer", v)) for v in no_answer),
            text=self._optional(f"{key}.text", raw),
        )

    def _codes(self, key: str, raw: Any) -> dict[str, str]:
        if not isinstance(raw, dict):
            self._wrong(f"codes.{key}", '"raw" = "canonical"')
        place, column = target(self.table, self._field(f"codes.{key}", key))
        allowed = TABLES[place].by_name[column].one_of
        codes = {str(k): str(self._plain(f"codes.{key}.{k}", v)) for k, v in raw.items()}
        for raw_code, code in codes.items():
            if allowed and code not in allowed:
                self._wrong(f"codes.{key}.{raw_code}", ", ".join(allowed))
        return codes

    def _spec(self, key: str, raw: Any) -> ColumnSpec:
        if isinstance(raw, dict):
            self._known(key + ".", raw, {"join", "with"})
            between = raw.get("with", " ")
            if not isinstance(between, str):
                self._wrong(f"{key}.with", '" "')
            return ColumnSpec(self._list(f"{key}.join", raw.get("join")), between)
        return ColumnSpec(self._list(key, [raw] if isinstance(raw, str) else raw))

    def _field(self, key: str, name: str) -> str:
        return check_field(self.table, name, {"file": self.file, "key": key})

    def _list(self, key: str, raw: Any) -> tuple[str, ...]:
        if not isinstance(raw, list) or not all(isinstance(v, str) and v for v in raw):
            self._wrong(key, '"…" / ["…", "…"]')
        if not raw and key.startswith("columns"):
            self._wrong(key, '"…" / ["…", "…"]')
        return tuple(raw)

    def _text(self, key: str, raw: dict[str, Any], choices: tuple[str, ...] = ()) -> str:
        value = self._optional(key, raw, choices=choices)
        if not value:
            self._wrong(key, ", ".join(choices) or '"…"')
        return value

    def _optional(self, key: str, raw: dict[str, Any], choices: tuple[str, ...] = ()) -> str | None:
        value = raw.get(key.rpartition(".")[2])
        if value is None:
            return None
        if not isinstance(value, str) or (choices and value not in choices):
            self._wrong(key, ", ".join(choices) or '"…"')
        return value

    def _value(self, key: str, raw: dict[str, Any], kind: type[Any]) -> Any:
        value = raw.get(key.rpartition(".")[2])
        if value is not None and type(value) is not kind:
            self._wrong(key, "true / false" if kind is bool else "0, 1, 2, …")
        return value

    def _plain(self, key: str, value: Any) -> str | int | float:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self._wrong(key, '"…"')
        return value

    def _regex(self, key: str, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ReadError(
                "mapping_regex", file=self.file, key=key, pattern=pattern, reason=str(error)
            ) from None
        return pattern

    def _dict(self, key: str, raw: dict[str, Any], prefix: str = "") -> dict[str, Any]:
        value = raw.get(key, {})
        if not isinstance(value, dict):
            self._wrong(prefix + key, f"[{prefix}{key}]")
        return value

    def _known(self, prefix: str, raw: dict[str, Any], known: set[str]) -> None:
        for key in raw:
            if key not in known:
                raise ReadError(
                    "mapping_key_unknown",
                    file=self.file,
                    key=prefix + key,
                    choices=", ".join(sorted(known)),
                )

    def _wrong(self, key: str, expected: str | dict[str, str]) -> NoReturn:
        raise ReadError("mapping_wrong", file=self.file, key=key, expected=expected)
