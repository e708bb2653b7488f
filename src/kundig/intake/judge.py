"""Judging rows: the SQL that turns text columns into typed fields, problems and remarks.

The result is one flat row per record: a column `table.field` for everything that the mapping
fills, `_line`, `_raw` (fingerprint of its text), `_problem` (first reason to refuse the row, or NULL) and one boolean per remark.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from string import Formatter

from kundig.engines.files import sql_name, sql_text
from kundig.intake import values
from kundig.readers.fields import DATE_OF, target
from kundig.readers.formats import NEVER_AHEAD
from kundig.readers.mapping import ColumnSpec, Mapping
from kundig.tables import TABLES, Type

#: Order of day and month, decimal sign: what the file's columns were found to use.
INSTANTS = {(t, at): day for t, pairs in DATE_OF.items() for day, at in pairs.items()}


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How the values of one source column are written."""

    comma: bool = False
    dates: str = "iso"
    midnight_only: bool = False  # a time column that says 00:00 everywhere means days


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judging query of one file."""

    sql: str
    fields: frozenset[tuple[str, str]]
    remarks: tuple[str, ...]


def judge(
    mapping: Mapping,
    *,
    columns: AbstractMapping[str, str],
    formats: AbstractMapping[str, ColumnFormat],
    zone: str,
    relation: str = "raw",
    keyed: bool = False,
) -> Judgement:
    """The query that judges `relation`.

    Args:
        mapping: which source column fills which field.
        columns: name of a source column -> its name in `relation`.
        formats: name of a source column -> how its values are written.
        zone: the zone of local times in the file.
        relation: a relation of text columns with `_line`.
        keyed: whether pseudonyms are keyed hashes (`Manifest.keyed`).
    """
    return _Judge(mapping, columns, formats, zone, keyed).build(relation)


class _Judge:
    """Collects select items layer by layer: raw text, parsed and local times, values, verdict."""

    def __init__(
        self,
        mapping: Mapping,
        columns: AbstractMapping[str, str],
        formats: AbstractMapping[str, ColumnFormat],
        zone: str,
        keyed: bool,
    ) -> None:
        self.keyed = keyed
        self.mapping = mapping
        self.columns = columns
        self.formats = formats
        self.zone = zone
        self.raw: dict[str, str] = {}
        self.parsed: dict[str, str] = {}
        self.local: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.problems: list[tuple[str, str, str, str]] = []  # condition, field, reason, raw
        self.remarks: dict[str, list[str]] = {}
        self.fields: set[tuple[str, str]] = set()

    def build(self, relation: str) -> Judgement:
        for place, column, key in self.mapping.fields():
            self._field(place, column, key)
        self._questions()
        self._requirements()
        self._facts_of_lines()
        for i, (column, pattern) in enumerate(self.mapping.rules.skip):
            raw = self._raw(ColumnSpec((column,)), f"skip{i}")
            self.problems.insert(
                0,
                (
                    f"regexp_matches(coalesce({raw}, ''), {sql_text(pattern)})",
                    column,
                    "passed_over",
                    raw,
                ),
            )
        verdict = " ".join(
            f"WHEN {condition} THEN {sql_text(field + chr(31) + reason + chr(31))} || coalesce({raw}::VARCHAR, '')"
            for condition, field, reason, raw in self.problems
        )
        remarks = tuple(self.remarks)
        flags = "".join(
            f", coalesce({' OR '.join(conditions)}, false) AS {sql_name('remark.' + name)}"
            for name, conditions in self.remarks.items()
        )
        sql = (
            f"SELECT *, CASE {verdict} END AS _problem{flags} FROM ("
            f"SELECT *{_items(self.typed)} FROM (SELECT *{_items(self.local)} FROM ("
            f"SELECT *{_items(self.parsed)} FROM ("
            f"SELECT _line, {_fingerprint(self.columns)} AS _raw{_items(self.raw)} FROM {relation}))))"
        ).replace("CASE  END", "NULL::VARCHAR")
        kept = ", ".join(sql_name(f"{t}.{c}") for t, c in sorted(self.fields))
        asked = "".join(
            f", {sql_name(f'question.{i}')}" for i in range(len(self.mapping.questions))
        )
        names = "".join(f", {sql_name('remark.' + r)}" for r in remarks)
        return Judgement(
            f"SELECT _line, _raw, _problem, {kept}{asked}{names} FROM ({sql})",
            frozenset(self.fields),
            remarks,
        )

    def _raw(self, spec: ColumnSpec, name: str) -> str:
        texts = [
            f"nullif(trim({sql_name(self.columns[c])}, ' ' || chr(9) || chr(160)), '')"
            for c in spec.columns
        ]
        if spec.join is not None:
            sql = f"nullif(concat_ws({sql_text(spec.join)}, {', '.join(texts)}), '')"
        else:
            sql = texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"
        self.raw[f"raw.{name}"] = sql
        return sql_name(f"raw.{name}")

    def _field(self, place: str, column: str, key: str) -> None:
        name = f"{place}.{column}"
        contract = TABLES[place].by_name[column]
        spec = self.mapping.columns.get(key)
        if spec is None:
            self.raw[f"raw.{name}"] = sql_text(self.mapping.constants[key])
            raw, style = sql_name(f"raw.{name}"), ColumnFormat()
        else:
            raw = self._raw(spec, name)
            style = self.formats.get(spec.columns[0], ColumnFormat())
        self.fields.add((place, column))
        if contract.type in (Type.INSTANT, Type.DATE):
            self._moment(place, column, raw, style)
            return
        codes = self.mapping.codes.get(key)
        if codes:
            cases = " ".join(f"WHEN {sql_text(a)} THEN {sql_text(b)}" for a, b in codes.items())
            raw_name = f"coded.{name}"
            self.local[raw_name] = f"CASE {raw} {cases} ELSE {raw} END"
            raw = sql_name(raw_name)
        if contract.one_of:
            self._one_of(name, raw, contract.one_of)
            return
        value = {
            Type.ID: values.id_value,
            Type.TEXT: values.text_value,
            Type.INTEGER: values.integer_value,
            Type.BOOLEAN: values.boolean_value,
        }.get(contract.type, lambda r: values.number_value(r, contract.type, comma=style.comma))(
            raw
        )
        if column == "record_id":
            value = values.number_of_person(value, keyed=self.keyed)
        self._typed(name, value, raw)

    def _one_of(self, name: str, raw: str, allowed: tuple[str, ...]) -> None:
        options = ", ".join(sql_text(a) for a in allowed)
        known = f"lower({raw}) IN ({options})"
        rest = "'other'" if "other" in allowed else "NULL"
        self.typed[name] = (
            f"CASE WHEN {known} THEN lower({raw}) WHEN {raw} IS NOT NULL THEN {rest} END"
        )
        unknown = f"({raw} IS NOT NULL AND NOT {known})"
        if "other" in allowed:
            self.remarks.setdefault("unknown_code", []).append(unknown)
        else:
            self.problems.append((unknown, name, "unknown_code", raw))

    def _moment(self, place: str, column: str, raw: str, style: ColumnFormat) -> None:
        name = f"{place}.{column}"
        value = values.local_time(raw, order=style.dates, zone=self.zone)
        self.parsed[f"parsed.{name}"] = value.sql
        self.local[f"local.{name}"] = values.plausible(sql_name(f"parsed.{name}"))
        local = sql_name(f"local.{name}")
        placeholder = values.is_placeholder(raw)
        self.problems.append(
            (
                f"({raw} IS NOT NULL AND {local} IS NULL AND NOT {placeholder})",
                name,
                value.unreadable,
                raw,
            )
        )
        self.remarks.setdefault("placeholder_date", []).append(placeholder)
        contract = TABLES[place].by_name[column]
        if contract.type is Type.DATE:
            day_only = f"{local}::DATE"
            if (place, column) in NEVER_AHEAD:
                day_only = values.in_the_past(raw, local)
            self.typed[name] = day_only
            return
        at = values.instant_from(local, zone=self.zone)
        # A mere day is no moment: the date is kept, the instant stays open.
        timed = "false" if style.midnight_only else f"contains({raw}, ':')"
        day = INSTANTS.get((place, column))
        self.typed[name] = f"CASE WHEN {timed} THEN {at} END" if day else at
        skipped = values.is_skipped_hour(local, zone=self.zone)
        offset = f"regexp_matches({raw}, {sql_text(values.OFFSET)})"
        self.problems.append(
            (f"({timed} AND {skipped} AND NOT {offset})", name, "skipped_hour", raw)
        )
        repeated = values.is_repeated_hour(local, zone=self.zone)
        self.remarks.setdefault("hour_happened_twice", []).append(
            f"({timed} AND {repeated} AND NOT {offset})"
        )
        if day and not any((place, day) == (t, c) for t, c, _ in self.mapping.fields()):
            self.typed[f"{place}.{day}"] = f"{local}::DATE"
            self.fields.add((place, day))

    def _typed(self, name: str, value: values.Value, raw: str) -> None:
        self.typed[name] = value.sql
        if value.unreadable:
            self.problems.append(
                (f"({raw} IS NOT NULL AND {sql_name(name)} IS NULL)", name, value.unreadable, raw)
            )

    def _questions(self) -> None:
        for i, column in enumerate(self.mapping.questions):
            self.typed[f"question.{i}"] = self._raw(ColumnSpec((column,)), f"question.{i}")

    def _requirements(self) -> None:
        main = TABLES[self.mapping.table]
        needed = [(main.name, c.name) for c in main.columns if c.required]
        if main.name == "order_lines":
            needed += [("orders", "order_date")]
        for place, column in needed:
            name = f"{place}.{column}"
            if (place, column) in self.fields:
                self.problems.append((f"{sql_name(name)} IS NULL", name, "missing", "NULL"))
        for check in main.checks:
            names = [column for _, column, _, _ in Formatter().parse(check.sql) if column]
            if all((main.name, column) in self.fields for column in names):
                places = {c: sql_name(f"{main.name}.{c}") for c in names}
                broken = f"NOT coalesce({check.sql.format_map(places)}, true)"
                self.problems.append(
                    (broken, check.name, f"check.{main.name}.{check.name}", "NULL")
                )
        if main.name == "survey_answers" and ("survey_answers", "score") in self.fields:
            bounds = {("survey_answers", "scale_min"), ("survey_answers", "scale_max")}
            if bounds <= self.fields:
                self.remarks["outside_scale"] = [
                    '"survey_answers.score" NOT BETWEEN "survey_answers.scale_min" AND "survey_answers.scale_max"'
                ]

    def _facts_of_lines(self) -> None:
        """Remarks on order lines: who, how many, for how much, and whether it was a sale."""
        main = self.mapping.table
        record = next(
            (t for t, c in sorted(self.fields) if c == "record_id" and t != "customer_records"),
            None,
        )
        if record is None and ("customer_records", "record_id") in self.fields:
            record = "customer_records"
        if main in {"orders", "order_lines"} and ("orders", "order_date") in self.fields:
            self.remarks["no_customer"] = [
                f"{sql_name(record + '.record_id')} IS NULL" if record else "true"
            ]
        rule = self.mapping.rules.cancellation
        if rule is not None:
            place, column = target(main, rule[0])
            self.remarks["cancellation"] = [
                f"regexp_matches({sql_name(f'{place}.{column}')}, {sql_text(rule[1])})"
            ]
        if main == "order_lines":
            if (main, "quantity") in self.fields:
                self.remarks["negative_quantity"] = [f'"{main}.quantity" < 0']
            for price in ("unit_price", "amount"):
                if (main, price) in self.fields:
                    self.remarks.setdefault("price_zero", []).append(f'"{main}.{price}" = 0')
                    self.remarks.setdefault("negative_price", []).append(f'"{main}.{price}" < 0')
        if main == "orders" and (main, "total") in self.fields:
            self.remarks["price_zero"] = [f'"{main}.total" = 0']
            self.remarks["negative_amount"] = [f'"{main}.total" < 0']


def _fingerprint(columns: AbstractMapping[str, str]) -> str:
    """Rows with equal text in every column that is read have equal fingerprints (this run only)."""
    return f"hash({', '.join(sql_name(c) for c in columns.values())})"


def _items(items: AbstractMapping[str, str]) -> str:
    return "".join(f", {sql} AS {sql_name(name)}" for name, sql in items.items())
