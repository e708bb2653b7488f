"""What the demo company has beyond its files: people, departments, and work that is under way."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction

from kundig.engines.duckdb import DuckDBEngine
from kundig_web import company
from kundig_web.access import demo
from kundig_web.access.models import Branch, Department, User
from kundig_web.customers.jobs import ensure_register
from kundig_web.jobs.queue import enqueue

DEPARTMENTS = ("Marketing", "Service", "Versand", "Vertrieb")


def fill(now: datetime) -> dict[str, User]:
    """Fill the site of a demo company; running it again adds nothing.

    Every app that has a module `demo` with `seed(people, now)` adds its own; `people` are keyed by
    role: owner, marketing, service, people, council.
    """
    people = _people(now)
    for app in apps.get_app_configs():
        name = f"{app.name}.demo"
        if app.name.startswith("kundig_web.") and find_spec(name) is not None:
            add = getattr(import_module(name), "seed", None)
            if add is not None:
                add(people, now)
    # The first page waits for neither; what Heute shows comes first.
    enqueue("reports.compose", now=now, key=f"reports.compose:first:{company.snapshot().version}")
    ensure_register(now)
    return people


def _people(now: datetime) -> dict[str, User]:
    demo.prepare(now)
    with transaction.atomic():
        for name in DEPARTMENTS:
            Department.objects.get_or_create(name=name)
        for name in branches():
            Branch.objects.get_or_create(name=name)
    known = User.objects.in_bulk([f.email for f in demo.FACES], field_name="email")
    return {face.key: known[face.email] for face in demo.FACES if face.email in known}


def branches() -> list[str]:
    """The branches that the facts name."""
    with DuckDBEngine(memory_limit="200MB", threads=1) as engine:
        engine.attach(company.snapshot().tables)
        rows = engine.execute("SELECT DISTINCT branch FROM orders WHERE branch <> '' ORDER BY 1")
    return [str(name) for (name,) in rows]
