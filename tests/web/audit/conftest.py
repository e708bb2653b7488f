"""A chain with a few entries, made the way the site makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kundig_web.audit.log import note
from kundig_web.audit.triggers import guard, unguard
from tests.web.conftest import NOW

ANNA, BERND = "shop:4711", "shop:0815"
NAMES = {"first_name": "Anna", "last_name": "Yıldız"}


@pytest.fixture
def chain(own_home: Any, cast: dict[str, Any]) -> dict[str, Any]:
    """Twelve entries about two customers, by two employees and the machine."""
    actors = [cast["emil"], cast["lena"], None]
    for i in range(12):
        about = (ANNA, BERND, "")[i % 3]
        note(
            "customers.names_edited",
            now=NOW + timedelta(minutes=i),
            actor=actors[i % 3],
            about=about,
            of=f"customers.person:{i}",
            details={"fields": i},
            values={**NAMES, "street": f"Weg {i}"} if about else None,
        )
    return cast


class Forger:
    """Somebody with every right in the database: takes the guard off, forges, puts it back."""

    def __call__(self, sql: str, *values: Any) -> None:
        unguard(connection, "audit_entry")
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        guard(connection, "audit_entry", openable=False)


@pytest.fixture
def forge(db: None) -> Forger:
    """`forge("UPDATE audit_entry SET …")`."""
    return Forger()
