"""How long a user waits: help, and one question to the demo company.

python benchmarks/start.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measure import run, scratch

GOALS = {"--help": 0.150, "ask nps": 2.0}


def main() -> None:
    """Print the median of nine starts beside the goal."""
    kundig = [str(Path(sys.executable).with_name("kundig"))]
    home = scratch("demo") / "home"
    demo = run([*kundig, "demo", str(home)])
    print(f"{'demo (files, import, letter)':<32} {demo}  goal 30.000 s")
    letter = run([*kundig, "letter", "--home", str(home)], repeat=3)
    print(f"{'letter':<32} {letter}")
    for name, goal in GOALS.items():
        home_arguments = ["--home", str(home)] if name.startswith("ask") else []
        cost = run([*kundig, *name.split(), *home_arguments], repeat=9)
        print(f"{name:<32} {cost}  goal {goal:.3f} s")


if __name__ == "__main__":
    main()
