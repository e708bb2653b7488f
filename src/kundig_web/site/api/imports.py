"""Files in: send one, see where it stands, import it, take an import back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from kundig_web import company, words
from kundig_web.access.door import Caller
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.imports import questions, workflows
from kundig_web.imports.errors import Refused
from kundig_web.imports.models import Upload
from kundig_web.imports.receive import ToUploads
from kundig_web.site.api.problems import ProblemError, declared

router = Router(tags=["imports"])
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
    response={202: UploadOut, **declared(413, 422)},
    operation_id="send_file",
    openapi_extra=FILE,
)
@allow(Permission.IMPORT_DATA)
def send(request: HttpRequest) -> Status:
    """Send a file. It is looked at and tried; importing it is a second step."""
    handler = ToUploads(request)
    request.upload_handlers = [handler]
    _ = request.FILES  # reads the body, straight to disk
    try:
        if handler.refused is not None:
            raise handler.refused
        if len(handler.received) > 1:
            raise ProblemError(422, "one_file")
        made = workflows.receive(actor=_actor(request), files=handler.received, now=company.now())
    except (Refused, ProblemError) as refused:
        handler.forget()
        if isinstance(refused, ProblemError):
            raise
        status = 413 if refused.key in {"too_large", "disk_full"} else 422
        raise ProblemError(status, "refused", detail=str(refused)) from None
    return Status(202, _upload(made[0]))


@router.get("/uploads/{int:id}", response={200: UploadOut, **declared(404)}, operation_id="upload")
@allow(Permission.IMPORT_DATA)
def upload(request: HttpRequest, id: int) -> dict[str, Any]:  # noqa: A002 - the caller's word
    """Where a file stands."""
    return _upload(_found(id))


@router.post(
    "/uploads/{int:id}/start",
    response={202: UploadOut, **declared(404, 409)},
    operation_id="start_import",
)
@allow(Permission.IMPORT_DATA)
def start(request: HttpRequest, id: int) -> Status:  # noqa: A002 - the caller's word
    """Import a file whose state is ready."""
    found = _found(id)
    try:
        workflows.start(
            actor=_actor(request), uploads=[found], keep_mapping=False, now=company.now()
        )
    except Refused as refused:
        raise ProblemError(409, "refused", detail=str(refused)) from None
    return Status(202, _upload(_found(id)))


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
    response={200: Withdrawn, **declared(404, 409)},
    operation_id="withdraw_import",
)
@allow(Permission.IMPORT_DATA)
def withdraw(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the caller's word
    """Take an import back as a whole."""
    if questions.import_of(id) is None:
        raise ProblemError(404)
    try:
        workflows.take_back(actor=_actor(request), import_id=id, now=company.now())
    except Refused as refused:
        status = 404 if refused.key == "gone" else 409
        raise ProblemError(status, "refused", detail=str(refused)) from None
    return {"id": id, "version": company.snapshot().version}


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
