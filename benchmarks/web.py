"""Times the pages of the site at a size: `python benchmarks/web.py --customers 100000`.

A demo company of that size is made once (kept in the scratch folder, or named with --home), its
register is built and its day is read; then each page is asked for again and again inside this
process, through the whole stack of middleware, database and templates. The first answer of each page
is told apart: it loads and compiles. Figures are wall clock in milliseconds, the median and the 95th
percentile, with the size of the page.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import scratch

WORDS = ("mueller", "schmidt", "yildiz", "weiss", "an", "familie koch", "62105", "0171")


def main() -> None:
    """Make the company, then ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="a company that exists already")
    parser.add_argument("--rounds", type=int, default=40)
    args = parser.parse_args()
    home = args.home or scratch(f"web-{args.customers}") / "company"
    if not (home / "demo.json").exists():
        command = [sys.executable, "-m", "kundig", "demo", str(home), "--no-letter"]
        subprocess.run([*command, "--customers", str(args.customers)], check=True)
    os.environ["KUNDIG_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
    os.environ.setdefault("KUNDIG_HOSTS", "testserver")
    import django

    django.setup()
    client, keys = _prepared()
    print(f"{len(keys)} of {_counts()}; {args.rounds} rounds; load {os.getloadavg()[0]:.1f}")
    print(f"{'page':<34}{'first':>8}{'p50':>8}{'p95':>8}{'kB':>8}")
    for name, address in _pages(keys):
        _time(client, name, address, args.rounds)


def _prepared() -> tuple[Any, list[str]]:
    from django.core.management import call_command
    from django.test import Client

    from kundig import register
    from kundig_web import company
    from kundig_web.access.models import Mode, User, site
    from kundig_web.desk import morning

    call_command("migrate", verbosity=0)
    now = company.now()
    one = site()
    one.mode, one.started_at = Mode.DEPARTMENTS, now
    one.save()
    owner, made = User.objects.get_or_create(
        email="benchmark@nordhang.example", defaults={"name": "Benchmark", "created_at": now}
    )
    if made:
        owner.role_set.create(role="owner")
    found = register.current(company.home())
    snapshot = company.snapshot()
    if found is None or found.version != snapshot.version:
        started = time.perf_counter()
        found = register.build(company.home())
        print(f"register built in {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    morning.make(snapshot, company.today(), now)
    print(f"day read in {time.perf_counter() - started:.1f} s")
    client = Client()
    client.force_login(owner)
    rows = found.page(register.Filter(), limit=500).rows
    return client, [row["key"] for row in rows]


def _counts() -> str:
    from kundig import register
    from kundig_web import company

    found = register.current(company.home())
    assert found is not None  # noqa: S101 - built above
    return f"{found.count:,} customers"


def _pages(keys: list[str]) -> list[tuple[str, Callable[[], str]]]:
    from kundig_web.customers.addresses import customer_url

    draw = random.Random(7)  # noqa: S311 - a benchmark
    return [
        ("Heute", lambda: "/"),
        ("customers", lambda: "/customers/"),
        ("customers: search", lambda: f"/customers/?q={draw.choice(WORDS)}"),
        ("customers: by value", lambda: "/customers/?sort=value"),
        ("customers: by chance", lambda: "/customers/?sort=p_alive"),
        ("customers: branch, last contact", lambda: "/customers/?branch=Mitte&sort=last_contact"),
        ("customer", lambda: customer_url(draw.choice(keys))),
        ("figures", lambda: "/figures/"),
        ("figures: NPS by branch", lambda: "/figures/nps/?by=branch"),
        ("figures: where do we stand", lambda: "/figures/position/"),
        ("complaints", lambda: "/complaints/"),
        ("surveys", lambda: "/surveys/"),
        ("talks", lambda: "/talks/"),
        ("letter", lambda: "/letter/"),
    ]


def _time(client: Any, name: str, address: Callable[[], str], rounds: int) -> None:
    times, size = [], 0
    for _ in range(rounds + 1):
        path = address()
        started = time.perf_counter()
        answer = client.get(path, follow=True)
        size = max(size, len(answer.content))
        times.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    first, *rest = times
    rest.sort()
    middle, high = rest[len(rest) // 2], rest[int(len(rest) * 0.95)]
    print(f"{name:<34}{first:8.0f}{middle:8.0f}{high:8.0f}{size / 1000:8.0f}")


if __name__ == "__main__":
    main()
