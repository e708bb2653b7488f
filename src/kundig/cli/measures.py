"""`kundig measures`: the catalogue with question, formula, source and decision."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable


def configure(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """The arguments of the command."""
    parser.add_argument("measure", nargs="?", metavar="MEASURE", help=say("arg_measure"))
    parser.add_argument("--json", action="store_true", help=say("arg_json"))


def run(args: argparse.Namespace, lang: str) -> int:
    """Print all measures, or one with everything that is known about it."""
    from kundig.answers import measures
    from kundig.answers.asking import unknown_measure
    from kundig.glossary.sentences import text

    known = measures()
    if args.measure and args.measure not in known:
        raise unknown_measure(args.measure)
    chosen = [known[args.measure]] if args.measure else list(known.values())
    if args.json:
        rows = [
            {
                "measure": m.key,
                "element": m.element,
                **{w: m.say(w, lang) for w in ("name", "question", "formula", "decides", "caveat")},
                "source": m.source,
                "unit": m.unit.value,
                "by": list(m.dimensions),
                "options": list(m.options),
            }
            for m in chosen
        ]
        print(json.dumps({"measures": rows}, ensure_ascii=False, indent=2))
        return 0
    element = ""
    for m in chosen:
        if m.element != element:
            element = m.element
            print(f"\n{text(f'cli.element_{element}', lang)}")
        print(f"  {m.key:<24} {m.say('question', lang)}")
        if args.measure:
            for what in ("name", "formula", "decides", "caveat"):
                if m.say(what, lang):
                    print(f"    {text(f'cli.label_{what}', lang)}: {m.say(what, lang)}")
            print(f"    {text('cli.label_source', lang)}: {m.source}")
            print(
                f"    --by: {', '.join((*m.dimensions, 'year', 'quarter', 'month', 'week')) if m.dimensions else '–'}"
            )
            print(f"    --option: {', '.join(m.options) or '–'}")
    return 0
