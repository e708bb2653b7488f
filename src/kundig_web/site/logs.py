"""Logs that an operator can use and that hold nobody's data.

A line about a request names the route, never the address: addresses hold customers' keys and what
somebody searched for. Of an error the log has its kind and where it happened, never its message: a
message quotes the value that caused it. `KUNDIG_LOG=json` writes one object a line.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: The request that this thread answers; "" elsewhere.
request_id: ContextVar[str] = ContextVar("request_id", default="")
REQUESTS = "kundig_web.requests"
HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: What may stand in a line of ours by accident, each with what stands there instead.
_PRIVATE = (
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+"), "(mail)"),
    (re.compile(r"\?[^\s\"']*"), "(query)"),
    (re.compile(r"(?<![\w.:-])\+?\d[\d /()-]{7,}\d(?![\w.:-])"), "(number)"),
    (re.compile(r"\b(?:postgres(?:ql)?|https?)://\S+"), "(address)"),
)
log = logging.getLogger(REQUESTS)


class RequestMiddleware:
    """The outermost one: gives a request its number and writes its line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the number stands in the answer, too, for whoever asks what went wrong."""
        given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.KUNDIG_PROXIES else ""
        number = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(number)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = number
            took = round((time.perf_counter() - began) * 1000)
            told = {
                "method": request.method if request.method in METHODS else "other",
                "route": route_of(request), "status": response.status_code, "ms": took,
            }  # fmt: skip
            log.info("request", extra={"told": told})
        finally:
            request_id.reset(token)
        return response


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_of(request: HttpRequest) -> str:
    """The name of the route; what leads nowhere has none, and its address is not repeated."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name or "unnamed")
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def what(record: logging.LogRecord) -> str:
    """The message of a record, as far as it is known to hold nobody's data.

    Our own modules put in codes, numbers and kinds of errors; those of others put in addresses and
    values, so of them the sentence stays and what was filled in goes.
    """
    if record.name.startswith(("kundig", "__main__")):
        try:
            told = record.getMessage()
        except (TypeError, ValueError):
            told = str(record.msg)
    else:
        told = re.sub(r"%(?:\([^)]*\))?[-#0 +]*[\d.*]*[a-zA-Z]", "(…)", str(record.msg))
        if not record.args:  # filled in already, by whoever wrote it
            told = record.levelname.lower()
    for pattern, instead in _PRIVATE:
        told = pattern.sub(instead, told)
    return told


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """A record as what is written of it."""
    found: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "what": what(record),
    }
    if number := request_id.get():
        found["request"] = number
    found |= getattr(record, "told", {})
    asked = getattr(record, "request", None)  # Django's own lines about requests carry it
    if isinstance(asked, HttpRequest):
        found |= {"route": route_of(asked), "status": getattr(record, "status_code", 0)}
    if record.exc_info and record.exc_info[0] is not None:
        found |= _error(record.exc_info[1], record.exc_info[0])
    return found


def _error(error: BaseException | None, kind: type[BaseException]) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__ if error is not None else None)
    return {
        "error": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."),
        "where": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames[-12:]],
    }


def _short(path: str) -> str:
    """A file below its package: where Python is installed is nobody's business."""
    return re.sub(r"^.*/(?:site-packages|src)/", "", path)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; no value can begin a new one."""
        return json.dumps(fields(record), default=lambda _: "(…)")


class LineFormatter(logging.Formatter):
    """One line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The same as the JSON has."""
        found = fields(record)
        head = " ".join(str(found.pop(k)) for k in ("at", "level", "logger", "what"))
        frames = found.pop("where", [])
        rest = " ".join(f"{k}={v}" for k, v in found.items())
        lines = [_BREAKS.sub(" ", f"{head} {rest}".strip()), *frames]
        return "\n    ".join(lines)


def configuration(kind: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything goes to one place in one form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "kundig_web.site.logs.JsonFormatter"},
            "text": {"()": "kundig_web.site.logs.LineFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": kind}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Lines about single requests are for machines; for people they would hide the rest.
            REQUESTS: {"level": "INFO" if kind == "json" else "WARNING"},
            # Replaces what Django brings, which prints addresses and mails tracebacks.
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        },
    }
