"""The restore test: the newest backup is restored into a draft and opened, as if all were lost."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kundig.store.home import Home
from kundig_web.backups import databases, keyring
from kundig_web.backups.errors import BackupError
from kundig_web.backups.making import DRAFTS
from kundig_web.backups.restoring import build, run_django
from kundig_web.backups.verify import Checked, check


def try_restore(home: Home, database: Mapping[str, Any], path: Path) -> Checked:
    """Restore a backup into a draft, open it, compare it with what it promises, throw it away.

    Raises:
        BackupError: whatever restoring refuses; `test_differs` if something is not as promised.
    """
    ring = keyring.load(home.keys)
    place = home.folder / "web" / DRAFTS
    for left in place.glob("test-*"):  # of a test that was killed
        shutil.rmtree(left, ignore_errors=True)
    draft = place / f"test-{secrets.token_hex(6)}"
    draft.mkdir(parents=True, mode=0o700)
    try:
        checked = check(path, ring)
        restored = build(checked, ring, draft)
        if checked.contents.database == databases.POSTGRES:
            databases.read_through(database, draft / databases.POSTGRES)
        told = run_django(restored, "inspect_restored")
        if found := differences(checked, told):
            raise BackupError("test_differs", name=path.name, what=", ".join(found))
        return checked
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def differences(checked: Checked, told: Mapping[str, Any]) -> list[str]:
    """What was found otherwise than the backup promises."""
    contents = checked.contents
    found = []
    if contents.database == databases.SQLITE:
        if not told["sound"]:
            found.append("database")
        if told["rows"] != contents.rows:
            found.append("database rows")
        if list(told["audit"]) != [contents.audit_entries, contents.audit_head] or told["chain"]:
            found.append("audit log")
    if told["version"] != contents.store_version:
        found.append("store version")
    for table, rows in told["expected"].items():
        if told["store"].get(table, 0) != rows:
            found.append(f"store: {table}")
    return found
