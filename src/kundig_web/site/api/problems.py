"""What the API says when something does not work: problem+json (RFC 9457), in both languages.

The language follows `Accept-Language`. `type` never changes with the language, so that a program
can tell problems apart; `errors` names each field with a JSON pointer or a parameter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RequestDataTooBig
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from kundig_web import words
from kundig_web.access.errors import RefusedError
from kundig_web.registry.steps import NoBasisError
from kundig_web.words.words import texts

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:kundig:problem:"
#: Status -> key of its sentence where nobody named a better one.
KEYS = {
    400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found",
    405: "method", 409: "conflict", 413: "too_large", 415: "media_type", 422: "invalid",
    429: "too_many", 500: "defect", 503: "not_ready",
}  # fmt: skip


class FieldError(Schema):
    """What is wrong with one field."""

    at: str = Field(
        description="JSON pointer into the body (`/rows/3/order_date`) or `?parameter`."
    )
    message: str


class Problem(Schema):
    """RFC 9457."""

    type: str = Field(description="A name that stays the same in every language.")
    title: str
    status: int
    detail: str = Field(description="What to do.")
    errors: list[FieldError] = []


class ProblemError(Exception):
    """Stops an operation; the caller gets the sentence `site.api_<key>`."""

    def __init__(
        self, status: int, key: str = "", *, errors: Iterable[tuple[str, str]] = (),
        detail: str = "", **values: Any,
    ) -> None:  # fmt: skip
        super().__init__(status, key)
        self.status = status
        self.key = key or KEYS[status]
        self.errors = tuple(errors)
        self.detail = detail
        self.values = values


def declared(*more: int) -> dict[int, type[Problem]]:
    """What every operation may answer beside its own, and `more`: for `response=`."""
    return dict.fromkeys((401, 403, 429, *more), Problem)


def refused_key(refused: RefusedError) -> ProblemError:
    """What to say of an idempotency key that came with another request, or is in use."""
    status = 422 if refused.key == "key_reused" else 409
    return ProblemError(status, refused.key, detail=str(refused))


def problem_response(
    status: int, key: str = "", *, errors: Iterable[tuple[str, str]] = (), detail: str = "",
    **values: Any,
) -> HttpResponse:  # fmt: skip
    """A problem as a response."""
    key = key or KEYS.get(status, "bad_request" if status < 500 else "defect")
    said = texts("site")
    told = {
        "type": TYPE + key.replace("_", "-"),
        "title": words.say(f"site.api_{key}", **values),
        "status": status,
        "detail": detail
        or (words.say(f"site.api_{key}_detail", **values) if f"api_{key}_detail" in said else ""),
        "errors": [{"at": at, "message": message} for at, message in errors],
    }
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="kundig"'
    return response


def field_message(kind: str, context: dict[str, Any]) -> str:
    """What is wrong with a value, by pydantic's name for it, in the caller's language."""
    key = f"api_field_{kind}"
    if key not in texts("site"):
        key = "api_field_wrong"
    known = {k: v for k, v in context.items() if isinstance(v, str | int | float)}
    try:
        return words.say(f"site.{key}", **known)
    except KeyError:
        return words.say("site.api_field_wrong")


def handle(api: NinjaAPI) -> None:
    """Let every refusal of an operation come out as a problem."""

    @api.exception_handler(ProblemError)
    def of_ours(request: HttpRequest, error: ProblemError) -> HttpResponse:
        return problem_response(
            error.status, error.key, errors=error.errors, detail=error.detail, **error.values
        )

    @api.exception_handler(ValidationError)
    def of_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
        found = [
            (_place(one["loc"]), field_message(one["type"], one.get("ctx", {})))
            for one in error.errors
        ]
        return problem_response(422, errors=found)

    @api.exception_handler(Throttled)
    def of_haste(request: HttpRequest, error: Throttled) -> HttpResponse:
        response = problem_response(429)
        response.headers["Retry-After"] = str(max(1, round(getattr(error, "wait", None) or 60)))
        return response

    @api.exception_handler(AuthenticationError)
    def of_strangers(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem_response(401)

    @api.exception_handler(HttpError)
    def of_others(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem_response(error.status_code)

    @api.exception_handler(NoBasisError)
    def of_law(request: HttpRequest, error: NoBasisError) -> HttpResponse:
        return problem_response(403, detail=error.text())

    @api.exception_handler(RequestDataTooBig)
    def of_size(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem_response(413)


def _place(location: tuple[Any, ...]) -> str:
    """`("query", "limit")` as `?limit`, `("body", "data", "rows", 3)` as `/rows/3`."""
    kind, *rest = (str(part) for part in location)
    if kind in {"query", "path", "header"}:
        return f"?{'.'.join(rest)}" if kind == "query" else ".".join(rest)
    # Behind `body` stands the name of our own argument, which the caller never wrote.
    return "/" + "/".join(p.replace("~", "~0").replace("/", "~1") for p in rest[1:])
