"""`kundig`: one screen of help, verbs first. Only the command that runs is imported."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from kundig import __version__
from kundig.glossary.sentences import language, text, texts

#: Command -> module of this room. The upper floor adds its own through the entry-point group.
COMMANDS = {
    "demo": "demo",
    "import": "importing",
    "imports": "imports",
    "withdraw": "withdraw",
    "measures": "measures",
    "ask": "asking",
    "letter": "letter",
    "tables": "tables",
}
#: Commands of the upper floor, known by name so that a missing extra gets a helpful line.
UPPER = ("serve", "backup", "restore", "retention", "records", "guard", "audit")
ENTRY_POINTS = "kundig.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code says how it went.

    0: done. 1: it could not be done, and the message says why. 2: the command line is wrong.
    70: a defect of kundig; the details stand in a file that is named. 130: stopped by Ctrl-C.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang, chosen = _take_language(arguments)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_overview(lang))
        return 0 if arguments else 2
    if arguments[0] in {"--version", "version"}:
        print(f"kundig {__version__}")
        return 0
    name, *rest = arguments
    module = COMMANDS.get(name)
    try:
        if module is None:
            return upper(name, rest, lang, chosen=chosen)
        return _run(name, module, rest, lang, chosen=chosen)
    except KeyboardInterrupt:
        print(text("cli.stopped", lang), file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _defect(error, lang)


def _run(name: str, module: str, rest: list[str], lang: str, *, chosen: bool) -> int:
    command = import_module(f"kundig.cli.{module}")
    parser = command_parser(name, lang)
    command.configure(parser, lambda key: text(f"cli.{key}", lang))
    args = parser.parse_args(rest)
    if not chosen and name != "demo":
        # What the company said outranks the language of the machine.
        from kundig.store.home import Home

        lang = Home.find(args.home).company().language or lang
    args.language = lang
    code: int = command.run(args, lang)
    return code


def command_parser(name: str, lang: str) -> argparse.ArgumentParser:
    """The parser of a command, with what every command has: its help and the company's folder."""
    parser = _Parser(
        prog=f"kundig {name}",
        description=text(f"cli.help_{name}", lang),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    parser.lang = lang
    parser.head(lang)
    parser.add_argument("-h", "--help", action="help", help=text("cli.arg_help", lang))
    parser.add_argument("--home", metavar="DIR", help=text("cli.arg_home", lang))
    return parser


def _take_language(arguments: list[str]) -> tuple[str, bool]:
    """The language, and whether somebody chose it; `--lang de` may stand anywhere."""
    for i, argument in enumerate(arguments):
        value = argument[7:] if argument.startswith("--lang=") else ""
        if argument == "--lang" and i + 1 < len(arguments):
            value = arguments[i + 1]
        if value in {"de", "en"}:
            del arguments[i : i + (1 if argument.startswith("--lang=") else 2)]
            return value, True
    return language(), "KUNDIG_LANG" in os.environ


def _overview(lang: str) -> str:
    lines = [text("cli.usage", lang), ""]
    lines += [
        f"  {name:<10} {text(f'cli.help_{name}', lang)}" for name in (*COMMANDS, *_installed())
    ]
    return "\n".join([*lines, "", text("cli.more", lang)])


def _installed() -> tuple[str, ...]:
    from importlib.util import find_spec

    if find_spec("kundig_web") is None:  # asking the metadata of every package takes far longer
        return ()
    from importlib.metadata import entry_points

    return tuple(
        e.name for e in entry_points(group=ENTRY_POINTS) if f"help_{e.name}" in texts("cli")
    )


def upper(name: str, rest: list[str], lang: str, *, chosen: bool = False) -> int:
    """Run a command of the upper floor, or say what is missing for it."""
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS, name=name):
        try:
            command = entry.load()
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("kundig"):
                raise
            break  # the extra `web` is not installed
        if not chosen:
            lang = _company_language(rest) or lang
        code: int = command(rest, lang)
        return code
    if name in UPPER:
        print(text("cli.needs_web", lang, command=name), file=sys.stderr)
        return 1
    near = ", ".join(COMMANDS)
    print(text("cli.unknown_command", lang, command=name, commands=near), file=sys.stderr)
    return 2


def _company_language(rest: list[str]) -> str:
    from kundig.store.home import Home

    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    finder.add_argument("--home")
    try:
        found, _ = finder.parse_known_args(rest)
    except argparse.ArgumentError:
        return ""
    return Home.find(found.home).company().language


def _defect(error: Exception, lang: str) -> int:
    """Say what went wrong without a traceback; the details go to a file."""
    told = getattr(error, "text", None)
    if callable(told):
        print(told(lang), file=sys.stderr)
        return 1
    if isinstance(error, OSError) and error.errno == 28:
        print(text("intake.disk_full", lang, reason=str(error)), file=sys.stderr)
        return 1
    if isinstance(error, OSError):
        print(
            text(
                "cli.no_access",
                lang,
                path=error.filename or "?",
                reason=error.strerror or str(error),
            ),
            file=sys.stderr,
        )
        return 1
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="kundig-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(error, file=log)
    print(text("cli.defect", lang, kind=type(error).__name__, log=Path(log.name)), file=sys.stderr)
    return 70


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the user's language, with where to look."""

    lang = "en"

    def head(self, lang: str) -> None:
        """Put the headings of the help into the user's language."""
        self._positionals.title = text("cli.head_positionals", lang)
        self._optionals.title = text("cli.head_options", lang)

    def format_help(self) -> str:
        """The help, its first word in the user's language."""
        return super().format_help().replace("usage: ", text("cli.usage_head", self.lang), 1)

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print the message and the way to the help, and leave with 2."""
        for key in ("wrong_unknown", "wrong_required"):
            start = text(f"cli.{key}", "en", what="")
            if message.startswith(start):
                message = text(f"cli.{key}", self.lang, what=message.removeprefix(start))
        print(
            text("cli.wrong_usage", self.lang, command=self.prog, message=message), file=sys.stderr
        )
        raise SystemExit(2)


if __name__ == "__main__":
    raise SystemExit(main())
