"""Hostile files through the whole import: a clear message or counted rows, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.cli.main import main
from kundig.intake.errors import IntakeError
from kundig.intake.workflow import ImportRequest, import_file
from kundig.readers.errors import ReadError
from kundig.store.home import Home
from tests.readers.hostile import write_corpus


def test_every_hostile_file_ends_in_a_message_or_in_counted_rows(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    corpus = write_corpus(tmp_path / "corpus")
    assert len(corpus) >= 40
    for i, file in enumerate(corpus):
        home = Home(tmp_path / f"home{i}")
        try:
            result = import_file(ImportRequest(file.path, lang="en"), home=home)
        except (ReadError, IntakeError) as error:
            told = [error.text(lang) for lang in ("de", "en")]
            assert home.store.manifest().version == 0, (
                f"{file.path.name}: refused, yet something changed"
            )
            assert min(map(len, told)) > 30, file.path.name
        else:
            result.check()
            staging = home.folder / "store" / "staging"
            assert not list(staging.glob("*/*.parquet")), "staged files stay behind"


def test_the_command_line_shows_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").mkdir()
    corpus = write_corpus(tmp_path / "corpus")
    for file in corpus:
        code = main(["import", str(file.path), "--home", str(tmp_path / "home"), "--lang", "de"])
        out, err = capsys.readouterr()
        assert code in {0, 1}, f"{file.path.name}: exit {code}\n{err}"
        assert "Traceback" not in out + err
        assert code == 0 or err.strip(), f"{file.path.name}: refused without a word"
