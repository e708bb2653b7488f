"""What must not go back in time with the rest: erasures, objections, the audit log's anchors.

They lie outside every backup. Copies lie beside the backups, written every hour, so that they are
there when the machine is not. Customers stand in them only as keyed hashes. A restore takes what it
finds beside the backup and in the company's old folder, and joins it: an erasure or an objection
that any of them knows holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from kundig.store import durable
from kundig.store.home import Home
from kundig_web.backups import folder

ERASED = "erasures.jsonl"
ANCHORS = "anchors/audit.jsonl"
SUPPRESSED = "store/suppressed.json"
_NAMES = {ERASED: "erasures.jsonl", ANCHORS: "anchors.jsonl", SUPPRESSED: "suppressed.json"}


def copy(home: Home, site: str) -> None:
    """Write the copies that have changed beside the backups."""
    place = folder.folder(home)
    for relative, name in _NAMES.items():
        source = home.folder / relative
        target = place / f"kundig-{site}-{name}"
        if not source.is_file():
            continue
        content = source.read_bytes()
        if target.is_file() and target.read_bytes() == content:
            continue
        place.mkdir(parents=True, exist_ok=True)
        durable.replace(target, content)


def gather(draft: Home, backup: Path, old: Home | None, more: Iterable[Path] = ()) -> Path | None:
    """Put the lists into a restored company, joined; the file with objections, if there is one.

    Args:
        draft: the restored company, before anybody looks at it.
        backup: the backup; copies may lie beside it.
        old: the company's folder as it was, if it is still there.
        more: lists of erasures that lie elsewhere.
    """
    site = backup.name.split("-")[1] if backup.name.count("-") >= 2 else ""
    found: dict[str, list[Path]] = {}
    for relative, name in _NAMES.items():
        places = [backup.parent / f"kundig-{site}-{name}"]
        if old is not None and old.folder != draft.folder:
            places.append(old.folder / relative)
        found[relative] = [p for p in places if p.is_file()]
    found[ERASED] += list(more)
    for relative in (ERASED, ANCHORS):
        lines = _joined(found[relative])
        if lines:
            target = draft.folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            durable.replace(target, lines)
    return _objections(found[SUPPRESSED], draft)


def _joined(paths: list[Path]) -> bytes:
    """All whole lines of all files, each once, in the order in which they were written."""
    lines: dict[str, None] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if isinstance(told, dict):
                lines[line] = None
    order = sorted(lines, key=lambda line: str(json.loads(line).get("at", "")))
    return "".join(f"{line}\n" for line in order).encode()


def _objections(paths: list[Path], draft: Home) -> Path | None:
    """One file with the objections of all: purpose -> hashes."""
    joined: dict[str, set[str]] = {}
    for path in paths:
        try:
            told = json.loads(path.read_text(encoding="utf-8"))["objections"]
            for purpose, hashes in told.items():
                joined.setdefault(str(purpose), set()).update(map(str, hashes))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    if not joined:
        return None
    target = draft.folder.parent / "objections.json"
    durable.replace(target, json.dumps({p: sorted(h) for p, h in joined.items()}).encode())
    return target
