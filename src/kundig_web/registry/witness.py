"""Who writes down that periods ran and purposes were switched: the audit log, which lies above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol


class Witness(Protocol):
    """Writes one entry of the log."""

    def __call__(self, verb: str, *, now: datetime, details: Mapping[str, Any]) -> None:
        """`details` are codes and counts, nothing about persons."""


_WITNESSES: list[Witness] = []


def register_witness(witness: Witness) -> None:
    """Say who writes the log; the last one registered counts. Called in `AppConfig.ready`."""
    _WITNESSES[:] = [witness]


def tell(verb: str, *, now: datetime, details: Mapping[str, Any]) -> None:
    """Have it written down; a company whose site has never run has no log, and nothing is written."""
    from django.db import connection

    if _WITNESSES and "audit_entry" in connection.introspection.table_names():
        _WITNESSES[0](verb, now=now, details=details)
