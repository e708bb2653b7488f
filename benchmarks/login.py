"""Times the sign-in page for known, unknown and closed accounts: `python -m benchmarks.login`.

Wrong passwords are sent to the page in turn for a known, an unknown and a closed account, through
the whole stack, each time with no try counted yet. Figures are medians in milliseconds with a
range of 95 % (drawn by resampling), and how far each kind lies from the known account. Aim: 3 %.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

KINDS = ("known", "unknown", "closed")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument(
        "--cpu", action="store_true", help="time of the processor, on a busy machine"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KUNDIG_HOME"] = str(Path(folder) / "company")
        os.environ["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
        os.environ["KUNDIG_HOSTS"] = "testserver"
        os.environ["KUNDIG_LOG_LEVEL"] = "CRITICAL"
        os.environ.pop("KUNDIG_DATABASE_URL", None)
        import django

        django.setup()
        _report(_measured(args.rounds, time.process_time if args.cpu else time.perf_counter))


def _measured(rounds: int, clock: Callable[[], float]) -> dict[str, list[float]]:
    from django.core.management import call_command
    from django.test import Client

    from kundig_web import company
    from kundig_web.access.links import new_token
    from kundig_web.access.models import Mode, User, site
    from kundig_web.access.workflows.people import create_person
    from kundig_web.limits.models import Tries

    call_command("migrate", verbosity=0)
    now = company.now()
    one = site()
    one.mode, one.started_at = Mode.TEAM, now
    one.save()
    for name in ("known", "closed"):
        create_person(
            email=_email(name), name=name, password=new_token(), roles=["front"], now=now,
        )  # fmt: skip
    User.objects.filter(name="closed").update(is_active=False)
    client: Any = Client()
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    order = random.Random(1)  # noqa: S311 - only the order of the rounds
    for i in range(rounds + 5):
        for kind in order.sample(KINDS, len(KINDS)):
            Tries.objects.all().delete()
            start = clock()
            answer = client.post("/login/", {"email": _email(kind), "password": f"wrong {i}"})
            took = clock() - start
            if answer.status_code != 422:
                raise SystemExit(f"{kind}: answered {answer.status_code}")
            if i >= 5:  # the first ones load and compile
                times[kind].append(took * 1000)
    return times


def _email(kind: str) -> str:
    return f"{kind}@nordhang.example"


def _report(times: dict[str, list[float]]) -> None:
    draw = random.Random(2)  # noqa: S311 - resampling
    known = statistics.median(times["known"])
    print(f"{len(times['known'])} rounds; load {os.getloadavg()[0]:.1f}")
    print(f"{'account':<10}{'median ms':>11}{'95 % range':>18}{'from known':>13}")
    for kind, found in times.items():
        again = sorted(statistics.median(draw.choices(found, k=len(found))) for _ in range(500))
        told = f"{again[12]:.1f} to {again[487]:.1f}"
        middle = statistics.median(found)
        print(f"{kind:<10}{middle:>11.1f}{told:>18}{(middle / known - 1) * 100:>12.1f}%")


if __name__ == "__main__":
    main()
