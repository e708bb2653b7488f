"""What a shared table is: its columns, its grain, what they mean and what about them is personal.

A contract is data, not code: readers, the record store, both engines, the documentation and the
privacy registry all read the same object, so a column is described exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """The few column types that a shared table may have."""

    ID = "id"  # text that names something; `17850.0` is read as `17850`
    TEXT = "text"
    AMOUNT = "amount"  # decimal(18, 4): money in the currency of the row, or a score
    QUANTITY = "quantity"  # decimal(18, 3)
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"  # the business date: the local day in the zone of the source
    INSTANT = "instant"  # a moment in UTC, microseconds


class Personal(StrEnum):
    """How close a column is to a person (deny by default: every column names its class)."""

    NONE = "none"
    PSEUDONYM = "pseudonym"  # an id that leads to a person through another table
    DIRECT = "direct"  # names or reaches a person: only in customer_records
    FREE_TEXT = "free_text"  # a person may be named in it: only in texts


#: Type -> (DuckDB, Ibis). Spark and Arrow types follow from the Parquet files.
DUCKDB_TYPE: Mapping[Type, str] = {
    Type.ID: "VARCHAR",
    Type.TEXT: "VARCHAR",
    Type.AMOUNT: "DECIMAL(18, 4)",
    Type.QUANTITY: "DECIMAL(18, 3)",
    Type.INTEGER: "BIGINT",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMPTZ",
}
IBIS_TYPE: Mapping[Type, str] = {
    Type.ID: "string",
    Type.TEXT: "string",
    Type.AMOUNT: "decimal(18, 4)",
    Type.QUANTITY: "decimal(18, 3)",
    Type.INTEGER: "int64",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.INSTANT: "timestamp('UTC')",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, type, meaning in German and English, personal-data class, need."""

    name: str
    type: Type
    de: str
    en: str
    personal: Personal = Personal.NONE
    required: bool = False
    one_of: tuple[str, ...] = ()  # the only values the table may hold; empty = any


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that every row must keep, as an SQL condition over the contract's columns.

    Columns stand in braces: `{scale_min} < {scale_max}`. The condition is true for a good row;
    NULL counts as good, and so does a check whose columns a file does not fill. A row that breaks
    it is refused with the reason given here.
    """

    name: str
    sql: str
    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Table:
    """The contract of one shared table."""

    name: str
    de: str
    en: str
    grain_de: str
    grain_en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Index the columns and refuse a contract that contradicts itself."""
        names = [c.name for c in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a column stands twice")
        missing = [k for k in self.key if k not in names]
        if missing:
            raise ValueError(f"{self.name}: key columns without a column: {missing}")
        object.__setattr__(self, "by_name", {c.name: c for c in self.columns})

    def ibis_schema(self) -> dict[str, str]:
        """Column name -> Ibis type, in the order of the contract."""
        return {c.name: IBIS_TYPE[c.type] for c in self.columns}

    def duckdb_schema(self) -> dict[str, str]:
        """Column name -> DuckDB type, in the order of the contract."""
        return {c.name: DUCKDB_TYPE[c.type] for c in self.columns}


def key_id(name: str, de: str, en: str, personal: Personal = Personal.NONE) -> Column:
    """A required id column that belongs to the key."""
    return Column(name, Type.ID, de, en, personal, required=True)


#: Columns that recur. Every row of every table names the system that it came from.
SOURCE = key_id("source", "Quelle (System, aus dem die Zeile stammt)", "Source system of the row")
CUSTOMER = Column(
    "record_id",
    Type.ID,
    "Kundennummer in der Quelle",
    "Customer number in the source",
    Personal.PSEUDONYM,
)
CURRENCY = Column("currency", Type.TEXT, "Währung (ISO 4217)", "Currency (ISO 4217)")
BRANCH = Column("branch", Type.ID, "Filiale oder Einheit", "Branch or unit")
CHANNEL = Column("channel", Type.TEXT, "Kanal", "Channel")
