"""`kundig demo`: a demo company in a folder, imported like any other, and its letter or its site."""

from __future__ import annotations

import argparse
import json
import os
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
    parser.add_argument("--serve", action="store_true", help=say("arg_serve"))
    parser.add_argument("--fresh", action="store_true", help=say("arg_fresh"))
    parser.add_argument("--port", metavar="N", help=say("arg_serve_port"))
    parser.add_argument("--no-browser", action="store_true", help=say("arg_serve_no_browser"))
    # Refused by `serve` with the reason; known here so that the reason can be given.
    parser.add_argument("--host", metavar="HOST", help=argparse.SUPPRESS)


def run(args: argparse.Namespace, lang: str) -> int:
    """Make the company; with `--serve`, open its site (which needs no letter)."""
    if not args.serve:
        return _make(args, lang)
    from kundig.cli.main import upper

    folder = Path(args.home or args.folder).absolute()
    rest = ["--home", str(folder), "--demo"]
    for name in ("host", "port"):
        rest += [f"--{name}", value] if (value := getattr(args, name)) else []
    rest += ["--no-browser"] if args.no_browser else []
    if args.fresh or not _as_asked(folder, args):
        if _is_served(folder):
            return upper("serve", rest, lang, chosen=True)  # says that it runs already
        args.no_letter = True
        code = _make(args, lang, quietly=True)
        if code != 0:
            return code
        # Making the company took memory that watching over its site does not need.
        sys.stdout.flush()
        os.execv(  # noqa: S606 - our own interpreter and command
            sys.executable, [sys.executable, "-m", "kundig", "--lang", lang, "serve", *rest]
        )
    return upper("serve", rest, lang, chosen=True)


def _as_asked(folder: Path, args: argparse.Namespace) -> bool:
    """Whether a complete company of just these parameters lies there.

    Any day will do if none was asked for: what somebody tried out yesterday is still there then.
    """
    try:
        made = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    asked = {"company": args.company, "seed": args.seed, "customers": args.customers}
    return (
        made.get("complete") is True
        and all(made.get(name) == value for name, value in asked.items())
        and args.today in {None, made.get("today")}
    )


def _is_served(folder: Path) -> bool:
    """Whether a site is running on this folder: its files must not be taken from under it."""
    from filelock import FileLock, Timeout

    path = folder / "web" / "serve.lock"
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def _make(args: argparse.Namespace, lang: str, *, quietly: bool = False) -> int:
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
    if _is_served(folder):
        print(text("cli.demo_is_served", lang, folder=folder), file=sys.stderr)
        return 1
    for old in ("store", "files", "letters", "quarantine", "web"):
        shutil.rmtree(folder / old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "company": args.company,
        "today": today.isoformat(),
        "seed": args.seed,
        "customers": args.customers,
    }
    (folder / MARK).write_text(json.dumps(made), encoding="utf-8")
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
    # What was interrupted is made again from the start.
    (folder / MARK).write_text(json.dumps(made | {"complete": True}), encoding="utf-8")
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
    if quietly:
        return 0
    for path in letter.values():
        print(text("cli.letter_written", lang, path=path))
    question = "nps --by branch" if args.company == "outdoor" else "purchases --by month"
    print(text("cli.demo_next", lang, home=folder, question=question))
    return 0
