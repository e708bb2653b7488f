"""An answer: rows with n and interval, what to know about them, and where they come from."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kundig import glossary
from kundig.glossary.cells import write_csv
from kundig.glossary.measure import Caveat, Measure, Request
from kundig.glossary.sentences import texts

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Answer:
    """What `ask` returns. It renders itself in a notebook; `to_dict` is what `--json` prints."""

    measure: Measure
    request: Request
    rows: list[dict[str, Any]]
    n: int
    caveats: tuple[Caveat, ...]
    version: int
    sql: str
    currency: str
    lang: str
    engine: str = "duckdb"
    model: dict[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        """The value of the first row (None: cannot tell)."""
        return self.rows[0][self.measure.key] if self.rows else None

    @property
    def question(self) -> str:
        """The question in words."""
        return self.measure.say("question", self.lang)

    def told_caveats(self, lang: str | None = None) -> list[str]:
        """The caveats as sentences."""
        lang = lang or self.lang
        told = [glossary.text(f"answers.{_worded(c)}", lang, **c.values) for c in self.caveats]
        standing = self.measure.say("caveat", lang)
        return [*told, *([standing] if standing else [])]

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        plain = {
            "measure": self.measure.key,
            "question": self.question,
            "rows": [{k: _plain(v) for k, v in row.items()} for row in self.rows],
            "n": self.n,
            "caveats": self.told_caveats(),
            "version": self.version,
            "sql": self.sql,
            "unit": self.measure.unit.value,
            "decides": self.measure.say("decides", self.lang),
            "as_of": _plain(self.request.as_of),
            "engine": self.engine,
        }
        if self.measure.unit == "money":
            plain["currency"] = self.currency
        if self.model:
            plain["model"] = self.model
        return plain

    def to_json(self) -> str:
        """One JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_csv(self) -> str:
        """The rows as CSV (RFC 4180, point as decimal sign), guarded against active cells."""
        out = io.StringIO()
        names = list(dict.fromkeys(k for row in self.rows for k in row))
        write_csv(out, names, ([row.get(k) for k in names] for row in self.rows))
        return out.getvalue()

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_pylist([{k: _plain(v) for k, v in r.items()} for r in self.rows])

    def to_pandas(self) -> Any:
        """The rows as a pandas data frame (needs pandas)."""
        return self.to_arrow().to_pandas()

    def chart(self, *, dark: bool = False) -> dict[str, Any]:
        """The chart that answers the question, as a Vega-Lite specification."""
        from kundig.answers.told import headline
        from kundig.charts import chart_of

        return chart_of(self, title=headline(self), dark=dark)

    def _repr_html_(self) -> str:
        from kundig.answers.notebook import as_html

        return as_html(self)

    def __str__(self) -> str:
        from kundig.answers.told import as_text

        return as_text(self)


def _worded(caveat: Caveat) -> str:
    """The key of a caveat's sentence: no case and a single one have their own where it matters."""
    n = caveat.values.get("n")
    special = f"{caveat.key}_{'none' if n == 0 else 'one'}"
    return special if n in (0, 1) and special in texts("answers") else caveat.key


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value != value:
        return None
    return value
