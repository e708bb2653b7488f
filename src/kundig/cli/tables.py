"""`kundig tables`: the shared tables and their columns."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("table", nargs="?", metavar="TABLE", help=say("arg_table"))
    parser.add_argument("--json", action="store_true", help=say("arg_json"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Print all tables, or the columns of one."""
    from kundig.intake.errors import IntakeError
    from kundig.tables import TABLES

    if args.table and args.table not in TABLES:
        raise IntakeError("unknown_table", table=args.table, tables=", ".join(TABLES))
    chosen = [TABLES[args.table]] if args.table else list(TABLES.values())
    if args.json:
        rows: list[dict[str, Any]] = [
            {
                "table": t.name,
                "name": getattr(t, lang),
                "grain": t.grain_de if lang == "de" else t.grain_en,
                "key": list(t.key),
                "columns": [
                    {"name": c.name, "type": c.type.value, "meaning": getattr(c, lang),
                     "required": c.required, "personal": c.personal.value, "one_of": list(c.one_of)}
                    for c in t.columns
                ],
            }
            for t in chosen
        ]  # fmt: skip
        print(json.dumps({"tables": rows}, ensure_ascii=False, indent=2))
        return 0
    for t in chosen:
        print(f"{t.name:<18} {getattr(t, lang)}: {t.grain_de if lang == 'de' else t.grain_en}")
        if args.table:
            for c in t.columns:
                print(
                    f"  {c.name:<16} {c.type.value:<9} {getattr(c, lang)}{' *' if c.required else ''}"
                )
    return 0
