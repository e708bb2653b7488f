"""`kundig demo`: a demo company in a folder, imported like any other, and its letter."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

MARK = "demo.json"


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    from kundig.samples import COMPANIES

    parser.add_argument(
        "folder", nargs="?", default="kundig-demo", metavar="DIR", help=say("arg_demo_folder")
    )
    parser.add_argument("--company", choices=COMPANIES, default="outdoor", help=say("arg_company"))
    parser.add_argument("--customers", type=int, metavar="N", help=say("arg_customers"))
    parser.add_argument("--seed", type=int, default=7, help=say("arg_seed"))
    parser.add_argument("--today", metavar="DATE", help=say("arg_today"))
    parser.add_argument("--no-letter", action="store_true", help=say("arg_no_letter"))
    parser.add_argument("--json", action="store_true", help=say("arg_json"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Write the company's files, import them, write the letter, say what to do next."""
    from kundig.answers.period import parse_day
    from kundig.cli.progress import Progress
    from kundig.glossary.sentences import text
    from kundig.intake.workflow import ImportRequest, import_file
    from kundig.samples import write_sample
    from kundig.store.home import Company, Home

    folder = Path(args.home or args.folder).absolute()
    today = parse_day(args.today) if args.today else date.today()  # noqa: DTZ011 - the user's day
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        print(text("cli.demo_not_ours", lang, folder=folder), file=sys.stderr)
        return 1
    for old in ("store", "files", "letters", "quarantine"):
        shutil.rmtree(folder / old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(
        json.dumps({"company": args.company, "today": today.isoformat(), "seed": args.seed}),
        encoding="utf-8",
    )
    sample = write_sample(
        folder / "files",
        company=args.company,
        today=today,
        customers=args.customers,
        seed=args.seed,
    )
    home = Home(folder)
    # The demo speaks the language of whoever looks at it.
    home.write_company(Company(sample.company, sample.zone, sample.currency))
    read = refused = 0
    for file in sample.files:
        with Progress(file.path.name, lang) as progress:
            result = import_file(
                ImportRequest(file.path, mapping=file.mapping_path, lang=lang),
                home=home,
                progress=progress,
            )
        read += result.read
        refused += result.refused
    letter: dict[str, str] = {}
    if not args.no_letter:
        from kundig.letter import write_letter

        written = write_letter(home, lang=lang, today=today)
        letter = {"html": str(written.html), "pdf": str(written.pdf)}
    if args.json:
        facts = {"company": sample.company, "home": str(folder), "files": len(sample.files)}
        counts = {"read": read, "refused": refused, "truth": str(sample.truth_path)}
        print(json.dumps(facts | counts | {"letter": letter}, ensure_ascii=False, indent=2))
        return 0
    print(
        text(
            "cli.demo_made",
            lang,
            company=sample.company,
            files=len(sample.files),
            folder=folder / "files",
            rows=read,
            refused=refused,
        )
    )
    for path in letter.values():
        print(text("cli.letter_written", lang, path=path))
    question = "nps --by branch" if args.company == "outdoor" else "purchases --by month"
    print(text("cli.demo_next", lang, home=folder, question=question))
    return 0
