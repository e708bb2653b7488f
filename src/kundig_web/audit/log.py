"""Writing the audit log: in the transaction of the change itself.

    @audited("customers.names_edited", about="key", of="person")
    def edit_names(*, key, actor, now, names): …

The decorator opens the transaction, runs the workflow and writes one entry. A refusal (an
exception) leaves neither change nor entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
MARK = "kundig_audited"


def note(
    verb: str,
    *,
    now: datetime,
    actor: Any = None,
    about: str = "",
    of: str = "",
    details: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
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
    """


def audited(
    verb: str, *, about: str = "", of: str = "", details: tuple[str, ...] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Write an entry with each call of a workflow.

    Args:
        verb: `app.what_happened`.
        about: name of the argument with the customer's key, or dotted path (`promise.person.key`);
            `result.person.key` looks at what the workflow returns.
        of: likewise, the object itself.
        details: names of arguments that may stand open (codes, never text of people).
    """

    def mark(workflow: Callable[P, R]) -> Callable[P, R]:
        @wraps(workflow)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                return workflow(*args, **kwargs)

        setattr(run, MARK, verb)
        return run

    return mark
