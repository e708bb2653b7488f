"""Work in a process that is killed at a moment, and what became of it."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

#: Work that has not ended after so long hangs.
HANGS = 120.0
Tell = Callable[[Any], None]
Work = Callable[[Tell], None]


@dataclass
class Tally:
    """What happened over all rounds."""

    kills: int = 0
    in_the_middle: int = 0  # work that had really not ended yet
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    repairs: int = 0
    slowest_key: float = 0.0  # seconds until an idempotency key could be used again
    notes: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """True if nothing was lost, doubled or left to a hand."""
        return not (self.lost or self.doubled or self.repairs)

    def __add__(self, other: Tally) -> Tally:
        added = {
            k: v + getattr(other, k) for k, v in asdict(self).items() if k != "slowest_key"
        }  # fmt: skip
        return Tally(**added, slowest_key=max(self.slowest_key, other.slowest_key))

    def plain(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)

    def line(self, name: str) -> str:
        """One line for a reader."""
        key = f", key usable again after {self.slowest_key:.1f} s" if self.slowest_key else ""
        said = (
            f"{name}: {self.kills} kills ({self.in_the_middle} in the middle), "
            f"{self.acknowledged} acknowledged, {self.lost} lost, {self.doubled} doubled, "
            f"{self.repairs} repairs{key}"
        )
        return "\n".join([said, *(f"  ! {n}" for n in self.notes[:10])])


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it told before."""

    killed: bool
    ok: bool
    told: list[Any]
    seconds: float


def forked(work: Work, *, kill_after: float | None = None) -> Ended:
    """Run work in a child; kill it after so many seconds, if it has not ended by then."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            work(lambda value: _write(writing, value))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    text, killed = b"", False
    end = started + (HANGS if kill_after is None else kill_after)
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            if killed:
                break
            os.kill(pid, signal.SIGKILL)
            killed = True
            end = time.monotonic() + 5
            continue
        piece = os.read(reading, 1 << 16)
        if not piece:
            break
        text += piece
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status)
    lines = text.split(b"\n")[:-1]  # what has no end was cut off
    ok = os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
    return Ended(killed, ok, [json.loads(line) for line in lines], time.monotonic() - started)


def finished(work: Work) -> list[Any]:
    """Run work to its end and return what it told.

    Raises:
        RuntimeError: if it did not end well.
    """
    ended = forked(work)
    if not ended.ok:
        raise RuntimeError("it did not end well")
    return ended.told


def _write(descriptor: int, value: Any) -> None:
    os.write(descriptor, json.dumps(value).encode() + b"\n")
