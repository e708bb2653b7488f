"""What an import did, in numbers: nothing that was read may be missing from them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class ImportResult:
    """The summary of one file.

    `read = taken + new_versions + unchanged + refused + forgotten` always holds. Remarks are rows that were
    taken and marked; a row may bear several.
    """

    file: str
    table: str
    source: str
    mapping: str
    dry_run: bool = False
    import_id: str | None = None
    version: int = 0
    changed: bool = False
    read: int = 0
    taken: int = 0
    new_versions: int = 0
    unchanged: int = 0
    refused: int = 0
    forgotten: int = 0  # rows of people who were forgotten: not taken, kept nowhere
    reasons: dict[str, int] = field(default_factory=dict)  # refused rows by reason
    remarks: dict[str, int] = field(default_factory=dict)  # marked rows by remark
    facts: dict[str, int] = field(default_factory=dict)  # documents, customers, countries …
    tables: dict[str, dict[str, int]] = field(default_factory=dict)  # rows per table filled
    quarantine: str | None = None
    notes: list[str] = field(default_factory=list)
    passed_over: str | None = None  # why a recognised file fills nothing
    seconds: float = 0.0
    examples: list[dict[str, str]] = field(default_factory=list)  # first refused rows

    def check(self) -> None:
        """Refuse to report numbers that do not add up (a defect of ours, never the user's)."""
        accounted = self.taken + self.new_versions + self.unchanged + self.refused + self.forgotten
        if self.read != accounted:
            raise AssertionError(f"{self.file}: {self.read} rows read, {accounted} accounted for")

    @property
    def rows_per_second(self) -> int:
        """Reading speed over the whole import."""
        return round(self.read / self.seconds) if self.seconds else 0

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, for `--json`."""
        return asdict(self) | {"rows_per_second": self.rows_per_second}
