"""Hostile files through the command line: a clear message or counted rows, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kundig.cli.main import main
from kundig.store.home import Home
from tests.readers.hostile import write_corpus


def test_every_hostile_file_ends_in_a_message_or_in_counted_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").mkdir()
    corpus = write_corpus(tmp_path / "corpus")
    assert len(corpus) >= 40
    refused = 0
    for i, file in enumerate(corpus):
        home = Home(tmp_path / f"home{i}")
        lang = ("de", "en")[i % 2]
        code = main(
            ["import", str(file.path), "--home", str(home.folder), "--json", "--lang", lang]
        )
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err, file.path.name
        answer = json.loads(out)
        [told] = answer["files"]
        if code:
            refused += 1
            assert code == 1, f"{file.path.name}: exit {code}\n{err}"
            assert len(told["error"]) > 30, file.path.name
            assert home.store.manifest().version == 0, f"{file.path.name}: refused, yet changed"
        else:
            sums = [answer[c] for c in ("taken", "new_versions", "unchanged", "refused")]
            assert answer["read"] == sum(sums), file.path.name
        left = list((home.folder / "store" / "staging").glob("*/*.parquet"))
        assert not left, f"{file.path.name}: staged files stay behind"
    assert refused >= 30, "the corpus has lost its teeth"
