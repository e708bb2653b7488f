"""Pages that begin with the day's morning: shown at once, filled when it has been made."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from kundig.store import Snapshot
from kundig_web import company
from kundig_web.desk import morning as mornings
from kundig_web.desk.morning import Kept


def morning_for(request: HttpRequest, snapshot: Snapshot, day: date) -> Kept | None:
    """The morning of a day, if it is kept or this request may wait for it.

    A page without one shows `desk/reading.html`, which asks for the same page again: by htmx as
    soon as it stands, or by a link with `?wait`. Both wait; nobody stares at an empty window.
    """
    found = mornings.kept(snapshot, day)
    if found is not None or snapshot.version == 0:
        return found
    if request.htmx or "wait" in request.GET:
        return Kept(mornings.make(snapshot, day, company.now()), fresh=True)
    return None


def waits(kept: Kept | None, snapshot: Snapshot) -> bool:
    """True if there are data, but nobody has read them for this day yet."""
    return kept is None and snapshot.version > 0
