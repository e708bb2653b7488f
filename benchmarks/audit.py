"""Times the audit log: `python benchmarks/audit.py --entries 100000`.

Writes entries through a workflow, each in its own transaction (with the file of the usual settings:
WAL, synchronous FULL), then the rest in blocks, and verifies the whole chain. With `--postgres` a
throw-away cluster is started instead (without fsync, so its times are those of the statements).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BLOCK = 500


def main() -> None:
    """Write, then verify."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--singles", type=int, default=1000)
    parser.add_argument("--postgres", action="store_true")
    args = parser.parse_args()
    os.environ["KUNDIG_HOME"] = tempfile.mkdtemp(prefix="kundig-audit-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
    cluster = _cluster() if args.postgres else None
    try:
        _run(args.entries, args.singles)
    finally:
        if cluster is not None:
            from django.db import connections

            connections.close_all()
            cluster.stop()


def _cluster() -> Any:
    from tests.web.databases import binaries, start

    folder = binaries()
    if folder is None:
        raise SystemExit("there is no PostgreSQL below /usr/lib/postgresql")
    cluster = start(folder)
    os.environ["KUNDIG_DATABASE_URL"] = cluster.url.removesuffix("kundig") + "postgres"
    return cluster


def _run(entries: int, singles: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from kundig_web.access.models import Department, User
    from kundig_web.audit.log import audited
    from kundig_web.audit.models import AuditEntry
    from kundig_web.audit.verify import verify
    from kundig_web.audit.writing import Pending, write

    call_command("migrate", verbosity=0, skip_checks=True)
    actor = User.objects.create(email="a@example.org", name="Anna Beispiel", created_at=NOW)
    department = Department.objects.create(name="Service")

    def change(*, key: str, actor: User, now: datetime, name: str) -> Department:
        with transaction.atomic():
            Department.objects.filter(pk=department.pk).update(name=name)
        return department

    noted = audited("test.changed", about="key", of="result", values=("name",))(change)
    for name, work in (("bare", change), ("audited", noted)):
        took = []
        for i in range(singles):
            begin = time.perf_counter()
            work(key=f"shop:{i % 100}", actor=actor, now=NOW, name=f"Service {i}")
            took.append((time.perf_counter() - begin) * 1000)
        p95 = statistics.quantiles(took, n=20)[-1]
        print(
            f"{connection.vendor} {name}: median {statistics.median(took):.2f} ms, p95 {p95:.2f} ms"
        )
    while (there := AuditEntry.objects.count()) < entries:
        block = range(min(BLOCK, entries - there))
        write(
            [Pending("test.changed", NOW, actor, f"shop:{i % 100}", values={"a": i}) for i in block]
        )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    report = verify()
    took_s = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if not report.sound:
        raise SystemExit(str(report))
    print(
        f"{connection.vendor} verify: {report.entries} entries in {took_s:.2f} s,"
        f" peak {after / 1024:.0f} MiB (before: {before / 1024:.0f}), load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
