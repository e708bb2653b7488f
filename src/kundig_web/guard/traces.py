"""Signing in leaves nothing behind, logs name nobody, and the store holds no employee."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.test import Client

from kundig.engines.duckdb import DuckDBEngine
from kundig_web import company
from kundig_web.access import sessions
from kundig_web.access.models import User
from kundig_web.guard.claims import Breach, Claim
from kundig_web.guard.people import Invented, in_text, without
from kundig_web.guard.tables import all_models
from kundig_web.jobs.mirrors import MIRRORS

Rows = dict[str, set[str]]


def signing_in_leaves_nothing(person: Invented) -> Claim:
    """Sign in, look around, sign out: no row is left that says that somebody was there."""
    before = _rows()
    with_browser = Client(raise_request_exception=False, SERVER_NAME="localhost")
    user = User.objects.get(pk=person.pk)
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = sessions.SessionStore()
    sessions.begin(request, user)
    request.session.save()
    from django.conf import settings

    with_browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    for url in ("/", "/more/", "/account/"):
        with_browser.get(url)
    during = _rows()
    with_browser.post("/logout/")
    left = _rows()
    breaches = [
        Breach("left_behind", table)
        for table, rows in left.items()
        if any(in_text([person], row) for row in rows - before.get(table, set()))
    ]
    breaches += [
        Breach("session_stays", table)
        for table, rows in during.items()
        if "ession" in table and rows & left.get(table, set()) - before.get(table, set())
    ]
    signed = str(person.pk) == str(request.session.get(SESSION_KEY))
    return Claim("signing_in", len(left) if signed else 0, tuple(breaches))


def _rows() -> Rows:
    return {
        model._meta.label: {repr(row) for row in model._base_manager.values_list()}
        for model in all_models()
    }


def store_names_nobody(people: list[Invented]) -> Claim:
    """Every text of the store, and what is about to be published, is searched for employees."""
    looked, breaches = 0, []
    for name, mirror in MIRRORS.items():
        for table, rows in mirror(company.now()).items():
            looked += len(rows)
            if in_text(people, repr(rows)):
                breaches.append(Breach("mirrored", f"{name}: {table}"))
    snapshot = company.snapshot()
    with DuckDBEngine(memory_limit="200MB", threads=1) as engine:
        engine.attach(snapshot.tables)
        for table in snapshot.tables:
            rows = engine.execute(f'SELECT CAST(COLUMNS(*) AS VARCHAR) FROM "{table}"')
            looked += len(rows)
            if in_text(people, repr(rows)):
                breaches.append(Breach("mirrored", table))
    register = company.home().folder
    for path in sorted(register.rglob("*.log")):
        looked += 1
        if in_text(people, path.read_text(encoding="utf-8", errors="replace")):
            breaches.append(Breach("logged", path.name))
    return Claim("store_rows", looked, tuple(breaches))


@contextmanager
def listened() -> Iterator[list[str]]:
    """Everything that is logged meanwhile, however unimportant."""
    found: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("django.db"):  # statements; only with DEBUG
                found.append(record.getMessage())

    ear, root = Ear(), logging.getLogger()
    loggers = [root, *(logging.getLogger(n) for n in ("django", "django.request", "kundig_web"))]
    levels = [(one, one.level) for one in loggers]
    others = {one: list(one.handlers) for one in loggers}
    for one in loggers:
        one.setLevel(logging.DEBUG)
        one.handlers = [ear] if one is root else []
    try:
        yield found
    finally:
        for one, level in levels:
            one.setLevel(level)
            one.handlers = others[one]


def logs_name_nobody(lines: list[str], people: list[Invented]) -> Claim:
    """No line of the log names anybody."""
    bad = [line for line in lines if in_text(people, line)]
    breaches = [Breach("logged", without(people, line)[:80]) for line in bad[:5]]
    # A quiet log is a good log: the root logger itself was listened to.
    return Claim("logs", len(lines) + 1, tuple(breaches))
