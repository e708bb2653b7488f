"""Settings for production: Django's own check is content, and wrong values stop the start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SECURE = {"KUNDIG_SECURE": "1", "KUNDIG_HOSTS": "kundig.example"}


def run(home: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "kundig_web", *command],
        env={**kept, "KUNDIG_HOME": str(home), **variables}, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip


def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **SECURE)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_without_tls_the_deployment_check_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode != 0
    assert "SECURE_SSL_REDIRECT" in done.stderr


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({**SECURE, "KUNDIG_HOSTS": "*"}, "KUNDIG_HOSTS"),
        ({**SECURE, "KUNDIG_PROXIES": "0"}, "KUNDIG_PROXIES"),
        ({"KUNDIG_PROXIES": "10.0.0.1"}, "KUNDIG_PROXIES"),
        ({"KUNDIG_LOG": "xml"}, "KUNDIG_LOG"),
        ({"KUNDIG_SECURE": "vielleicht"}, "KUNDIG_SECURE"),
        ({"KUNDIG_OUTGOING": "ja"}, "KUNDIG_OUTGOING"),
        ({"KUNDIG_UPLOAD_MIB": "viel"}, "KUNDIG_UPLOAD_MIB"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(
    tmp_path: Path, variables: dict[str, str], told: str
) -> None:
    done = run(tmp_path, "check", **variables)
    assert done.returncode == 78, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_may_come_from_a_file_and_stands_in_none_of_ours(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s" * 60)
    code = "from kundig_web.site import settings; print(settings.SECRET_KEY)"
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "KUNDIG_HOME": str(tmp_path / "h"), "KUNDIG_SECRET_KEY_FILE": str(secret)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "s" * 60
    assert not (tmp_path / "h" / "web" / "secret_key").exists()


def test_a_secret_of_our_own_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "check").returncode == 0
    path = tmp_path / "web" / "secret_key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) > 60
