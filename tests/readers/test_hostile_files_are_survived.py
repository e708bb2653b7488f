from __future__ import annotations

import pytest

from kundig.readers import FileOptions, ReadError, Refusal, open_source
from tests.readers.hostile import HostileFile, write_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, HostileFile]:
    files = write_corpus(tmp_path_factory.mktemp("hostile"))
    return {f.path.name: f for f in files}


def read(file: HostileFile) -> tuple[int, list[Refusal]]:
    source = open_source(file.path, options=FileOptions(**file.options))
    refused: list[Refusal] = []
    rows = 0
    for batch in source.batches(refuse=refused.append):
        assert batch.table.column_names == list(source.columns)
        assert len(batch.lines) == batch.table.num_rows
        assert all(str(t) == "string" for t in batch.table.schema.types)
        assert batch.table.num_rows == 0 or all(c.null_count == 0 for c in batch.table.columns)
        rows += batch.table.num_rows
    return rows, refused


def test_the_corpus_is_large_enough(corpus: dict[str, HostileFile]) -> None:
    assert len(corpus) >= 40


def test_every_hostile_file_gives_its_message_or_all_its_rows(
    corpus: dict[str, HostileFile],
) -> None:
    wrong = []
    for name, file in corpus.items():
        try:
            rows, refused = read(file)
        except ReadError as error:
            outcome: tuple[object, ...] = (error.key,)
            for lang in ("de", "en"):
                text = error.text(lang)
                assert file.path.name in text or str(file.path) in text
                assert len(text) > 60, text
        else:
            outcome = (None, rows, len(refused))
            assert set(file.reasons) <= {r.reason for r in refused}, name
            assert all(r.text("de") and r.text("en") and r.line > 0 for r in refused)
        expected = (file.error,) if file.error else (None, file.rows, file.refused)
        if outcome != expected:
            wrong.append((name, outcome, expected))
    assert wrong == []


def test_refused_lines_can_be_found_again_in_the_file(corpus: dict[str, HostileFile]) -> None:
    for name in ("quote_never_closed.csv", "ragged_short.csv", "nul_bytes.csv"):
        file = corpus[name]
        _, refused = read(file)
        lines = file.path.read_bytes().decode("utf-8").split("\n")
        for refusal in refused:
            assert lines[refusal.line - 1] == refusal.original
