"""kill -9 at random moments: `python -m benchmarks.kill --kills 1000 [--engine postgresql]`.

Work is done in processes that are killed in the middle, then done again as the site itself would;
what was acknowledged must be there, once. Counted are things lost, things doubled, and repairs that
a hand would have to make; the goal is 0 of each. Scenes:

- import: a file into the record store, under an id that was drawn before; before or after, no half;
- jobs: a worker, whose jobs write through a workflow; its successor finishes them;
- posts: workflows with a draft's key, one after the other;
- migration: an empty database becomes one of this version;
- erasure: a person is forgotten, in store and database;
- backup: files that are whole or not there, and no drafts that stay;
- server: a real server with forms and the API; how soon a key can be used again.

PostgreSQL's binaries are needed for `--engine postgresql`; a cluster is made for this run alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.killing import scenes, server
from benchmarks.killing.forks import Tally

SCENES = ("import", "jobs", "posts", "migration", "erasure", "backup", "server")
#: Share of the kills of each scene; a real server takes long to start.
WEIGHT = {
    "import": 6,
    "jobs": 4,
    "posts": 5,
    "migration": 3,
    "erasure": 3,
    "backup": 4,
    "server": 1,
}


def main() -> int:
    """Kill, do again, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--scene", choices=SCENES, action="append", dest="chosen")
    parser.add_argument("--seconds", type=float, default=7200, help="stop after so long")
    parser.add_argument("--inside", metavar="SCENE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        return _inside(args)
    chosen = tuple(args.chosen or SCENES)
    total = sum(WEIGHT[s] for s in chosen)
    told: dict[str, Tally] = {}
    started = time.monotonic()
    with database_server(args.engine) as server_url:
        for name in chosen:
            kills = max(1, round(args.kills * WEIGHT[name] / total))
            told[name] = _scene(args, name, kills, server_url, started)
            print(told[name].line(name), flush=True)
    everything = sum(told.values(), Tally())
    print(everything.line(f"all, {args.engine}, seed {args.seed}"))
    print(f"{time.monotonic() - started:.0f} s; load {os.getloadavg()[0]:.1f}")
    return 0 if everything.clean else 1


def _scene(
    args: argparse.Namespace, name: str, kills: int, server_url: str, started: float
) -> Tally:
    """One scene in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix=f"kundig-kill-{name}-") as folder:
        home = Path(folder) / "home"
        left = args.seconds - (time.monotonic() - started)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
        environment |= {
            "KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
            "KUNDIG_BACKUP_BEFORE_UPGRADE": "0",
        }  # fmt: skip
        if server_url:
            environment["KUNDIG_DATABASE_URL"] = fresh(server_url, f"kill_{name}")
        done = subprocess.run(
            [
                sys.executable, "-m", "benchmarks.kill", "--inside", name, "--kills", str(kills),
                "--seed", str(args.seed), "--seconds", str(max(5.0, left)),
            ],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            print(done.stdout + done.stderr, file=sys.stderr)
            return Tally(repairs=1)
        return Tally(**json.loads(done.stdout.strip().splitlines()[-1]))


def _inside(args: argparse.Namespace) -> int:
    draw = random.Random(f"{args.seed}-{args.inside}")  # noqa: S311 - a benchmark
    end = time.monotonic() + args.seconds
    if args.inside == "server":
        tally = server.run(args.kills, draw, end)
    else:
        import django

        django.setup()
        tally = scenes.run(args.inside, args.kills, draw, end)
    print(json.dumps(tally.plain()))
    return 0


@contextmanager
def database_server(engine: str) -> Iterator[str]:
    """The address of a PostgreSQL server of this run; nothing for SQLite."""
    if engine == "sqlite":
        yield ""
        return
    from tests.web.databases import binaries, start

    found = binaries()
    if found is None:
        raise SystemExit("no PostgreSQL below /usr/lib/postgresql")
    cluster = start(found, durable=True)
    try:
        yield cluster.url
    finally:
        cluster.stop()


def fresh(server_url: str, name: str) -> str:
    """An empty database."""
    import psycopg

    base, _, _ = server_url.rpartition("/")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{base}/{name}"


if __name__ == "__main__":
    raise SystemExit(main())
