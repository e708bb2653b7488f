"""`kundig records` writes the record of processing; `kundig retention` deletes what is past its time."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kundig.cli.main import command_parser
from kundig.store.home import Home
from kundig_web.registry.command_line import set_up
from kundig_web.words import say

if TYPE_CHECKING:
    from kundig_web.registry.retention import Line


def main(rest: Sequence[str], lang: str) -> int:
    """Write the record (HTML into a file, or JSON to the output), or switch a purpose.

    Returns:
        0 when done, 2 for a purpose that cannot be switched.
    """
    parser = command_parser("records", lang)
    parser.add_argument("out", nargs="?", metavar="FILE", help=say("registry.arg_out", lang))
    parser.add_argument("--json", action="store_true", help=say("registry.arg_json", lang))
    parser.add_argument("--off", metavar="PURPOSE", help=say("registry.arg_off", lang))
    parser.add_argument("--on", metavar="PURPOSE", help=say("registry.arg_on", lang))
    args = parser.parse_args(list(rest))
    set_up(Home.find(args.home))

    from kundig_web.registry.record import page, records

    if args.off or args.on:
        return _switch(args.off or args.on, on=bool(args.on), lang=lang)
    record = records(lang)
    if args.json:
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        return 0
    name = "verarbeitungen.html" if lang == "de" else "processing.html"
    path = Path(args.out or name)
    path.write_text(page(record), encoding="utf-8")
    sys.stdout.write(say("registry.cli_written", lang, path=path) + "\n")
    return 0


def _switch(key: str, *, on: bool, lang: str) -> int:
    from kundig_web import company
    from kundig_web.registry.purposes import PURPOSES, switchable
    from kundig_web.registry.switch import NotSwitchableError, switch

    try:
        switch(purpose=key, on=on, now=company.now())
    except NotSwitchableError:
        keys = ", ".join(p.key for p in switchable())
        sys.stderr.write(say("registry.cli_not_switchable", lang, key=key, keys=keys) + "\n")
        return 2
    name = PURPOSES[key].say("", lang)
    told = say("registry.cli_on" if on else "registry.cli_off", lang, purpose=name)
    sys.stdout.write(told + "\n")
    return 0


def retention(rest: Sequence[str], lang: str) -> int:
    """Say what is past its period, and delete it if `--delete` stands there.

    Returns:
        0 when done, 1 if the site has no database yet.
    """
    parser = command_parser("retention", lang)
    parser.add_argument("--delete", action="store_true", help=say("registry.arg_delete", lang))
    parser.add_argument("--dry-run", action="store_true", help=say("registry.arg_dry", lang))
    parser.add_argument("--json", action="store_true", help=say("registry.arg_json", lang))
    args = parser.parse_args(list(rest))
    set_up(Home.find(args.home))

    from kundig_web import company
    from kundig_web.registry import reports
    from kundig_web.registry.retention import plan, run, told
    from kundig_web.registry.steps import run_only

    now = company.now()
    delete = args.delete and not args.dry_run
    if delete:
        with run_only("registry.retention"):
            lines = run(now, records=True)
        reports.write(lines, now=now)
    else:
        lines = plan(now)
    if args.json:
        sys.stdout.write(json.dumps(told(lines), indent=2) + "\n")
        return 0
    sys.stdout.write("\n".join(_sentences(lines, delete=delete, lang=lang)) + "\n")
    return 0


def _sentences(lines: Sequence[Line], *, delete: bool, lang: str) -> list[str]:
    """What a person reads: a line for each period that anything is past."""
    from kundig_web.registry.record import names

    called, found = names(lang), []
    for line in lines:
        what, before = called.get(line.table, line.table), line.before[:10]
        values = {"what": what, "before": before, "n": line.deleted if delete else line.due}
        if line.obstacle and line.due:
            found.append(say(f"registry.cli_{line.obstacle}", lang, **values | {"n": line.due}))
        elif values["n"]:
            found.append(say(f"registry.cli_{'gone' if delete else 'due'}", lang, **values))
        if line.held:
            found.append(say("registry.cli_held", lang, **values | {"n": line.held}))
    if not found:
        return [say("registry.cli_nothing", lang)]
    return found if delete else [*found, say("registry.cli_dry", lang)]
