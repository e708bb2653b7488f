"""Facts in: batches of rows for the shared tables, through the same intake as files.

All rows of a batch keep their contract, or nothing is written. What only the intake can judge (a
score beyond its scale) is refused row by row and named in the answer. The same rows sent twice
change nothing, whatever the key; the key saves the work, and gives a lost answer once more.
"""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Router, Schema

from kundig.intake.errors import IntakeError
from kundig.intake.own import OWN_SOURCE
from kundig.intake.workflow import ImportRequest, import_file, new_import_id
from kundig.readers.errors import ReadError
from kundig.readers.mapping import ColumnSpec, FileSpec, Mapping
from kundig_web import company, words
from kundig_web.access.door import Caller
from kundig_web.access.errors import RefusedError
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.access.workflows import batches
from kundig_web.imports.models import uploads
from kundig_web.imports.register import refresh_register
from kundig_web.registry.steps import basis_of
from kundig_web.site.api.contracts import OPEN, texts_of
from kundig_web.site.api.problems import ProblemError, declared, refused_key

router = Router(tags=["facts"])
MOST_ROWS = 5_000
#: How imports of this way are called in the list of imports.
MAPPING = "api"
#: An import may take 400 MB: one at a time in each process.
_ONE = BoundedSemaphore(1)

TableName = Literal[
    "customer_records", "orders", "order_lines", "returns", "deliveries", "survey_answers",
    "complaints", "complaint_events", "mentions", "contacts", "promises", "products", "units",
]  # fmt: skip


class Facts(Schema):
    """Rows of one table, from one source."""

    table: TableName
    source: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$",
        description="The system that the rows come from; with the table's key it makes a row unique.",
    )
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_ROWS)


class RefusedRow(Schema):
    """A row that the intake refused."""

    row: int = Field(description="From 0, in the order of the batch.")
    field: str
    message: str


class Taken(Schema):
    """What became of a batch: read = taken + new_versions + unchanged + refused."""

    import_id: str | None = Field(description="Null if nothing changed.")
    version: int = Field(description="Version of the record store.")
    read: int
    taken: int
    new_versions: int
    unchanged: int
    refused: int
    refused_rows: list[RefusedRow] = Field(description="The first of them.")


@router.post(
    "",
    response={200: Taken, **declared(400, 409, 413, 422, 503)},
    operation_id="send_facts",
)
@allow(Permission.SEND_EVENTS)
def send(
    request: HttpRequest,
    response: HttpResponse,
    facts: Facts,
    idempotency_key: str = Header(..., alias="Idempotency-Key", min_length=1, max_length=200),
) -> dict[str, Any]:
    """Send facts.

    Repeat a batch with the same Idempotency-Key until you have an answer; it is written once.
    """
    basis_of("events.receive")
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if facts.source == OWN_SOURCE:
        message = words.say("site.api_field_own_source")
        raise ProblemError(422, errors=[("/source", message)])
    rows, faults = texts_of(facts.table, facts.rows, zone=company.zone())
    if faults:
        raise ProblemError(422, "rows", errors=faults)
    if caller.token is None:  # a session only reads, so this cannot be; see access.door
        raise ProblemError(401)
    now = company.now()
    try:
        with batches.claimed(
            token=caller.token, key=idempotency_key, body_hash=_digest(request, facts),
            import_id=new_import_id(now), now=now,
        ) as mine:  # fmt: skip
            if mine.batch.result is not None:
                response["Idempotency-Replayed"] = "true"
                found: dict[str, Any] = mine.batch.result
                return found
            result = _written(facts, rows, mine.batch.import_id)
            batches.finish_batch(batch=mine.batch, result=result)
    except RefusedError as refused:
        raise refused_key(refused) from None
    if result["import_id"]:
        refresh_register(now)
    return result


def _written(facts: Facts, rows: list[dict[str, str | None]], import_id: str) -> dict[str, Any]:
    """Through the intake, as a file that lives as long as this call."""
    names = sorted({name for row in rows for name in row})
    folder = Path(uploads()) / secrets.token_hex(16)
    folder.mkdir(parents=True, mode=0o700)
    try:
        path = folder / f"{facts.source}-{facts.table}.parquet"
        columns = [pa.array([row.get(name) for row in rows], pa.string()) for name in names]
        pq.write_table(pa.table(columns, names=names), path)
        mapping = Mapping(
            name=MAPPING, table=facts.table, source=facts.source,
            file=FileSpec(decimal="point", dates="iso"),
            columns={name: ColumnSpec((name,)) for name in names},
        )  # fmt: skip
        with _ONE:
            done = import_file(
                ImportRequest(path, mapping=mapping, import_id=import_id, lang=words.lang()),
                home=company.home(),
            )
    except IntakeError as error:
        status = 503 if error.key == "busy" else 422
        raise ProblemError(
            status, "busy" if status == 503 else "intake", detail=error.text(words.lang())
        ) from None
    except ReadError as error:
        raise ProblemError(422, "intake", detail=error.text(words.lang())) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "import_id": done.import_id, "version": done.version, "read": done.read,
        "taken": done.taken, "new_versions": done.new_versions, "unchanged": done.unchanged,
        "refused": done.refused,
        "refused_rows": [
            {"row": int(one["line"]) - 1, "field": one["field"], "message": one["reason"]}
            for one in done.examples
        ],
    }  # fmt: skip


def _digest(request: HttpRequest, facts: Facts) -> str:
    told = json.dumps(facts.model_dump(), sort_keys=True, default=str)
    body = told.encode("utf-8", "surrogatepass")
    return batches.request_hash(str(request.method), request.path, body)


assert set(TableName.__args__) == set(OPEN)  # noqa: S101 - the type names what the contracts offer
