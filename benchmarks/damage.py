"""Single bits of a backup turned over: `python -m benchmarks.damage BACKUP --key SHEET [--bits 100]`.

Each damaged copy must be refused before a byte is placed. The goal is 100 of 100.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from pathlib import Path

from kundig_web.backups import keyring
from kundig_web.backups.errors import BackupError
from kundig_web.backups.restoring import Wish, restore


def main() -> int:
    """Turn, try, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("backup", type=Path)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--bits", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    ring = keyring.read_sheet(args.key)
    draw = random.Random(args.seed)  # noqa: S311 - a benchmark
    refused, why = 0, dict[str, int]()
    with tempfile.TemporaryDirectory(prefix="kundig-damage-") as folder:
        copy = Path(folder) / args.backup.name
        shutil.copyfile(args.backup, copy)
        size = copy.stat().st_size
        for _ in range(args.bits):
            at, bit = draw.randrange(size), draw.randrange(8)
            _turn(copy, at, bit)
            target = Path(folder) / "target"
            try:
                restore(Wish(copy, target, ring))
            except BackupError as error:
                refused += not target.exists()
                why[error.key] = why.get(error.key, 0) + 1
            _turn(copy, at, bit)
    print(f"{refused} of {args.bits} refused, nothing placed: {why}")
    return 0 if refused == args.bits else 1


def _turn(path: Path, at: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << bit]))


if __name__ == "__main__":
    raise SystemExit(main())
