"""The table of contents of the product: every measure, by element, in the order of the articles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

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
    return loaded(CATALOGUE, "MEASURE")


def loaded(catalogue: Mapping[str, tuple[str, ...]], name: str) -> dict[str, Any]:
    """Key -> the object of this name in each module of a catalogue.

    Raises:
        ValueError: if a key stands twice, or an object names another element than its folder.
    """
    found: dict[str, Any] = {}
    for element, modules in catalogue.items():
        for module in modules:
            one = getattr(import_module(f"kundig.{element}.{module}"), name)
            if one.key in found or one.element != element:
                raise ValueError(f"kundig.{element}.{module}: key or element is wrong")
            found[one.key] = one
    return found
