"""The register: what building it costs, and how long pages wait for it, at several sizes.

    python benchmarks/register.py [--customers 20000 100000] [--again]

The company is the outdoor demo at that size (a million customers have 16.7 million rows; making
them takes some minutes and 3 GiB). It is kept between runs; `--again` only builds the register
anew. Reading is measured in this process: first the median and 95th percentile in milliseconds of
wall clock, then the median of CPU, which other work on the machine changes least.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measure import run, scratch
from kundig.register import SORTS, Filter, Register, current
from kundig.store.home import Home

BUILD = (
    "import sys; from kundig.register import build; from kundig.store.home import Home; "
    "build(Home.find(sys.argv[1]))"
)
ROUNDS = 60
NAMES = ("müller", "Weiss", "yildiz", "anna müller", "Łukasz", "hofmann post.example", "kirch", "o")
GOALS = {"page": 300.0, "customer and history": 30.0}


def main() -> None:
    """Build and read registers of each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--again", action="store_true")
    args = parser.parse_args()
    for customers in args.customers:
        home = Home(scratch(f"register-{customers}") / "home")
        if not (home.folder / "demo.json").exists():
            shutil.rmtree(home.folder, ignore_errors=True)
            kundig = str(Path(sys.executable).with_name("kundig"))
            size = ["--customers", str(customers), "--no-letter"]
            subprocess.check_call(
                [kundig, "demo", str(home.folder), *size], stdout=subprocess.DEVNULL
            )
        if args.again or current(home) is None:
            shutil.rmtree(home.folder / "register", ignore_errors=True)
            cost = run([sys.executable, "-c", BUILD, str(home.folder)])
            print(f"{customers:>9,} customers  build {cost}")
        register = current(home)
        if register is None:
            raise SystemExit("the register was not built")
        read(register)


def read(register: Register) -> None:
    """Print how long each kind of question takes."""
    size = sum(f.stat().st_size for f in register.folder.iterdir()) / 2**20
    print(f"{register.count:>9,} customers  {size:,.0f} MiB on disk")
    chance = random.Random(1)  # noqa: S311 - a choice of questions
    keys = [r["key"] for r in register.page(limit=400).rows]
    branches = [name for name, _ in register.branches()]
    day = register.as_of
    pages: dict[str, Callable[[], Any]] = {
        "page: searched by name": lambda: register.page(Filter(text=chance.choice(NAMES))),
        "page: searched by number": lambda: register.page(Filter(text=str(chance.randint(10_000, 99_999)))),
        "page: searched by phone": lambda: register.page(Filter(text=f"030 {chance.randint(10_000, 99_999)}")),
        "page: filtered and sorted": lambda: register.page(
            Filter(
                branches=(chance.choice(branches),), alive_from=chance.random(),
                silent_since=day - timedelta(days=chance.randint(10, 400)),
            ),
            chance.choice(list(SORTS)),
        ),
        "page: all, by any order": lambda: register.page(sort=chance.choice(list(SORTS))),
        "page: deep in the list": lambda: _deep(register, chance),
    }  # fmt: skip
    for name, ask in pages.items():
        show(name, ask, GOALS["page"])

    def one() -> None:
        key = chance.choice(keys)
        register.customer(key)
        register.history([key])

    show("customer and history", one, GOALS["customer and history"])
    show("records behind a customer", lambda: register.records(chance.choice(keys)))
    orders = register.history(keys, ["order"], limit=200)

    def lines() -> None:
        order = chance.choice(orders)
        register.lines(order["customer"], order["source"], order["ref"])

    show("lines of an order", lines)
    started, rows = time.perf_counter(), 0
    for batch in register.stream(Filter(refused=False)):
        rows += batch.num_rows
    print(f"  {'stream of all':<28} {rows / (time.perf_counter() - started):>9,.0f} rows/s")


def _deep(register: Register, chance: random.Random) -> None:
    """A page that begins with a customer chosen at random, as whoever pages for long gets it."""
    from kundig.register.filtering import Order

    sort = chance.choice(list(SORTS))
    order = Order.of(sort, descending=None, text="")
    anybody = register.page(sort="last_contact", descending=bool(chance.getrandbits(1)), limit=50)
    register.page(sort=sort, after=order.token(chance.choice(anybody.rows)))


def show(name: str, ask: Callable[[], Any], goal: float | None = None) -> None:
    """One line of the table."""
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    p50, p95 = statistics.median(walls), statistics.quantiles(walls, n=20)[-1]
    told = f"  goal p95 {goal:.0f}" if goal else ""
    print(
        f"  {name:<28} p50 {p50:8.1f}  p95 {p95:8.1f}  CPU {statistics.median(cpus):8.1f} ms{told}",
        flush=True,
    )


if __name__ == "__main__":
    main()
