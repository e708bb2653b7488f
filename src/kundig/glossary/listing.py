"""What a Listing is: people and cases that somebody should look at, asked like a measure.

A measure counts; a listing names. `query` turns shared tables (unbound Ibis tables) into a list in
a fixed order with a limit; nothing executes here, the question layer does. A listing that shows
people reads who they are from `kundig.facts.names`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kundig.glossary.measure import Query, Request


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of people or cases.

    Attributes:
        key: its name; texts about it may stand under this key.
        element: contact, employees, needs, structure or satisfaction.
        about: tables of which one must hold anything, else the list is empty.
        reads: shared tables that it reads.
        query: tables and request to a bounded, ordered Ibis table. `request.as_of` is today.
        options: what may be asked for, with what holds if nothing is asked.
    """

    key: str
    element: str
    about: tuple[str, ...]
    reads: tuple[str, ...]
    query: Query
    options: tuple[tuple[str, Any], ...] = ()

    def option(self, request: Request, name: str) -> Any:
        """The option's value in this request, else what holds without it."""
        return request.options.get(name, dict(self.options)[name])
