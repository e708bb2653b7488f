"""The scenes that need no server: each round is killed once, then done again and counted."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.killing.forks import Ended, Tally, Tell, Work, finished, forked

ROWS = 1500


def run(name: str, kills: int, draw: random.Random, end: float) -> Tally:
    """Kill one scene so often, or until the time is over."""
    scene: Scene = SCENES[name](draw)
    tally = Tally()
    scene.prepare()
    longest = scene.round(tally, None)
    while tally.kills < kills and time.monotonic() < end:
        scene.round(tally, draw.uniform(0, longest * 1.05))
    scene.at_the_end(tally)
    return tally


class Scene:
    """Something that is done, killed, done again."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.number = 0

    def prepare(self) -> None:
        """Before the first round, in processes of its own."""
        finished(_migrated_and_peopled)

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round; how long the work took that was not killed."""
        raise NotImplementedError

    def at_the_end(self, tally: Tally) -> None:
        """What only the end can show."""

    def kill(self, tally: Tally, work: Work, kill_after: float | None) -> Ended:
        """Start the work and kill it."""
        ended = forked(work, kill_after=kill_after)
        if kill_after is not None:
            tally.kills += 1
            tally.in_the_middle += ended.killed
        elif not ended.ok:
            raise RuntimeError("the first round, which nobody killed, failed")
        return ended

    def again(self, tally: Tally, work: Work, what: str) -> list[Any]:
        """Do it again, as the site would; what does not work then needs a hand."""
        ended = forked(work)
        if not ended.ok:
            tally.repairs += 1
            tally.notes.append(f"{what}: it did not work again (round {self.number})")
        return ended.told


def _migrated_and_peopled(tell: Tell) -> None:
    from kundig_web import company
    from kundig_web.access.models import Mode, User, site
    from kundig_web.backups import upgrade

    upgrade.migrate()
    one = site()
    one.mode, one.started_at = Mode.DEPARTMENTS, company.now()
    one.save()
    owner = User.objects.create(
        email="dora@nordhang.example", name="Dora", created_at=company.now()
    )
    owner.role_set.create(role="owner")


def _owner() -> Any:
    from kundig_web.access.models import User

    return User.objects.get(email="dora@nordhang.example")


class Import(Scene):
    """A file into the store. A version is there as a whole or not at all."""

    def prepare(self) -> None:
        """The store needs no database."""

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round."""
        from kundig.intake.workflow import new_import_id
        from kundig_web import company

        self.number += 1
        home = company.home()
        home.folder.mkdir(parents=True, exist_ok=True)
        path = home.folder / f"orders-{self.number}.csv"
        lines = [f"{self.number}-{n};K{n % 400};2026-10-{n % 28 + 1:02d}" for n in range(ROWS)]
        path.write_text("Bestellnummer;Kundennummer;Bestelldatum\n" + "\n".join(lines) + "\n")
        import_id = new_import_id(company.now())
        before = home.store.manifest().version

        def work(tell: Tell) -> None:
            from kundig.intake.workflow import ImportRequest, import_file

            import_file(ImportRequest(path, import_id=import_id, lang="de"), home=company.home())
            tell("done")

        def count(tell: Tell) -> None:
            tell(_orders(home.folder))

        ended = self.kill(tally, work, kill_after)
        version = home.store.manifest().version
        if version not in {before, before + 1}:
            tally.repairs += 1
            tally.notes.append(f"version {before} became {version}")
        if ended.told and version == before:
            tally.lost += 1
        tally.acknowledged += bool(ended.told)
        self.again(tally, work, "import")
        found = Counter(finished(count)[0])
        expected = self.number * ROWS
        tally.lost += max(0, expected - len(found))
        tally.doubled += sum(found.values()) - len(found)
        return ended.seconds


def _orders(folder: Path) -> list[str]:
    import pyarrow.parquet as pq

    from kundig.store.home import Home

    files = Home(folder).store.snapshot().tables["orders"].files
    return [str(v) for f in files for v in pq.read_table(f, columns=["order_id"])[0].to_pylist()]


