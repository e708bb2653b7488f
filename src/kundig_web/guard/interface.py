"""Claims about names of fields: in the API's description, in exports, in the audit log's page."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from kundig_web.guard.claims import Breach, Claim, distinct
from kundig_web.guard.tables import ACTOR, PRESENCE
from kundig_web.guard.visits import Shown

#: Heads of columns in files, in both languages.
_HEAD = re.compile(
    r"\b(bearbeite\w*|sachbearbeit\w*|zuständige person|angelegt von|erfasst von|mitarbeite\w*|handler"
    r"|verkäufer\w*|verfasst von|handled by|employee|created by|author|salesperson|agent|assignee"
    r"|staff)\b",
    re.IGNORECASE,
)


def schema_names_nobody(schema: dict[str, Any]) -> Claim:
    """No field and no parameter of the API is a person who works here."""
    looked, breaches = 0, []
    for where, name in _names(schema, ""):
        looked += 1
        if ACTOR.search(name) or PRESENCE.search(name):
            breaches.append(Breach("api_field", f"{where}.{name}"))
    return Claim("schema", looked, distinct(breaches))


def heads_name_nobody(shown: list[Shown]) -> Claim:
    """No column of an exported file is a person who works here."""
    looked, breaches = 0, []
    for one in shown:
        if one.kind == "table" and one.status == 200:
            for head in _heads(one.text):
                looked += 1
                if ACTOR.search(head.strip()) or _HEAD.search(head):
                    breaches.append(Breach("export_column", f"{one.route}: {head}"))
        elif one.kind == "json" and one.status == 200 and "openapi" not in one.url:
            for name in _keys(json.loads(one.text or "{}")):
                looked += 1
                if ACTOR.search(name) or PRESENCE.search(name):
                    breaches.append(Breach("api_field", f"{one.route}: {name}"))
    return Claim("heads", looked, distinct(breaches))


def _heads(text: str) -> list[str]:
    first = text.lstrip("\ufeff").partition("\n")[0]
    for mark in (";", ","):
        if mark in first:
            return next(csv.reader([first], delimiter=mark))
    return [first]


def _names(node: Any, where: str) -> Iterator[tuple[str, str]]:
    """Properties and parameters, with the place where they stand."""
    if isinstance(node, dict):
        for name in node.get("properties", {}) if isinstance(node.get("properties"), dict) else ():
            yield where or "schema", name
        if "in" in node and isinstance(node.get("name"), str):
            yield where or "parameters", node["name"]
        for key, value in node.items():
            yield from _names(value, key if key not in {"schema", "items", "anyOf"} else where)
    elif isinstance(node, list):
        for value in node:
            yield from _names(value, where)


def _keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from _keys(value)
