"""Keeps in a list of components what a lock names, with its hashes: `sbom.py LIST LOCK`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)((?:.*\\\n)+.*)", re.MULTILINE)


def plain(name: str) -> str:
    """A package's name as all ways to write it have in common."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, dict[str, list[str]]]:
    """Name -> version -> sha256 of every file that may be installed (Pythons differ in versions)."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, version, rest in PIN.findall(lock):
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)
        found.setdefault(plain(name), {})[version] = hashes
    return found


def kept(told: dict[str, Any], lock: str) -> dict[str, Any]:
    """The list with what is shipped.

    Raises:
        SystemExit: if what is installed is not what is pinned.
    """
    pins = pinned(lock)
    parts = [p for p in told["components"] if plain(p["name"]) in pins]
    wrong = [p["name"] for p in parts if p["version"] not in pins[plain(p["name"])]]
    missing = sorted(set(pins) - {plain(p["name"]) for p in parts})
    if wrong or missing:
        sys.exit(
            f"not as pinned: {', '.join(wrong) or '-'}; not installed: {', '.join(missing) or '-'}"
        )
    refs = {p["bom-ref"] for p in parts} | {told["metadata"]["component"]["bom-ref"]}
    for part in parts:
        # A package has one file for each system; which one was installed, its record knows.
        part["properties"] = [
            *part.get("properties", []),
            *(
                {"name": "kundig:sha256", "value": h}
                for h in pins[plain(part["name"])][part["version"]]
            ),
        ]
    told["components"] = parts
    told["dependencies"] = [
        d | {"dependsOn": [r for r in d.get("dependsOn", []) if r in refs]}
        for d in told.get("dependencies", [])
        if d["ref"] in refs
    ]
    return told


def main() -> None:
    """Rewrite the list."""
    path, lock = Path(sys.argv[1]), Path(sys.argv[2])
    told = kept(json.loads(path.read_text(encoding="utf-8")), lock.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{path}: {len(told['components'])} components\n")


if __name__ == "__main__":
    main()