class Posts(Scene):
    """Workflows one after the other, each with the key of its draft."""

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round."""
        self.number += 1
        number = self.number

        def work(tell: Tell) -> None:
            for n in range(25):
                _promise(f"{number}-{n}")
                tell(n)

        ended = self.kill(tally, work, kill_after)
        tally.acknowledged += len(ended.told)
        there = set(finished(lambda tell: tell(_promises(f"{number}-")))[0])
        tally.lost += sum(f"{number}-{n}" not in there for n in ended.told)
        if kill_after is not None and len(ended.told) < 25:
            cut = f"{number}-{len(ended.told)}"  # the one that was on its way
            seconds = finished(lambda tell: tell(_seconds_of(cut)))[0]
            tally.slowest_key = max(tally.slowest_key, seconds)
        self.again(tally, work, "posts")
        found = Counter(finished(lambda tell: tell(_promises(f"{number}-")))[0])
        tally.lost += 25 - len(found)
        tally.doubled += sum(found.values()) - len(found)
        return ended.seconds

    def at_the_end(self, tally: Tally) -> None:
        """The audit log has an entry for each of them, and its chain is whole."""
        promises, entries, finding = finished(lambda tell: tell(_audit()))[0]
        if finding:
            tally.repairs += 1
            tally.notes.append(f"audit log: {finding}")
        tally.lost += max(0, promises - entries)


def _audit() -> tuple[int, int, str]:
    from kundig_web.audit.models import AuditEntry
    from kundig_web.audit.verify import verify
    from kundig_web.contact.models import Promise

    found = verify().finding
    entries = AuditEntry.objects.filter(verb="contact.promise_made").count()
    return Promise.objects.count(), entries, str(found or "")


def _seconds_of(name: str) -> float:
    """How long it takes until a key that was cut off has its answer."""
    _owner()  # the connection and the modules are there
    started = time.monotonic()
    _promise(name)
    return time.monotonic() - started


def _promise(name: str) -> None:
    from kundig_web import company
    from kundig_web.contact.workflows import make_promise

    now = company.now()
    make_promise(
        actor=_owner(), now=now, today=company.today(), what=name, draft_key=f"key-{name}",
        due_date=company.today() + timedelta(days=3), who="Frau Beispiel",
    )  # fmt: skip


def _promise_of(customer: str, name: str) -> None:
    from kundig_web import company
    from kundig_web.contact.workflows import make_promise

    make_promise(
        actor=_owner(), now=company.now(), today=company.today(), what=name, customer=customer,
        due_date=company.today() + timedelta(days=3),
    )  # fmt: skip


def _promises(beginning: str) -> list[str]:
    from kundig_web.contact.models import Promise

    found = Promise.objects.filter(what__startswith=beginning)
    return list(found.values_list("what", flat=True))


class Jobs(Scene):
    """A worker dies; the next one does what is left, and nothing twice."""

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round."""
        self.number += 1
        names = [f"{self.number}-{n}" for n in range(20)]
        finished(lambda tell: _queue(names))
        ended = self.kill(tally, _work_off, kill_after)
        self.again(tally, _work_off, "jobs")
        promises, left = finished(lambda tell: tell(_after_jobs(f"{self.number}-")))[0]
        found = Counter(promises)
        tally.acknowledged += 20
        tally.lost += 20 - len(found)
        tally.doubled += sum(found.values()) - len(found)
        if left:
            tally.repairs += left
            tally.notes.append(f"{left} jobs were left")
        return ended.seconds


def _register_job() -> None:
    from kundig_web.jobs import queue

    queue.SCHEDULES.clear()
    queue.STEPS_OF["kill.promise"] = "concerns.answer"
    queue.REGISTRY["kill.promise"] = lambda job, name: _promise(name)


def _queue(names: list[str]) -> None:
    from kundig_web import company
    from kundig_web.jobs.queue import enqueue

    _register_job()
    for name in names:
        enqueue("kill.promise", {"name": name}, now=company.now(), key=f"promise:{name}")


