"""`kundig ask`: one question, answered with n, range and source."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("measure", metavar="MEASURE", help=say("arg_measure"))
    parser.add_argument("--by", action="append", default=[], metavar="DIM", help=say("arg_by"))
    parser.add_argument("--period", metavar="PERIOD", help=say("arg_period"))
    parser.add_argument(
        "--where", action="append", default=[], metavar="DIM=VALUE", help=say("arg_where")
    )
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help=say("arg_option")
    )
    parser.add_argument("--as-of", metavar="DATE", help=say("arg_as_of"))
    parser.add_argument("--limit", type=int, default=1000, metavar="N", help=say("arg_limit"))
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help=say("arg_engine")
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("arg_json"))
    form.add_argument("--sql", action="store_true", help=say("arg_sql"))
    form.add_argument("--csv", action="store_true", help=say("arg_csv"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Ask and print."""
    from kundig.answers import AskError, ask

    try:
        answer = ask(
            args.measure,
            by=[d for part in args.by for d in part.split(",") if d],
            period=args.period,
            where=_pairs(args.where),
            as_of=args.as_of,
            home=args.home,
            engine=args.engine,
            lang=lang,
            limit=args.limit,
            **{k: v[0] for k, v in _pairs(args.option).items()},
        )
    except AskError:
        raise
    except ValueError as error:
        raise AskError("unreadable_request", reason=str(error)) from None
    if args.json:
        print(answer.to_json())
    elif args.sql:
        print(answer.sql)
    elif args.csv:
        print(answer.to_csv(), end="")
    else:
        print(answer)
    return 0


def _pairs(given: list[str]) -> dict[str, list[str]]:
    """`branch=Süd,Nord` as {"branch": ["Süd", "Nord"]}; a repeated name adds values."""
    from kundig.answers import AskError

    pairs: dict[str, list[str]] = {}
    for part in given:
        name, equals, value = part.partition("=")
        if not equals or not name:
            raise AskError("unreadable_pair", pair=part)
        pairs.setdefault(name.strip(), []).extend(v.strip() for v in value.split(","))
    return pairs
