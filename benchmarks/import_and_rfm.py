"""Import of 10 million lines, and RFM over them beside pandas and `lifetimes`.

    python benchmarks/import_and_rfm.py [--lines 10000000] [--peers PYTHON]

`--peers` names a Python that has pandas, pyarrow and lifetimes (pip install lifetimes pyarrow);
without it only kundig runs. Every contender is a process of its own and reads Parquet: the peers
one file of exactly the columns that they need, kundig its store.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import lines
from benchmarks.measure import Cost, run, scratch

PANDAS = """
import sys, pandas as pd
d = pd.read_parquet(sys.argv[1])
d = d[(d.quantity > 0) & (d.price > 0)]
d["amount"] = d.quantity * d.price
o = d.groupby(["customer", "invoice"], as_index=False).agg(amount=("amount", "sum"), day=("day", "min"))
r = o.groupby("customer").agg(last=("day", "max"), frequency=("invoice", "count"), monetary=("amount", "sum"))
r["recency"] = (o.day.max() - r["last"]).dt.days + 1
for name, way in (("recency", False), ("frequency", True), ("monetary", True)):
    r[name + "_score"] = pd.qcut(r[name].rank(method="first", ascending=way), 5, labels=False) + 1
print(r.groupby(["recency_score", "frequency_score"]).size().sum(), round(r.monetary.sum(), 2))
"""
LIFETIMES = """
import sys, pandas as pd
from lifetimes.utils import summary_data_from_transaction_data as summary
d = pd.read_parquet(sys.argv[1])
d = d[(d.quantity > 0) & (d.price > 0)]
d["amount"] = d.quantity * d.price
s = summary(d, "customer", "day", monetary_value_col="amount", observation_period_end=d.day.max())
print(len(s))
"""


def main() -> None:
    """Run all contenders and print their costs as ratios to kundig."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--peers", metavar="PYTHON")
    args = parser.parse_args()
    folder = scratch(f"lines-{args.lines}")
    source = lines.write(folder / "lines.csv", args.lines)
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    kundig = [sys.executable, "-m", "kundig.cli.main"]
    imported = run([*kundig, "import", str(source), "--home", str(home)])
    show("kundig import", imported)
    print(
        f"  {args.lines / imported.wall:,.0f} rows/s, {source.stat().st_size / 2**20:,.0f} MiB of CSV"
    )
    again = run([*kundig, "import", str(source), "--home", str(home)])
    show("kundig import, the same file again", again)
    ours = run([*kundig, "ask", "rfm", "--json", "--home", str(home)], repeat=3)
    show("kundig ask rfm", ours)
    answer = json.loads(
        subprocess.check_output([*kundig, "ask", "rfm", "--json", "--home", str(home)])
    )
    print(f"  {answer['n']:,} customers")
    if args.peers:
        flat = _flat(home, folder / "lines.parquet")
        for name, program in (("pandas", PANDAS), ("lifetimes summary", LIFETIMES)):
            cost = run([args.peers, "-c", program, str(flat)], repeat=3 if name == "pandas" else 1)
            show(name, cost)
            print(
                f"  {name} : kundig = {cost.wall / ours.wall:.1f} wall, {cost.cpu / ours.cpu:.1f} CPU, "
                f"{cost.memory / ours.memory:.1f} memory"
            )


def show(name: str, cost: Cost) -> None:
    """One line of the table."""
    print(f"{name:<36} {cost}", flush=True)


def _flat(home: Path, path: Path) -> Path:
    """The columns that the peers need, from the same rows."""
    from kundig.engines.duckdb import DuckDBEngine
    from kundig.store.home import Home

    with DuckDBEngine() as engine:
        tables = Home(home).store.snapshot().tables
        engine.attach({n: tables[n] for n in ("orders", "order_lines")})
        engine.execute(
            "COPY (SELECT o.record_id AS customer, l.order_id AS invoice, o.order_date::TIMESTAMP AS day, "
            "l.quantity::DOUBLE AS quantity, l.unit_price::DOUBLE AS price "
            "FROM order_lines AS l JOIN orders AS o USING (source, order_id) WHERE o.record_id IS NOT NULL) "
            f"TO '{path}' (FORMAT parquet)"
        )
    return path


if __name__ == "__main__":
    main()
