"""What a proposal has to ask a person, and what it remarks about the columns it read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kundig.readers.batch import Remark
from kundig.readers.errors import say
from kundig.readers.fields import DATE_OF, field_name, missing_fields
from kundig.readers.formats import NumberFormat
from kundig.readers.mapping import Mapping
from kundig.readers.match import DATES, NUMBERS, named_like
from kundig.readers.profile import Fit, Profile
from kundig.tables import TABLES, Type

#: A field whose column is less sure than this is asked.
SURE = 0.7


@dataclass(frozen=True)
class OpenQuestion:
    """Something that only a person can say about the file."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    field: str | None = None
    choices: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The question in `lang`."""
        return say(self.key, lang, **self.values)


def open_questions(
    mapping: Mapping, known: dict[str, Profile], confidence: dict[str, float]
) -> Iterator[OpenQuestion]:
    """What is missing, how dates and numbers are written, and what is not sure."""
    yield from _missing(mapping, known)
    asked_of: set[tuple[str, ...]] = set()
    for place, column_name, key in mapping.fields():
        spec = mapping.columns.get(key)
        if spec is None:
            continue
        profile = known[spec.columns[0]]
        column = TABLES[place].by_name[column_name]
        if column.type in DATES and profile.dates.order == "ambiguous" and not _told(mapping):
            examples = ", ".join(profile.dates.examples[:3])
            asked = {"column": profile.name, "examples": examples}
            yield OpenQuestion("ask_dates", asked, key, ("dmy", "mdy"))
        if column.type in {Type.AMOUNT, Type.QUANTITY} and _open_decimal(mapping, profile):
            asked = {"column": profile.name}
            yield OpenQuestion("ask_decimal", asked, key, ("point", "comma"))
        if confidence.get(key, 1) < SURE and spec.columns not in asked_of:
            asked_of.add(spec.columns)
            label = {"de": column.de, "en": column.en}
            values: dict[str, Any] = {"column": ", ".join(spec.columns), "label": label}
            yield OpenQuestion("ask_sure", values, key, ("yes", "no"))


def remarks(mapping: Mapping, known: dict[str, Profile]) -> Iterator[Remark]:
    """Cells that do not fit their column, and what a file without customers can answer."""
    told: set[str] = set()
    for place, column, key in mapping.fields():
        spec = mapping.columns.get(key)
        kind = TABLES[place].by_name[column].type
        if spec is None or spec.columns[0] in told:
            continue
        profile = known[spec.columns[0]]
        fit = profile.dated if kind in DATES else profile.numbered if kind in NUMBERS else None
        if fit is not None and 0 < fit.good < fit.of:
            told.add(profile.name)
            yield _unfit(profile.name, fit)
    if mapping.table in {"order_lines", "orders"}:
        who = {column for _, column, _ in mapping.fields()}
        if "record_id" not in who:
            yield Remark("till_lines" if mapping.table == "order_lines" else "till_orders")


def _unfit(column: str, fit: Fit) -> Remark:
    shown = ", ".join(v[:40] for v in fit.others[:3])
    share = max(1, round(100 * (fit.of - fit.good) / fit.of))
    values = {"column": column, "bad": fit.of - fit.good, "of": fit.of, "share": share}
    return Remark("unreadable_cells", {**values, "examples": shown})


def _missing(mapping: Mapping, known: dict[str, Profile]) -> Iterator[OpenQuestion]:
    filled = {(table, column) for table, column, _ in mapping.fields()}
    missing = [(mapping.table, name) for name in missing_fields(mapping)]
    days = {("orders", "order_date"), ("orders", "ordered_at")}
    if mapping.table == "order_lines" and not days & filled:
        missing.append(("orders", "order_date"))
    if mapping.table == "order_lines" and mapping.constants.get("quantity") == "1":
        used = set(mapping.used_columns())
        counts = [p.name for p in known.values() if p.name not in used and _may_count(p)]
        if counts:
            column = TABLES["order_lines"].by_name["quantity"]
            label = {"de": column.de, "en": column.en}
            yield OpenQuestion("ask_field", {"label": label}, "quantity", tuple(counts))
    for place, name in missing:
        column = TABLES[place].by_name[name]
        wanted = DATE_OF.get(place, {}).get(name, name)
        key = field_name(mapping.table, place, wanted)
        label = {"de": column.de, "en": column.en}
        like = named_like(mapping.table, wanted, known)
        if like is None and name == "amount":
            like = named_like(mapping.table, "unit_price", known)
        if like is not None and like.clock_share < 0.5 and like.name not in mapping.used_columns():
            fit = like.dated if column.type in DATES else like.numbered
            values = {"column": like.name, "label": label, "examples": ", ".join(fit.others[:3])}
            if column.type in DATES | NUMBERS and fit.others:
                yield OpenQuestion("ask_unreadable", values, key, tuple(known))
                continue
        if place != mapping.table:
            yield OpenQuestion("ask_day", {}, key, tuple(known))
        else:
            yield OpenQuestion("ask_field", {"label": label}, key, tuple(known))


def _may_count(profile: Profile) -> bool:
    """A column of small whole numbers, most of them far below a hundred: perhaps quantities."""
    if profile.whole is None or profile.whole_share < 0.9 or profile.filled < 0.9:
        return False
    return profile.whole[0] <= 1 <= profile.whole[1] and profile.distinct > 1


def _told(mapping: Mapping) -> bool:
    """Whether the order of day and month is settled for the file; `iso` settles nothing."""
    return mapping.file.dates in {"dmy", "mdy"}


def _open_decimal(mapping: Mapping, profile: Profile) -> bool:
    return mapping.file.decimal is None and profile.numbers is NumberFormat.AMBIGUOUS
