"""What a person says about a file before it is imported, and how that changes its mapping."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from kundig.intake.formats import Wishes
from kundig.readers.fields import DATE_OF, check_field, field_name, target
from kundig.readers.mapping import ColumnSpec, Mapping, dump_mapping, parse_mapping
from kundig.tables import TABLES, Type

#: How a survey column says "this is a question", where other columns name a field.
QUESTION = "?"


@dataclass(frozen=True)
class Choices:
    """Answers and corrections; whatever is empty is left to kundig."""

    table: str | None = None
    dates: str | None = None  # "dmy" | "mdy" | "iso"
    decimal: str | None = None  # "point" | "comma"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    zone: str | None = None
    source: str | None = None
    #: ISO 4217, for a file whose amounts stand in one currency that no column names.
    currency: str | None = None
    #: Column -> field that it fills, "" for none; only what differs from the proposal.
    columns: dict[str, str] = field(default_factory=dict)
    #: Field -> whether the column that was proposed for it is right.
    sure: dict[str, bool] = field(default_factory=dict)
    #: Survey column -> scale, such as "0-10".
    scales: dict[str, str] = field(default_factory=dict)
    #: Fields that no column of the file holds, although they were asked for.
    without: tuple[str, ...] = ()

    def wishes(self) -> Wishes:
        """The same as the command line would be given it."""
        return Wishes(
            self.dates, self.decimal, self.encoding, self.delimiter, self.sheet, self.zone
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"without": list(self.without)}

    @classmethod
    def of(cls, raw: AbstractMapping[str, Any]) -> Choices:
        """From plain values; what is not known is left out."""
        known = {k: v for k, v in raw.items() if k in cls.__dataclass_fields__}
        return cls(**known | {"without": tuple(known.get("without", ()))})


def corrected(mapping: Mapping, choices: Choices) -> Mapping:
    """The mapping with what somebody said about its columns and scales.

    Raises:
        ReadError: if a choice names no field of the table, or two choices contradict each other.
    """
    for name, right in choices.sure.items():
        if not right and name in mapping.columns:
            mapping = _without_field(mapping, name)
    for column, chosen in choices.columns.items():
        mapping = _moved(mapping, column, chosen)
    questions = dict(mapping.questions)
    for column, scale in choices.scales.items():
        low, _, high = scale.partition("-")
        if column in questions and low.isdecimal() and high.isdecimal():
            questions[column] = replace(questions[column], scale=(float(low), float(high)))
    mapping = replace(mapping, questions=questions)
    mapping = _in_currency(mapping, choices.currency)
    if not choices.columns and not choices.scales:
        return mapping
    # The one place that knows what a mapping must not say.
    return parse_mapping(dump_mapping(mapping), file=mapping.name)


def currency_field(mapping: Mapping) -> str:
    """How the mapping names the currency of its amounts; empty for a file without amounts."""
    for place, column, _ in mapping.fields():
        table = TABLES[place]
        if table.by_name[column].type is Type.AMOUNT and "currency" in table.by_name:
            return field_name(mapping.table, place, "currency")
    return ""


def _in_currency(mapping: Mapping, currency: str | None) -> Mapping:
    """With the currency that somebody named, unless a column names one row by row."""
    key = currency_field(mapping) if currency else ""
    if not key or currency is None or key in mapping.columns:
        return mapping
    return replace(mapping, constants={**mapping.constants, key: currency})


def settled_file(mapping: Mapping, choices: Choices) -> Mapping:
    """The mapping with the answers about the whole file, so that it can be kept for next time."""
    file = replace(
        mapping.file,
        dates=choices.dates or mapping.file.dates,
        decimal=choices.decimal or mapping.file.decimal,
        encoding=choices.encoding or mapping.file.encoding,
        delimiter=choices.delimiter or mapping.file.delimiter,
        sheet=choices.sheet or mapping.file.sheet,
        zone=choices.zone or mapping.file.zone,
    )
    return replace(mapping, file=file)


def _moved(mapping: Mapping, column: str, chosen: str) -> Mapping:
    """`column` fills `chosen` and nothing else; what filled it before fills nothing."""
    if chosen == QUESTION:
        return mapping
    columns: dict[str, ColumnSpec] = {}
    for name, spec in mapping.columns.items():
        left = tuple(c for c in spec.columns if c != column)
        if left:
            columns[name] = spec if left == spec.columns else replace(spec, columns=left)
    questions = {c: q for c, q in mapping.questions.items() if c != column}
    mapping = replace(mapping, columns=columns, questions=questions)
    if chosen:
        name = check_field(mapping.table, chosen, {"file": mapping.name, "key": column})
        for other in (name, *_same_day(mapping, name)):
            mapping = _without_field(mapping, other)
        mapping = replace(mapping, columns={**mapping.columns, name: ColumnSpec((column,))})
    return _with_codes_of_columns(mapping)


def _same_day(mapping: Mapping, name: str) -> list[str]:
    """The field that says the same moment in another way: a day and its instant exclude each other."""
    place, column = target(mapping.table, name)
    pairs = DATE_OF.get(place, {})
    twins = {*(at for day, at in pairs.items() if day == column)}
    twins |= {day for day, at in pairs.items() if at == column}
    return [key for t, c, key in mapping.fields() if t == place and c in twins]


def _without_field(mapping: Mapping, name: str) -> Mapping:
    return replace(
        mapping,
        columns={f: s for f, s in mapping.columns.items() if f != name},
        constants={f: c for f, c in mapping.constants.items() if f != name},
    )


def _with_codes_of_columns(mapping: Mapping) -> Mapping:
    """Without codes and rules of fields that are filled no more."""
    filled = {*mapping.columns, *mapping.constants}
    rule = mapping.rules.cancellation
    rules = (
        mapping.rules
        if rule is None or rule[0] in filled
        else replace(mapping.rules, cancellation=None)
    )
    codes = {f: c for f, c in mapping.codes.items() if f in filled}
    return replace(mapping, codes=codes, rules=rules)
