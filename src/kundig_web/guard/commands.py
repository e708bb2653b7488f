"""`kundig guard`: prove that nothing is said about a single employee; write the council's page."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kundig.cli.main import command_parser
from kundig.glossary.sentences import text
from kundig.store.home import Home

if TYPE_CHECKING:
    from kundig_web.guard.claims import Report

SETTINGS = "kundig_web.site.settings"
#: What a proof must not take over from the site that it is asked for.
_OTHERS = (
    "KUNDIG_DATABASE_URL", "KUNDIG_DATABASE_URL_FILE", "KUNDIG_HOSTS", "KUNDIG_HOSTS_FILE",
    "KUNDIG_SECURE", "KUNDIG_DEMO", "KUNDIG_SECRET_KEY", "KUNDIG_SECRET_KEY_FILE",
    "KUNDIG_WARM_UP", "KUNDIG_PROXIES", "KUNDIG_LOG",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of the command."""
    parser.add_argument("--json", action="store_true", help=text("guard.arg_json", lang))
    parser.add_argument("--council", metavar="FILE.html", help=text("guard.arg_council", lang))


def main(rest: Sequence[str], lang: str) -> int:
    """Prove, or write the page.

    Returns:
        0 if every claim holds (or the page was written), 1 if one does not.
    """
    parser = command_parser("guard", lang)
    configure(parser, lang)
    args = parser.parse_args(list(rest))
    home = Home.find(args.home)
    folder = Path(tempfile.mkdtemp(prefix="kundig-guard-"))
    try:
        if args.council:
            return _council(Path(args.council), home, folder, lang)
        report = _proven(folder, lang)
        _keep(home, report)
        if args.json:
            print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
        else:
            print(told(report, lang))
        return 0 if report.ok else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def told(report: Report, lang: str) -> str:
    """The report as it is read."""
    from kundig_web import words

    lines = []
    for claim in report.claims:
        lines.append(f"{'✓' if claim.holds else '✗'} {claim.say(lang)} {claim.how(lang)}")
        lines += [f"    {breach.say(lang)}" for breach in claim.breaches]
    bad = sum(not c.holds for c in report.claims)
    key = "guard.told_all" if not bad else "guard.told_bad"
    last = words.say_n(key, bad or len(report.claims), lang, seconds=f"{report.seconds:.0f}")
    return "\n".join([*lines, "", last])


def _proven(folder: Path, lang: str) -> Report:
    """Prove on a company that is made for it, in this process, far from the real one."""
    from kundig.cli.main import main as kundig

    quiet = sys.stdout
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = nowhere
        try:
            code = kundig([
                "demo", str(folder), "--company", "bookshop", "--no-letter", "--lang", "de",
            ])  # fmt: skip
        finally:
            sys.stdout = quiet
    if code != 0:
        raise RuntimeError("the company to be proven on could not be made")
    _set_up(folder)
    from django.core.management import call_command

    from kundig_web import company
    from kundig_web.guard.proof import prove
    from kundig_web.jobs.queue import autodiscover

    call_command("migrate", interactive=False, verbosity=0)
    autodiscover()
    return prove(company.now())


def _set_up(folder: Path) -> None:
    """Django, for the company in this folder."""
    for name in _OTHERS:
        os.environ.pop(name, None)
    os.environ["KUNDIG_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    (folder / "web").mkdir(parents=True, exist_ok=True)
    import django

    django.setup()


def _keep(home: Home, report: Report) -> None:
    """What the works council's page shows, where a site stands."""
    from kundig_web.guard.kept import write

    if (home.folder / "web").is_dir():
        write(home.folder / "web", report)


def _council(path: Path, home: Home, folder: Path, lang: str) -> int:
    """Write the page; from a bare installation it tells what the programme does, without data."""
    known = home.company() if home.folder.exists() else None
    found: Any = home.folder / "web"
    _set_up(folder)
    from kundig_web.guard.council import document
    from kundig_web.guard.kept import read

    path.write_text(document(known.name if known else "", read(found), lang), encoding="utf-8")
    print(text("guard.council_written", lang, file=path))
    return 0
