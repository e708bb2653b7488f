"""The files of an erasure, step by step: each step may run twice, and a killed one runs again."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from kundig import register
from kundig.erase import forget_files
from kundig.store.erasing import erase_records
from kundig_web import company
from kundig_web.customers.restriction import write_file
from kundig_web.desk import morning
from kundig_web.erasure import box, certificate, log, places
from kundig_web.erasure.models import Erasure
from kundig_web.erasure.subject import Subject
from kundig_web.erasure.workflows import files_told, store_told

#: In this order; `step` names the one that is running.
STEPS = ("list", "store", "register", "files", "certificate", "pages")
#: A database of up to so many bytes is written anew: pages from before secure_delete lie in it.
VACUUM_MOST = 1 << 30


def run(erasure: Erasure) -> None:
    """Do what is left of an erasure."""
    with translation.override(erasure.language):
        if erasure.state == Erasure.State.FILES:
            subject = Subject.loads(box.open_(bytes(erasure.work), f"work/{erasure.reference}"))
            _files(erasure, subject)
        if erasure.state == Erasure.State.PAGES:
            _at(erasure, "pages")
            empty_pages()
            erasure.state = Erasure.State.DONE
            erasure.save(update_fields=["state"])


def _files(erasure: Erasure, subject: Subject) -> None:
    home = company.home()
    _at(erasure, "list")
    log.append(home, erasure.reference, subject, erasure.started_at)
    _at(erasure, "store")
    before = home.store.manifest().version
    erased = erase_records(home, subject.pairs, mails=subject.mails, phones=subject.phones)
    _count(erasure, store_told(erased.rows))
    _at(erasure, "register")
    newest = register.current(home)
    same = newest is not None and newest.version == before
    register.forget(home, subject.keys, version=erased.version if same else None)
    _at(erasure, "files")
    found = forget_files(
        home, subject.traces, raw=places.raw(), caches=places.caches(), dry_run=False
    )
    _count(erasure, files_told(found.rows, found.letters, found.files))
    write_file()
    _at(erasure, "certificate")
    with transaction.atomic():
        morning.forget()  # one may have been made since
        erasure.work = b""
        erasure.finished_at = company.now()
        erasure.certificate = certificate.issue(erasure)
        erasure.state = Erasure.State.PAGES
        erasure.save(update_fields=["work", "finished_at", "certificate", "state"])


def empty_pages() -> None:
    """Leave nothing in freed pages and in the write-ahead log; where the database allows it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What the write-ahead log still holds is a declared exception: it is overwritten.
            cursor.execute("VACUUM")
        return
    with connection.cursor() as cursor:
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        if not path.exists() or path.stat().st_size <= VACUUM_MOST:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
    if busy and busy[0]:
        raise Unfinished("wal")


class Unfinished(Exception):  # noqa: N818 - the job comes back
    """Somebody was reading: the log of the database could not be emptied yet."""


def _at(erasure: Erasure, step: str) -> None:
    Erasure.objects.filter(pk=erasure.pk).update(step=step)
    erasure.step = step


def _count(erasure: Erasure, found: dict[str, int]) -> None:
    """Add what went; a second run finds nothing more and adds nothing."""
    for name, n in found.items():
        if n:
            erasure.what[name] = erasure.what.get(name, 0) + n
    erasure.save(update_fields=["what"])


__all__: list[str] = ["STEPS", "empty_pages", "run"]
