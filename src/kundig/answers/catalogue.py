"""The table of contents of the product: every measure, by element, in the order of the articles."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from kundig.glossary.measure import Measure

ELEMENTS = ("contact", "employees", "needs", "structure", "satisfaction")

#: Element -> modules, each with a MEASURE. A new measure is one line here.
CATALOGUE: dict[str, tuple[str, ...]] = {
    "contact": (),
    "employees": (),
    "needs": (
        "customers",
        "purchases",
        "revenue",
        "repeat_rate",
        "purchases_per_customer",
        "revenue_share",
        "rfm",
        "clv.measure",
    ),
    "structure": (),
    "satisfaction": (
        "retention",
        "nps",
        "csat",
        "ces",
        "tgw",
        "affected_orders",
        "late_deliveries",
        "returns_rate",
        "response_time",
    ),
}


@cache
def measures() -> dict[str, Measure]:
    """Key -> measure, in the order of the catalogue."""
    found: dict[str, Measure] = {}
    for element, modules in CATALOGUE.items():
        for module in modules:
            measure: Measure = import_module(f"kundig.{element}.{module}").MEASURE
            if measure.key in found or measure.element != element:
                raise ValueError(f"kundig.{element}.{module}: key or element is wrong")
            found[measure.key] = measure
    return found
