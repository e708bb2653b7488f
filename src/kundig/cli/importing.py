"""`kundig import`: files in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=say("arg_files"))
    parser.add_argument("--as", dest="table", default="auto", metavar="TABLE", help=say("arg_as"))
    parser.add_argument("--map", metavar="FILE", help=say("arg_map"))
    parser.add_argument("--save-map", metavar="FILE", help=say("arg_save_map"))
    parser.add_argument("--source", metavar="NAME", help=say("arg_source"))
    parser.add_argument("--dates", choices=("iso", "dmy", "mdy"), help=say("arg_dates"))
    parser.add_argument("--decimal", choices=("comma", "point"), help=say("arg_decimal"))
    parser.add_argument("--encoding", metavar="NAME", help=say("arg_encoding"))
    parser.add_argument("--delimiter", metavar="C", help=say("arg_delimiter"))
    parser.add_argument("--sheet", metavar="NAME", help=say("arg_sheet"))
    parser.add_argument("--zone", metavar="ZONE", help=say("arg_zone"))
    parser.add_argument("--dry-run", action="store_true", help=say("arg_dry_run"))
    parser.add_argument("--json", action="store_true", help=say("arg_json"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Import each file; one that cannot be imported does not stop the others."""
    from kundig.cli.progress import Progress
    from kundig.cli.summary import told
    from kundig.intake.errors import IntakeError
    from kundig.intake.formats import Wishes
    from kundig.intake.workflow import ImportRequest, import_file
    from kundig.readers.errors import ReadError
    from kundig.store.home import Home

    home = Home.find(args.home)
    wishes = Wishes(args.dates, args.decimal, args.encoding, args.delimiter, args.sheet, args.zone)
    done: list[dict[str, Any]] = []
    failed = False
    for name in args.files:
        request = ImportRequest(
            path=Path(name),
            table=None if args.table == "auto" else args.table,
            mapping=Path(args.map) if args.map else None,
            source=args.source,
            dry_run=args.dry_run,
            wishes=wishes,
            lang=lang,
            save_mapping=Path(args.save_map) if args.save_map else None,
        )
        try:
            with Progress(Path(name).name, lang) as progress:
                result = import_file(request, home=home, progress=progress)
        except (ReadError, IntakeError) as error:
            failed = True
            done.append(
                {"file": Path(name).name, "error": error.text(lang), "error_key": error.key}
            )
            if not args.json:
                print(error.text(lang), file=sys.stderr)
            continue
        done.append(result.to_dict())
        if not args.json:
            print(told(result, lang))
    if args.json:
        print(json.dumps(_object(done, failed=failed), ensure_ascii=False, indent=2))
    return 1 if failed else 0


def _object(done: list[dict[str, Any]], *, failed: bool) -> dict[str, Any]:
    """One object: sums over all files first, then each file."""
    counts = ("read", "taken", "new_versions", "unchanged", "refused")
    sums = {c: sum(f.get(c, 0) for f in done) for c in counts}
    remarks: dict[str, int] = {}
    for f in done:
        for key, n in f.get("remarks", {}).items():
            remarks[key] = remarks.get(key, 0) + n
    versions = [f["version"] for f in done if "version" in f]
    return {
        "ok": not failed,
        "version": max(versions, default=0),
        **sums,
        "remarks": remarks,
        "files": done,
    }
