"""Files in: send one, see where it stands, import it, take an import back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Router, Schema, Status

from kundig_web import company, words
from kundig_web.access.door import Caller
from kundig_web.access.errors import RefusedError
from kundig_web.access.models import Token
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.access.workflows import batches
from kundig_web.imports import questions, workflows
from kundig_web.imports.errors import Refused
from kundig_web.imports.models import Upload
from kundig_web.imports.receive import ToUploads
from kundig_web.registry.steps import basis_of
from kundig_web.site.api.problems import ProblemError, declared, refused_key

router = Router(tags=["imports"])
#: A request repeated under the same key is done once and answered alike.
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            }
        },
    }
}


class Filled(Schema):
    """What an import brought to one table."""

    table: str
    new: int
    new_versions: int


class ImportOut(Schema):
    """An import in force, whoever brought it and however."""

    id: str
    file: str
    source: str
    mapping: str
    at: datetime
    read: int
    taken: int
    new_versions: int
    unchanged: int
    refused: int
    tables: list[Filled]


class ImportList(Schema):
    """All imports in force, the newest first."""

    items: list[ImportOut]
    version: int


class UploadOut(Schema):
    """A file on its way in."""

    id: int
    file: str
    size: int
    state: str = Field(description="checking, open, ready, importing, done or failed.")
    table: str | None = Field(description="What the file seems to be.")
    problem: str = Field(description="Why it cannot go on; a person answers in the browser.")
    import_id: str | None = Field(description="The import, once the state is done.")


class Withdrawn(Schema):
    """What was taken back."""

    id: str
    version: int


@router.get("", response={200: ImportList, **declared()}, operation_id="imports")
@allow(Permission.IMPORT_DATA)
def imports(request: HttpRequest) -> dict[str, Any]:
    """List the imports in force."""
    found = [_import(one) for one in questions.all_imports()]
    return {"items": found, "version": company.snapshot().version}


@router.post(
    "",
    response={202: UploadOut, **declared(409, 413, 422)},
    operation_id="send_file",
    openapi_extra=FILE,
)
@allow(Permission.IMPORT_DATA)
def send(request: HttpRequest, response: HttpResponse, idempotency_key: Key = "") -> Status:
    """Send a file. It is looked at and tried; importing it is a second step."""
    basis_of("imports.receive")
    handler = ToUploads(request)
    request.upload_handlers = [handler]
    _ = request.FILES  # reads the body, straight to disk
    try:
        if handler.refused is not None:
            raise handler.refused
        if len(handler.received) > 1:
            raise ProblemError(422, "one_file")

        def write() -> dict[str, Any]:
            return _upload(
                workflows.receive(actor=_actor(request), files=handler.received, now=company.now())[
                    0
                ]
            )

        sent = [part for file in handler.received for part in (file.name.encode(), file.digest())]
        told, again = _once(request, idempotency_key, sent, write)
    except (Refused, ProblemError) as refused:
        handler.forget()
        if isinstance(refused, ProblemError):
            raise
        status = 413 if refused.key in {"too_large", "disk_full"} else 422
        raise ProblemError(status, "refused", detail=str(refused)) from None
    if again:
        handler.forget()
        response["Idempotency-Replayed"] = "true"
    return Status(202, told)


@router.get("/uploads/{int:id}", response={200: UploadOut, **declared(404)}, operation_id="upload")
@allow(Permission.IMPORT_DATA)
def upload(request: HttpRequest, id: int) -> dict[str, Any]:  # noqa: A002 - the caller's word
    """Where a file stands."""
    return _upload(_found(id))


@router.post(
    "/uploads/{int:id}/start",
    response={202: UploadOut, **declared(404, 409, 422)},
    operation_id="start_import",
)
@allow(Permission.IMPORT_DATA)
def start(
    request: HttpRequest,
    response: HttpResponse,
    id: int,  # noqa: A002 - the caller's word
    idempotency_key: Key = "",
) -> Status:
    """Import a file whose state is ready."""
    basis_of("imports.run")
    found = _found(id)

    def write() -> dict[str, Any]:
        workflows.start(
            actor=_actor(request), uploads=[found], keep_mapping=False, now=company.now()
        )
        return _upload(_found(id))

    try:
        told, again = _once(request, idempotency_key, [], write)
    except Refused as refused:
        raise ProblemError(409, "refused", detail=str(refused)) from None
    if again:
        response["Idempotency-Replayed"] = "true"
    return Status(202, told)


@router.get("/{slug:id}", response={200: ImportOut, **declared(404)}, operation_id="import")
@allow(Permission.IMPORT_DATA)
def one_import(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002
    """One import in force."""
    found = questions.import_of(id)
    if found is None:
        raise ProblemError(404)
    return _import(found)


@router.post(
    "/{slug:id}/withdraw",
    response={200: Withdrawn, **declared(404, 409, 422)},
    operation_id="withdraw_import",
)
@allow(Permission.IMPORT_DATA)
def withdraw(
    request: HttpRequest,
    response: HttpResponse,
    id: str,  # noqa: A002 - the caller's word
    idempotency_key: Key = "",
) -> dict[str, Any]:
    """Take an import back as a whole."""
    if not idempotency_key:
        return _withdrawn(request, id)
    try:
        with batches.claimed(
            token=_token(request), key=idempotency_key, import_id=id, now=company.now(),
            body_hash=batches.request_hash("POST", request.path),
        ) as mine:  # fmt: skip
            if mine.batch.result is not None:
                response["Idempotency-Replayed"] = "true"
                found: dict[str, Any] = mine.batch.result
                return found
            if mine.repeated and questions.import_of(id) is None:
                # The try that was killed took it back and could not say so.
                result = {"id": id, "version": company.snapshot().version}
            else:
                result = _withdrawn(request, id)
            batches.finish_batch(batch=mine.batch, result=result)
    except RefusedError as refused:
        raise refused_key(refused) from None
    return result


def _withdrawn(request: HttpRequest, import_id: str) -> dict[str, Any]:
    if questions.import_of(import_id) is None:
        raise ProblemError(404)
    try:
        workflows.take_back(actor=_actor(request), import_id=import_id, now=company.now())
    except Refused as refused:
        status = 404 if refused.key == "gone" else 409
        raise ProblemError(status, "refused", detail=str(refused)) from None
    return {"id": import_id, "version": company.snapshot().version}


def _once(
    request: HttpRequest, key: str, sent: list[bytes], write: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """The answer, and whether it was given before; without a key, every request counts."""
    if not key:
        return write(), False
    told = batches.request_hash("POST", request.path, *sent)
    try:
        return batches.once(
            token=_token(request), key=key, body_hash=told, now=company.now(), write=write
        )
    except RefusedError as refused:
        raise refused_key(refused) from None


def _token(request: HttpRequest) -> Token:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if caller.token is None:  # a session only reads, so this cannot be; see access.door
        raise ProblemError(401)
    return caller.token


def _actor(request: HttpRequest) -> Any:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller.user


def _found(pk: int) -> Upload:
    # A database's whole numbers end; beyond them there is certainly no upload.
    found = questions.upload_of(pk) if pk < 2**63 else None
    if found is None:
        raise ProblemError(404)
    return found


def _upload(found: Upload) -> dict[str, Any]:
    return {
        "id": found.pk,
        "file": found.name,
        "size": found.size,
        "state": found.state,
        "table": (found.look or {}).get("table"),
        "problem": (found.problem or {}).get(words.lang(), ""),
        "import_id": found.import_id or None if found.state == Upload.State.DONE else None,
    }


def _import(one: questions.Known) -> dict[str, Any]:
    same = (
        "id", "file", "source", "mapping", "at", "read", "taken", "new_versions", "unchanged",
        "refused",
    )  # fmt: skip
    tables = [{"table": t.table, "new": t.new, "new_versions": t.new_versions} for t in one.tables]
    return {name: getattr(one, name) for name in same} | {"tables": tables}
