"""Half an hour of everything at once: `python -m benchmarks.chaos --minutes 30 [--engine postgresql]`.

A real `kundig serve` (server and worker) answers eight writers, readers, slow clients, and imports a
file of 100 MB, while one thing after another goes wrong: the disk takes no byte more (a limit on
file sizes of the running processes: every write fails), PostgreSQL ends and starts again, the clock
jumps an hour forth and back, worker and server are killed. Reported are acknowledged writes that are
lost or double, the share of answers without a server error outside the outages (and the 30 seconds
that recovery may take), how long recovery took, and how long writers waited.

`--calm` leaves the outages out: eight writers while the import runs.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.kill import database_server, fresh
from benchmarks.storm import load, trouble
from benchmarks.storm.site import Site, orders_file

GRACE = 30.0


def main() -> int:
    """Start, load, disturb, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=20, help="requests a second")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--mib", type=int, default=100, help="size of the file that is imported")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--calm", action="store_true", help="no outages")
    args = parser.parse_args()
    with ExitStack() as stack:
        url = stack.enter_context(database_server(args.engine))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kundig-chaos-")))
        if url:
            url = fresh(url, "chaos")
        site = stack.enter_context(Site.started(folder, url))
        _say("the site runs")
        return _run(site, args, folder)


def _run(site: Site, args: argparse.Namespace, folder: Path) -> int:
    draw = random.Random(args.seed)  # noqa: S311 - a benchmark
    record = load.Record()
    over = threading.Event()
    threads = load.start(site, record, over, writers=args.writers, rate=args.rate, draw=draw)
    threads += trouble.slow_clients(site, over, 20)
    file = orders_file(folder / "bestellungen.csv", args.mib)
    importing = threading.Thread(target=load.import_file, args=(site, file, record, over))
    importing.start()
    started = time.monotonic()
    seconds = args.minutes * 60
    outages: list[trouble.Outage] = []
    if args.calm:
        over.wait(seconds)
    else:
        outages = trouble.run(site, draw, started + seconds, engine=args.engine, folder=folder)
    over.set()
    _say(f"{len(outages)} outages; waiting for the import")
    for thread in threads:
        thread.join(30)
    importing.join(240)
    load.send_again(site, record)
    return _report(site, record, outages, time.monotonic() - started)


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _report(site: Site, record: load.Record, outages: list[trouble.Outage], seconds: float) -> int:
    texts = site.written()
    lost = [k for k in record.acknowledged if k not in texts]
    double = sum(texts.values()) - len(texts)
    windows = [(o.began, o.ended + GRACE) for o in outages]
    calm = [
        a for a in record.answers if not any(a.at < e and a.at + a.took > b for b, e in windows)
    ]
    good = sum(a.status and a.status < 500 for a in calm)
    share = good / max(1, len(calm))
    writes = sorted(a.took for a in calm if a.wrote and a.status and a.status < 500)
    p99 = writes[int(len(writes) * 0.99)] if writes else 0.0
    for outage in outages:
        after = [a.at + a.took for a in record.answers if a.wrote and a.status == 201]
        back = [at for at in after if at >= outage.ended]
        outage.recovered = (min(back) - outage.ended) if back else None
        told = "never" if outage.recovered is None else f"{outage.recovered:.1f} s"
        print(
            f"{outage.name:<12} for {outage.ended - outage.began:5.1f} s, first write after {told}"
        )
    bad = {a.status for a in calm if not a.status or a.status >= 500}
    print(f"{len(record.answers)} requests in {seconds:.0f} s, {len(record.acknowledged)} writes "
          f"acknowledged, {len(lost)} lost, {double} double")  # fmt: skip
    print(
        f"outside the outages: {len(calm)} requests, {share:.2%} without a server error {bad or ''}"
    )
    print(
        f"writers: p50 {writes[len(writes) // 2]:.2f} s, p99 {p99:.2f} s, longest {writes[-1]:.2f} s"
    )
    print(f"import of {record.imported or 'nothing'}; load {os.getloadavg()[0]:.1f}")
    slow = [o for o in outages if o.recovered is None or o.recovered > GRACE]
    sys.stdout.flush()
    return 0 if not (lost or double or share < 0.995 or slow or p99 >= 5) else 1


if __name__ == "__main__":
    raise SystemExit(main())
