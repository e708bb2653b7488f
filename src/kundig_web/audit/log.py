"""Writing the audit log: in the transaction of the change itself.

    @audited("customers.names_edited", about="key", of="result", values=("names",))
    def edit_names(*, key, actor, now, names): …

The decorator opens the transaction, runs the workflow and writes one entry. A refusal (an
exception) leaves neither change nor entry; if the entry cannot be written, nothing is changed.
Entries of workflows inside others wait for the outermost one, so that the head of the chain, which
one writer holds at a time, is locked as late and as shortly as possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from kundig_web import company
from kundig_web.audit.arguments import looked_up, named, open_value
from kundig_web.audit.writing import Pending, write

P = ParamSpec("P")
R = TypeVar("R")
MARK = "kundig_audited"
#: What the outermost audited workflow of this thread will write at its end.
_waiting: ContextVar[list[Pending] | None] = ContextVar("audit_waiting", default=None)


def note(
    verb: str,
    *,
    now: datetime,
    actor: Any = None,
    about: str = "",
    of: str = "",
    details: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    door: str = "",
) -> None:
    """Write one entry.

    Args:
        verb: `app.what_happened`.
        now: the moment.
        actor: who did it (a User), None for the machine.
        about: the key of the customer whom it concerns; values are sealed under that customer's key.
        of: the object, as `contact.promise:17`.
        details: what may stand open: codes and counts, nothing about persons.
        values: personal values, sealed: destroying the key erases them, the chain still verifies.
        door: whom it concerns where nobody is signed in (see `events.note_event`).

    Raises:
        ValueError: if there are values and nobody whose key would seal them.
    """
    if values and not about:
        raise ValueError(f"{verb}: values without the customer whose key seals them")
    entry = Pending(verb, now, actor, about, of, dict(details or {}), dict(values or {}), door)
    waiting = _waiting.get()
    if waiting is None:
        write([entry])
    else:
        waiting.append(entry)


def audited(
    verb: str,
    *,
    about: str = "",
    of: str = "",
    details: tuple[str, ...] = (),
    values: tuple[str, ...] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Write an entry with each call of a workflow.

    Args:
        verb: `app.what_happened`.
        about: name of the argument with the customer's key, or dotted path (`promise.person.key`);
            `result.person.key` looks at what the workflow returns.
        of: likewise, the object itself.
        details: names of arguments that may stand open (codes, never text of people).
        values: names of arguments that are sealed under the customer's key.
    """

    def mark(workflow: Callable[P, R]) -> Callable[P, R]:
        form = signature(workflow)

        @wraps(workflow)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            given = form.bind(*args, **kwargs)
            given.apply_defaults()
            # Looked at before the call: what is deleted has no number afterwards.
            asked = (about, of, *details, *values)
            before = {p: looked_up(given.arguments, p) for p in asked if p and not _late(p)}
            outer = _waiting.get()
            mine: list[Pending] = []
            with transaction.atomic():
                token = _waiting.set(mine)
                try:
                    result = workflow(*args, **kwargs)
                finally:
                    _waiting.reset(token)
                found = {
                    **before,
                    **{p: looked_up({"result": result}, p) for p in asked if _late(p)},
                }
                whom = found.get(about)
                mine.append(
                    Pending(
                        verb,
                        given.arguments.get("now") or company.now(),
                        given.arguments.get("actor"),
                        str(whom) if whom else "",
                        named(found.get(of)),
                        {p: open_value(found[p]) for p in details},
                        {p: found[p] for p in values} if whom else {},
                    )
                )
                if outer is None:
                    write(mine)
                else:
                    outer.extend(mine)
            return result

        setattr(run, MARK, verb)
        return run

    return mark


def _late(path: str) -> bool:
    return path.partition(".")[0] == "result"
