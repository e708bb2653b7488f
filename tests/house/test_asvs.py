"""The table of security requirements is complete, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "reference" / "asvs.md"
THREATS = ROOT / "docs" / "explanation" / "threat-model.md"
#: Section -> its requirements of levels 1 and 2, in ASVS 5.0.0: 253 in all.
REQUIRED = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3",
    "2.3": "1-4", "2.4": "1", "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4", "5.1": "1", "5.2": "1-3", "5.3": "1-2",
    "5.4": "1-3", "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3",
    "6.8": "1-4", "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1", "9.1": "1-3", "9.2": "1-4", "10.1": "1-2",
    "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1", "12.1": "1-3",
    "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5", "14.1": "1-2",
    "14.2": "1-4", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7", "16.1": "1", "16.2": "1-5",
    "16.3": "1-4", "16.4": "1-3", "16.5": "1-3", "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
STATES = {"met", "partly", "not met", "operator", "not here"}
NAMED = re.compile(
    r"`((?:web|journeys|house|readers|intake|register|store)/[\w/]+\.py)(?:::(\w+))?`"
)


def required() -> set[str]:
    found = set()
    for section, numbers in REQUIRED.items():
        first, _, last = numbers.partition("-")
        found |= {f"{section}.{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def rows() -> list[tuple[list[str], str, str]]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.strip("|").split(" | ")]
        if re.match(r"\| \d", line):
            assert len(cells) == 4, line
            found.append((cells[0].split(", "), cells[2], cells[3]))
    return found


@cache
def defined_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        n.name
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    )


def test_every_requirement_has_one_row_with_a_state_and_a_reason() -> None:
    listed = [one for ids, _, _ in rows() for one in ids]
    assert len(listed) == len(set(listed))
    assert len(required()) == 253
    assert required() <= set(listed)
    assert {state for _, state, _ in rows()} <= STATES
    assert all(why for _, _, why in rows())


def test_the_count_at_the_top_is_right() -> None:
    head = TABLE.read_text(encoding="utf-8").partition("\n## ")[0]
    for state in STATES:
        n = sum(len(set(ids) & required()) for ids, s, _ in rows() if s == state)
        assert re.search(rf"\b{n} {state}\b", head), (state, n)


@pytest.mark.parametrize("page", [TABLE, THREATS], ids=lambda p: p.name)
def test_every_test_that_is_named_exists(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert len(named) > 15
    missing = []
    for file, test in named:
        path = ROOT / "tests" / file
        if not path.exists() or (test and test not in defined_in(path)):
            missing.append(f"{file}::{test}")
    assert not missing