def _work_off(tell: Tell) -> None:
    from kundig_web.jobs.models import Job
    from kundig_web.jobs.worker import Worker

    _register_job()
    worker = Worker(lanes=2, lease=timedelta(seconds=1))

    def watch() -> None:
        while Job.objects.filter(name="kill.promise", state__in=("queued", "leased")).exists():
            time.sleep(0.05)
        worker.stop()

    threading.Thread(target=watch, daemon=True).start()
    worker.run()


def _after_jobs(beginning: str) -> tuple[list[str], int]:
    from kundig_web.jobs.models import Job

    left = Job.objects.filter(name="kill.promise").exclude(state="done").count()
    return _promises(beginning), left


class Migration(Scene):
    """An empty database becomes a whole one, however often it is killed on the way."""

    def prepare(self) -> None:
        """The shape that must come out."""
        finished(lambda tell: _emptied())
        self.shape = finished(_migrate)[0]

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round."""
        self.number += 1
        finished(lambda tell: _emptied())
        ended = self.kill(tally, _migrate, kill_after)
        if kill_after is not None and self.draw.random() < 0.5:
            self.kill(tally, _migrate, self.draw.uniform(0, kill_after))
        told = self.again(tally, _migrate, "migration")
        if told and told[0] != self.shape:
            tally.repairs += 1
            tally.notes.append("another shape came out")
        return ended.seconds


def _emptied() -> None:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return
    path = Path(settings.DATABASES["default"]["NAME"])
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _migrate(tell: Tell) -> None:
    from django.db import connection

    from kundig_web.backups import upgrade

    upgrade.migrate()
    tables = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            fields = connection.introspection.get_table_description(cursor, name)
            tables[name] = sorted(f"{f.name} {f.null_ok}" for f in fields)
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        notes = [list(row) for row in cursor.fetchall()]
    tell([tables, notes])


class Backup(Scene):
    """A backup is whole or not there, and a killed one leaves nothing that the next does not remove."""

    def prepare(self) -> None:
        """Something to save."""
        super().prepare()
        finished(lambda tell: [_promise(f"b-{n}") for n in range(50)] and None)
        Import(self.draw).round(Tally(), None)

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round."""
        from kundig_web import company

        self.number += 1
        number, place = self.number, company.home().folder / "backups"
        ended = self.kill(tally, lambda tell: _back_up(tell, f"{number}-killed"), kill_after)
        tally.acknowledged += bool(ended.told)
        if ended.told and not (place / f"{number}-killed.age").exists():
            tally.lost += 1
        self.again(tally, lambda tell: _back_up(tell, f"{number}-again"), "backup")
        finished(lambda tell: tell(_check_backups(place)))
        left = list((company.home().folder / "web" / "drafts").glob("backup-*"))
        if left:
            tally.repairs += 1
            tally.notes.append("a draft stayed")
        for file in place.iterdir():
            file.unlink()
        return ended.seconds


def _back_up(tell: Tell, name: str) -> None:
    from django.conf import settings

    from kundig_web import company
    from kundig_web.backups import making

    home = company.home()
    target = home.folder / "backups" / f"{name}.age"
    making.make(home, settings.DATABASES["default"], target, now=company.now())
    tell("made")


def _check_backups(place: Path) -> int:
    from kundig_web import company
    from kundig_web.backups import keyring
    from kundig_web.backups.verify import check

    ring = keyring.load(company.home().keys)
    whole = [p for p in place.glob("*.age") if not p.name.startswith(".")]
    for path in whole:
        check(path, ring)
    return len(whole)


from benchmarks.killing.erasing import Erasure  # noqa: E402 - it builds on the scenes above

SCENES: dict[str, Callable[[random.Random], Scene]] = {
    "import": Import, "posts": Posts, "jobs": Jobs, "migration": Migration, "backup": Backup,
    "erasure": Erasure,
}  # fmt: skip
