"""`kundig letter`: the letter as HTML and PDF."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("--out", type=Path, metavar="PATH", help=say("arg_out"))
    parser.add_argument("--today", metavar="DATE", help=say("arg_today"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Write the letter and say where it is."""
    from kundig.glossary import text
    from kundig.letter import write_letter
    from kundig.store.home import Home

    try:
        today = date.fromisoformat(args.today) if args.today else None
    except ValueError:
        print(text("cli.demo_bad_date", lang, value=args.today), file=sys.stderr)
        return 1
    files = write_letter(Home.find(args.home), lang=lang, out=args.out, today=today)
    for path in files.all:
        print(text("cli.letter_written", lang, path=path))
    return 0
