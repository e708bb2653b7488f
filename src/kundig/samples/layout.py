"""How one sample file looks, and the mapping (TOML) that the ordinary import reads beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Value = str | Sequence[int] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """One file: its header, the shared table it fills, and what each column means."""

    file: str
    name: str
    table: str
    columns: Mapping[str, str]  # contract field -> column of the file
    header: tuple[str, ...]
    encoding: str = "utf-8-sig"
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    questions: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a mapping that names a column which the file does not have."""
        used = [*self.columns.values(), *self.questions]
        unknown = sorted(set(used) - set(self.header))
        if unknown:
            raise ValueError(f"{self.file}: no such column: {unknown}")

    @property
    def stem(self) -> str:
        """The file's name without its endings."""
        return self.file.split(".", 1)[0]

    def toml(self, *, source: str, zone: str) -> str:
        """The mapping file's text."""
        lines = [
            f"name = {_quoted(self.name)}",
            f"table = {_quoted(self.table)}",
            f"source = {_quoted(source)}",
            "",
            "[file]",
            f"zone = {_quoted(zone)}",
        ]
        if self.encoding == "cp1252":
            lines.append('encoding = "cp1252"')
        lines += ['delimiter = ";"', 'decimal = "comma"', 'dates = "dmy"']
        lines += _section("columns", self.columns)
        lines += _section("constants", self.constants)
        for name, codes in self.codes.items():
            lines += ["", f"[codes.{name}]"]
            lines += [f"{_quoted(k)} = {_quoted(v)}" for k, v in codes.items()]
        for name, question in self.questions.items():
            lines += _section(f"questions.{_quoted(name)}", question)
        if self.rules:
            lines += ["", "[rules]"]
            for name, rule in self.rules.items():
                inner = ", ".join(f"{k} = {_quoted(v)}" for k, v in rule.items())
                lines.append(f"{name} = {{ {inner} }}")
        return "\n".join(lines) + "\n"


def _section(title: str, values: Mapping[str, Value]) -> list[str]:
    if not values:
        return []
    lines = ["", f"[{title}]"]
    for key, value in values.items():
        name = _quoted(key) if "." in key else key
        shown = _quoted(value) if isinstance(value, str) else json.dumps(list(value))
        lines.append(f"{name} = {shown}")
    return lines


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
