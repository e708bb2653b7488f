"""Tests with real transactions empty all tables at their end; guarded tables refuse that, rightly.

So the guards come off for the emptying, and go back on: what runs between is guarded as in
production. Nothing in the product can do this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations


def let_tests_empty_guarded_tables() -> None:
    """Wrap Django's flush; calling this twice changes nothing."""
    flush: Callable[..., None] = BaseDatabaseOperations.execute_sql_flush
    if hasattr(flush, "__wrapped__"):
        return

    @wraps(flush)
    def run(self: Any, sql_list: Sequence[str]) -> None:
        from kundig_web.audit import triggers

        tables = triggers.guarded(self.connection)
        for table in tables:
            triggers.unguard(self.connection, table)
        try:
            flush(self, sql_list)
        finally:
            for table, openable in tables.items():
                triggers.guard(self.connection, table, openable=openable)

    BaseDatabaseOperations.execute_sql_flush = run  # type: ignore[method-assign]
