"""`kundig withdraw`: take an import back as a whole."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("import_id", metavar="IMPORT", help=say("arg_import_id"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Withdraw one import."""
    from kundig.glossary.sentences import text
    from kundig.intake.workflow import withdraw
    from kundig.store.home import Home

    version = withdraw(args.import_id, home=Home.find(args.home))
    print(text("intake.withdrawn", lang, id=args.import_id, version=version))
    return 0
