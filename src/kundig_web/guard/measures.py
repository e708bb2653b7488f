"""Claims about figures: no measure and no list can be asked by person."""

from __future__ import annotations

from kundig.answers import measures
from kundig.answers.asking import AskError, ask_measure
from kundig.answers.listings import listings
from kundig.engines.duckdb import DuckDBEngine
from kundig.glossary.measure import Measure, Request
from kundig_web import company
from kundig_web.guard.claims import Breach, Claim
from kundig_web.guard.tables import ACTOR

#: What somebody might try.
TRIED = ("user", "actor", "employee", "handler", "created_by", "mitarbeiter", "owner")


def no_figure_by_person(extra: tuple[Measure, ...] = ()) -> Claim:
    """No measure has a dimension or option of a person, and every one refuses to be asked so."""
    found = [*measures().values(), *extra]
    breaches = []
    looked = 0
    for measure in found:
        offered = (*measure.dimensions, *measure.options)
        looked += len(offered)
        breaches += [
            Breach("measure", f"{measure.key}: {name}") for name in offered if ACTOR.search(name)
        ]
    for key, listing in listings().items():
        offered = tuple(str(o[0] if isinstance(o, tuple) else o) for o in listing.options)
        looked += len(offered) + 1
        breaches += [Breach("measure", f"{key}: {n}") for n in offered if ACTOR.search(n)]
    home, snapshot = company.home(), company.snapshot()
    with DuckDBEngine(memory_limit="200MB", threads=1) as engine:
        for measure in found:
            for name in TRIED:
                looked += 1
                if name in measure.dimensions:  # found above
                    continue
                try:
                    ask_measure(
                        measure, Request(by=(name,)), snapshot=snapshot, engine=engine, home=home
                    )
                except AskError:
                    continue
                breaches.append(Breach("asked", f"{measure.key}: {name}"))
    return Claim("figures", looked, tuple(breaches))
