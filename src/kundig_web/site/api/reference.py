"""What the interface says of itself: the OpenAPI document and a page for people.

The page is written from the same document on the server: no script, no third-party address.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kundig_web import words
from kundig_web.access.permissions import SCOPES
from kundig_web.access.permit import public
from kundig_web.site.api.contracts import described
from kundig_web.site.api.interface import api
from kundig_web.site.api.problems import MEDIA_TYPE
from kundig_web.words.words import texts

PREFIX = "/api/"


def document() -> dict[str, Any]:
    """The OpenAPI document; problems have their own media type."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for operations in found["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    answer["content"] = {MEDIA_TYPE: content["application/json"]}
    return found


@public
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(document())


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page for people who write programs."""
    found = document()
    here = {
        "groups": _groups(found),
        "scopes": [(s.value, words.say(f"access.scope_{s.value}")) for s in SCOPES],
        "tables": list(described()),
        "base": request.build_absolute_uri(PREFIX),
    }
    return render(request, "site/api.html", here)


def _groups(found: dict[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "name": operation["operationId"],
                    "text": words.say(f"site.api_op_{operation['operationId']}"),
                    "parameters": [
                        {
                            "name": p["name"],
                            "where": p["in"],
                            "needed": p.get("required", False),
                            "type": _type(p["schema"]),
                            "text": _said(f"api_param_{p['name'].replace('-', '_').lower()}"),
                        }
                        for p in operation.get("parameters", [])
                    ],
                    "body": "requestBody" in operation,
                    "answers": ", ".join(sorted(str(s) for s in operation["responses"])),
                }
            )
    return [
        {"key": key, "title": words.say(f"site.api_group_{key}"), "operations": listed}
        for key, listed in groups.items()
    ]


def _said(key: str) -> str:
    """A sentence for people; names that say enough have none."""
    return words.say(f"site.{key}") if key in texts("site") else ""


def _type(schema: dict[str, Any]) -> str:
    """`string`, `integer`, `array of string`, or the values that are allowed."""
    if "anyOf" in schema:
        return " | ".join(_type(s) for s in schema["anyOf"] if s.get("type") != "null")
    if "enum" in schema:
        return " | ".join(str(v) for v in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format", schema.get("type", "")))
