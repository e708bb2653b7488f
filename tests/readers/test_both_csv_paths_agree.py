from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kundig.readers import FileOptions, Refusal, open_source
from kundig.readers.csv_file import CsvSource
from kundig.readers.fast import FastParser

pieces = st.sampled_from(
    ["a", "ü", "7", ",", ",", ";", '"', '""', '","', "\n", "\n", "\r\n", "\r", " ", "x,y\n", "\0", "\ufeff", ",\n"]
)  # fmt: skip
OPTIONS = FileOptions(encoding="utf-8", delimiter=",", columns=("a", "b"), header=False)
Outcome = tuple[list[tuple[int, dict[str, str]]], list[Refusal]]


def outcome(path: Path) -> Outcome:
    source = open_source(path, options=OPTIONS)
    refused: list[Refusal] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for batch in source.batches(refuse=refused.append, rows=3):
        rows += list(zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True))
    return rows, refused


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.lists(pieces, max_size=25).map("".join), block=st.sampled_from([1, 7, 1000]))
def test_arrow_and_record_reader_give_the_same_rows(
    body: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"1,first\n" + body.encode("utf-8"))
    with monkeypatch.context() as patch:
        patch.setattr("kundig.readers.limits.BLOCK_BYTES", block)
        mixed = outcome(path)
    with monkeypatch.context() as patch:
        patch.setattr(FastParser, "parse", lambda *_: None)
        patient = outcome(path)
    assert mixed == patient


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.lists(pieces, max_size=25).map("".join))
def test_no_line_vanishes(body: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    text = "1,first\n" + body
    path.write_bytes(text.encode("utf-8"))
    rows, refused = outcome(path)
    source = open_source(path, options=OPTIONS)
    assert isinstance(source, CsvSource)
    starts = sorted([line for line, _ in rows] + [r.line for r in refused])
    assert len(starts) == len(set(starts))
    lines = text.split("\n")
    covered = set()
    for line, original in source.originals(starts):
        covered |= set(range(line, line + original.count("\n") + 1))
    bare = {
        n
        for n, t in enumerate(lines, 1)
        if t.strip("\r") not in {"", ",", '"",""'} and t.strip(" \r")
    }
    assert bare <= covered


def test_many_blocks_keep_their_line_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kundig.readers.limits.BLOCK_BYTES", 100)
    path = tmp_path / "file.csv"
    lines = ["id,text"]
    for i in range(500):
        lines.append(f"{i},ok" if i % 50 else f'{i},"two\nlines"')
    text = "\n".join(lines) + "\n"
    path.write_text(text)
    rows, refused = outcome_with_header(path)
    assert refused == []
    assert [row["id"] for _, row in rows] == [str(i) for i in range(500)]
    physical = text.split("\n")
    assert all(physical[line - 1].startswith(row["id"] + ",") for line, row in rows)


def outcome_with_header(path: Path) -> Outcome:
    refused: list[Refusal] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for batch in open_source(path).batches(refuse=refused.append):
        rows += list(zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True))
    return rows, refused
