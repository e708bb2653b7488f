"""The register: the flat list and the history of all customers, one state per store version.

A job builds it, pages read it; both may be several processes. It is derived: it can be deleted at
any time and built again.

    register = build(home)                  # a folder KUNDIG_HOME/register/<version>-<stamp>
    register = current(home)                # the newest finished one, or None; cheap, per request
    register.customer("shop:4711")          # one row, see rows.COLUMNS
    register.records("shop:4711")           # the customer records behind it, with file and import
    register.history(["shop:4711"])         # what happened, see events.COLUMNS; newest first
    register.open_matters(["shop:4711"])    # where somebody still owes something
    register.lines("shop:4711", "shop", "A17")   # lines of an order, from the store
    register.page(Filter(text="müller", branches=("Nord",)), "value", limit=50, after=token)
    register.stream(Filter(refused=False), "name")   # Arrow batches, bounded memory
    register.branches(), register.segments(), register.total(chosen), register.count
    register.version, .as_of, .data_until, .built_at, .seconds, .value_why, .knows_files_of(snapshot)

An event's `place` sorts it in time; `history(keys, before=event["place"])` goes on after it.
`fold(text)` is how names are compared: `fold("Müller") == fold("Mueller") == fold("Muller")`.
"""

from kundig.register.build import build, sweep
from kundig.register.filtering import MOODS, NONE, SORTS, Filter
from kundig.register.folding import Wanted, fold
from kundig.register.forgetting import forget
from kundig.register.reading import Page, Register, current

__all__ = [
    "MOODS", "NONE", "SORTS", "Filter", "Page", "Register", "Wanted", "build", "current", "fold",
    "forget", "sweep",
]  # fmt: skip
