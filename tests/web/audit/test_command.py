"""`kundig audit verify` says in one line what is wrong, and ends with 1."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kundig_web.audit import anchors
from kundig_web.audit.commands import main
from tests.web.audit.conftest import Forger
from tests.web.audit.test_chain import rehash
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def same_home(own_home: Any, monkeypatch: Any) -> None:
    """The command sets the variable; it must not outlive the test."""
    monkeypatch.setenv("KUNDIG_HOME", str(own_home.folder))


def test_a_sound_log_ends_with_zero(chain: Any, capsys: Any) -> None:
    assert main(["verify"], "de") == 0
    told = capsys.readouterr().out
    assert "Protokoll geprüft: 12 Einträge, lückenlos und unverändert." in told
    assert "noch keinen Anker" in told
    anchors.drop(NOW)
    assert main(["verify"], "en") == 0
    assert "One anchor agrees." in capsys.readouterr().out


def test_a_forged_entry_is_named_and_it_ends_with_one(
    chain: Any, forge: Forger, capsys: Any
) -> None:
    forge("UPDATE audit_entry SET department = '99' WHERE seq = 5")
    assert main(["verify"], "de") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "Eintrag 5 wurde verändert.",
        "Bis einschließlich Eintrag 4 ist alles in Ordnung.",
    ]


def test_a_named_anchor_file_shows_that_the_database_was_put_back(
    chain: Any, forge: Forger, capsys: Any, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.jsonl"
    anchors.drop(NOW, elsewhere)
    forge("DELETE FROM audit_entry WHERE seq > 9")
    rehash(forge, 9)
    assert main(["verify"], "en") == 0  # nothing here knows of the end
    assert main(["verify", "--anchor", str(elsewhere)], "en") == 1
    assert "The end is missing from entry 10: the chain already reached entry 12." in (
        capsys.readouterr().err
    )


def test_machines_get_json(chain: Any, forge: Forger, capsys: Any) -> None:
    forge("DELETE FROM audit_entry WHERE seq = 3")
    assert main(["verify", "--json"], "de") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False
    assert (told["finding"]["kind"], told["finding"]["seq"]) == ("removed", 3)


def test_a_restore_is_told(chain: Any, forge: Forger, capsys: Any) -> None:
    newest = anchors.drop(NOW)
    forge("DELETE FROM audit_entry WHERE seq > 9")
    rehash(forge, 9)
    anchors.restored(newest, NOW)
    assert main(["verify"], "de") == 0
    assert "die Einträge 10 bis 12 sind dabei verloren gegangen" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_wrong_anchor_file_ends_with_two(
    chain: Any, capsys: Any, tmp_path: Path, language: str
) -> None:
    missing, wrong = tmp_path / "missing", tmp_path / "wrong"
    wrong.write_text("nothing\n")
    assert main(["verify", "--anchor", str(missing)], language) == 2
    assert main(["verify", "--anchor", str(wrong)], language) == 2
    assert str(missing) in capsys.readouterr().err


def test_the_command_leaves_no_company_behind(tmp_path: Path, capsys: Any) -> None:
    """Looking must not make a database."""
    import subprocess
    import sys

    home = tmp_path / "nobody"
    told = subprocess.run(
        [sys.executable, "-m", "kundig", "audit", "verify", "--home", str(home), "--lang", "en"],
        capture_output=True, text=True, timeout=60,
        env={k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG_", "DJANGO_"))},
    )  # fmt: skip
    assert told.returncode == 1
    assert "This company has no audit log yet." in told.stderr
    assert not (home / "web" / "kundig.sqlite3").exists()
