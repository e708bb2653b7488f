"""`kundig audit verify`: goes through the chain and names the first entry that is not right."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kundig.cli.main import command_parser
from kundig.store.home import Home
from kundig_web.words import say, say_n

if TYPE_CHECKING:
    from kundig_web.audit.verify import Report


def main(rest: Sequence[str], lang: str) -> int:
    """Verify the log.

    Returns:
        0 if everything is sound, 1 if something is not or there is no log, 2 for a wrong anchor file.
    """
    parser = command_parser("audit", lang)
    parser.add_argument("what", choices=["verify"], help=say("audit.cli_arg_verify", lang))
    parser.add_argument("--anchor", metavar="FILE", help=say("audit.cli_arg_anchor", lang))
    parser.add_argument("--json", action="store_true", help=say("audit.cli_arg_json", lang))
    args = parser.parse_args(list(rest))
    _set_up(Home.find(args.home))

    from kundig_web.audit import anchors
    from kundig_web.audit.verify import verify

    if not _there():
        return _say("cli_no_log", lang, 1)
    path = Path(args.anchor) if args.anchor else anchors.place()
    if args.anchor and not path.exists():
        return _say("cli_no_anchor_file", lang, 2, path=path)
    try:
        told = anchors.read(path)
    except anchors.AnchorError as error:
        return _say("cli_wrong_anchor", lang, 2, line=error)
    report = verify(told)
    if args.json:
        sys.stdout.write(json.dumps({**asdict(report), "sound": report.sound}) + "\n")
    else:
        stream = sys.stdout if report.sound else sys.stderr
        stream.write("\n".join(sentences(report, len(told), lang)) + "\n")
    return 0 if report.sound else 1


def sentences(report: Report, anchored: int, lang: str) -> list[str]:
    """What a person reads."""
    lines = []
    found = report.finding
    if found is not None:
        lines.append(
            say(
                f"audit.found_{found.kind}",
                lang,
                seq=found.seq,
                until=found.until if found.until is not None else found.seq,
                at=found.at[:10],
            )
        )
        if report.last:
            lines.append(say("audit.cli_sound_until", lang, seq=report.last))
    else:
        lines.append(say_n("audit.cli_sound", report.entries, lang))
        if not anchored:
            lines.append(say("audit.cli_no_anchors", lang))
        elif report.anchors:
            lines.append(say_n("audit.cli_anchors", report.anchors, lang))
    for seq, start, end in report.restored:
        lines.append(say("audit.cli_restored", lang, seq=seq, start=start, end=end))
    lines += [say("audit.cli_unguarded", lang, table=table) for table in report.unguarded]
    if report.open:
        lines.append(say("audit.cli_open", lang))
    return lines


def _set_up(home: Home) -> None:
    os.environ["KUNDIG_HOME"] = str(home.folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def _there() -> bool:
    """True if this company has a database with an audit log; looking must not make one."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not connection.connection and not Path(name).exists():
        return False
    return "audit_entry" in connection.introspection.table_names()


def _say(key: str, lang: str, code: int, **values: object) -> int:
    sys.stderr.write(say(f"audit.{key}", lang, **values) + "\n")
    return code
