"""`kundig imports`: what has been imported, and what of it is in force."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("--json", action="store_true", help=say("arg_json"))


def run(args: argparse.Namespace, lang: str) -> int:
    """List the imports in force, oldest first."""
    from kundig.glossary.sentences import text
    from kundig.intake.own import is_own
    from kundig.store.home import Home

    manifest = Home.find(args.home).store.manifest()
    imports = [e for e in manifest.imports if not is_own(e)]
    rows = [
        {
            "id": e.id,
            "file": e.file,
            "table": e.table,
            "source": e.source,
            "mapping": e.mapping,
            "imported_at": e.imported_at,
            "rows": {t: p.rows for t, p in e.tables.items()},
            "counts": e.counts,
        }
        for e in imports
    ]
    if args.json:
        print(
            json.dumps({"version": manifest.version, "imports": rows}, ensure_ascii=False, indent=2)
        )
        return 0
    if not rows:
        print(text("answers.store_empty", lang, folder=Home.find(args.home).folder))
        return 0
    for e in imports:
        filled = ", ".join(f"{t} {p.rows}" for t, p in e.tables.items() if p.rows)
        print(f"{e.id}  {e.imported_at[:16]}  {e.file}  ({filled or '–'})")
    return 0
