"""Runs a command as a process of its own and reads what the system says about it."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds of wall clock and CPU, peak resident memory in MiB."""

    wall: float
    cpu: float
    memory: float

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s wall  {self.cpu:8.2f} s CPU  {self.memory:7.0f} MiB"


def run(command: list[str], *, repeat: int = 1, quiet: bool = True) -> Cost:
    """Run a command `repeat` times; the median wall clock with its CPU seconds, the highest memory.

    Raises:
        SystemExit: if the command fails, with what it said.
    """
    costs = []
    for _ in range(repeat):
        started = time.perf_counter()
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL if quiet else None,
            stderr=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        ) as process:
            assert process.stderr is not None  # noqa: S101 - asked for above
            said = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)}\n{said.decode(errors='replace')}")
        costs.append(
            Cost(
                time.perf_counter() - started,
                usage.ru_utime + usage.ru_stime,
                usage.ru_maxrss / 1024,
            )
        )
    costs.sort(key=lambda c: c.wall)
    middle = costs[len(costs) // 2]
    return Cost(middle.wall, middle.cpu, max(c.memory for c in costs))


def scratch(name: str) -> Path:
    """A folder for the files of a benchmark, kept between runs."""
    root = Path(os.environ.get("KUNDIG_BENCH", Path(__file__).parent / ".scratch"))
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
