"""The scene of erasure: somebody is forgotten although the machine dies again and again."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from benchmarks.killing import scenes
from benchmarks.killing.forks import Tally, Tell, finished

CUSTOMERS = 400


class Erasure(scenes.Scene):
    """Forgotten in store and database, all of it; nobody else loses anything."""

    def prepare(self) -> None:
        """Customers with names that stand nowhere else."""
        super().prepare()
        finished(_import_customers)

    def round(self, tally: Tally, kill_after: float | None) -> float:
        """One round."""
        from kundig_web import company

        self.number += 1
        number = self.number
        finished(lambda tell: scenes._promise_of(f"kasse:{number}", f"für {number}"))
        ended = self.kill(tally, lambda tell: _forget(tell, number), kill_after)
        tally.acknowledged += "asked" in ended.told
        # What was acknowledged is finished by the next worker; otherwise somebody asks again.
        self.again(tally, lambda tell: _finish(tell, number, "asked" in ended.told), "erasure")
        left = _left(company.home().folder, f"Kanari{number:04d}vogel".encode())
        if left:
            tally.repairs += 1
            states = finished(lambda tell: tell(_states()))[0]
            tally.notes.append(f"customer {number} still stands in {', '.join(left)}: {states}")
        there = finished(lambda tell: tell(_count()))[0]
        tally.lost += max(0, CUSTOMERS - number - there)
        return ended.seconds


def _import_customers(tell: Tell) -> None:
    from kundig.intake.workflow import ImportRequest, import_file
    from kundig_web import company

    home = company.home()
    path = home.folder / "kunden.csv"
    lines = [
        f"{n};Jana;Kanari{n:04d}vogel;jana{n}@example.org;Mittenrehen"
        for n in range(1, CUSTOMERS + 1)
    ]
    path.write_text(
        "Kundennummer;Vorname;Nachname;E-Mail;Ort\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )

    import_file(ImportRequest(path, source="kasse", lang="de"), home=home)
    path.unlink()


def _forget(tell: Tell, number: int) -> None:
    from kundig_web import company
    from kundig_web.erasure import workflows
    from kundig_web.erasure.models import Erasure as Row

    workflows.forget(
        key=f"kasse:{number}", actor=scenes._owner(), now=company.now(), ground=Row.Ground.REQUEST
    )
    tell("asked")
    _work_off(timedelta())


def _finish(tell: Tell, number: int, acknowledged: bool) -> None:
    from kundig_web.erasure.errors import Refused

    if not acknowledged:
        try:
            _forget(tell, number)
        except Refused as refused:
            if refused.key != "unknown":  # the first try had come far enough
                raise
    _work_off(timedelta(hours=2))  # when the lease of the killed worker is over


def _work_off(later: timedelta) -> None:
    """What is due now, or was held by a worker that died."""
    from kundig_web import company
    from kundig_web.jobs import queue
    from kundig_web.jobs.models import Job
    from kundig_web.jobs.worker import work_off

    queue.SCHEDULES.clear()
    Job.objects.exclude(name__startswith="erasure").delete()
    for _ in range(5):
        work_off(company.now() + later)
        if not Job.objects.filter(state__in=("queued", "leased")).exists():
            return
        time.sleep(0.1)


def _states() -> list[str]:
    from kundig_web.erasure.models import Erasure as Row
    from kundig_web.jobs.models import Job

    jobs = [f"{j.name} {j.state} {j.attempts} {j.error}" for j in Job.objects.order_by("pk")]
    return [*jobs[-2:], *(f"{e.state} {e.step}" for e in Row.objects.order_by("-pk")[:1])]


def _left(folder: Path, name: bytes) -> list[str]:
    """Files in which the name still stands as bytes."""
    return [
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*")
        if p.is_file() and "staging" not in p.parts and name in p.read_bytes()
    ]


def _count() -> int:
    import pyarrow.parquet as pq

    from kundig_web import company

    files = company.snapshot().tables["customer_records"].files
    return sum(pq.ParquetFile(f).metadata.num_rows for f in files)
