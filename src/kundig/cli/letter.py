"""`kundig letter`: the letter as HTML and PDF."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("--out", type=Path, metavar="PATH", help=say("arg_out"))
    parser.add_argument("--today", "--as-of", metavar="DATE", help=say("arg_today"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Write the letter and say where it is."""
    from kundig.answers.period import parse_day
    from kundig.glossary import text
    from kundig.letter import write_letter
    from kundig.store.home import Home

    today = parse_day(args.today) if args.today else None
    home = Home.find(args.home)
    if home.store.manifest().version == 0:
        print(text("answers.store_empty", lang, folder=home.folder), file=sys.stderr)
    files = write_letter(home, lang=lang, out=args.out, today=today)
    for path in files.all:
        print(text("cli.letter_written", lang, path=path))
    return 0
