"""Facts in: contracts, idempotency, the same intake as files."""

from __future__ import annotations

from typing import Any

import pytest

from kundig.answers import ask
from kundig.tables import TABLES, Type
from kundig_web.site.api import events
from kundig_web.site.api.contracts import OPEN, columns_of, needed
from tests.web.api.test_doors import is_problem

ORDERS = [
    {"order_id": "A1", "record_id": "7", "order_date": "2026-11-18", "branch": "Süd"},
    {"order_id": "A2", "record_id": 8, "ordered_at": "2026-11-19T09:30:00+01:00"},
]


def batch(rows: list[dict[str, Any]], table: str = "orders", source: str = "shop") -> Any:
    return {"table": table, "source": source, "rows": rows}


def counts(answer: Any) -> tuple[int, ...]:
    told = answer.json()
    return tuple(told[n] for n in ("read", "taken", "new_versions", "unchanged", "refused"))


def test_rows_become_facts_and_count_in_figures(own_home, program) -> None:
    answer = program("send_events").post("events", batch(ORDERS), "k1")
    assert answer.status_code == 200, answer.content
    assert counts(answer) == (2, 2, 0, 0, 0)
    assert answer.json()["version"] == 1
    lines = [
        {"order_id": o, "product_id": "P", "quantity": 2, "unit_price": "12.50"}
        for o in ("A1", "A2")
    ]
    program("send_events").post("events", batch(lines, "order_lines"), "k2")
    assert ask("purchases", home=own_home.folder).value == 2
    assert ask("revenue", home=own_home.folder).value == 50


def test_the_same_rows_under_another_key_change_nothing(own_home, program) -> None:
    shop = program("send_events")
    shop.post("events", batch(ORDERS), "k1")
    again = shop.post("events", batch(ORDERS), "k2")
    assert counts(again) == (2, 0, 0, 2, 0)
    assert again.json()["import_id"] is None
    assert own_home.store.manifest().version == 1
    assert len(own_home.store.manifest().imports) == 1


def test_the_same_key_gives_the_same_answer_and_does_nothing(
    own_home, program, monkeypatch
) -> None:
    shop = program("send_events")
    first = shop.post("events", batch(ORDERS), "k1")
    monkeypatch.setattr(events, "import_file", None)  # any use would raise
    again = shop.post("events", batch(ORDERS), "k1")
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"


def test_a_key_with_other_rows_is_refused(own_home, program) -> None:
    shop = program("send_events")
    shop.post("events", batch(ORDERS), "k1")
    told = is_problem(shop.post("events", batch(ORDERS[:1]), "k1"), 422)
    assert told["type"].endswith("key-reused")
    other = program("send_events")
    assert other.post("events", batch(ORDERS[:1]), "k1").status_code == 200


def test_columns_of_rows_that_were_there_already_break_no_table(own_home, program) -> None:
    """Rows of one table may fill another with columns that none of its files has."""
    shop = program("send_events")
    given = {"order_id": "A1", "return_id": "R1", "product_id": "P", "return_date": "2026-11-18"}
    first = shop.post("events", batch([given], "returns"), "k1")
    assert counts(first) == (1, 1, 0, 0, 0), first.content
    lines = example("order_lines")
    assert shop.post("events", batch([lines], "order_lines"), "k2").status_code == 200
    again = shop.post("events", batch([given | {"return_id": "R2"}], "returns"), "k3")
    assert counts(again) == (1, 1, 0, 0, 0), again.content


def test_a_corrected_row_is_a_new_version(own_home, program) -> None:
    shop = program("send_events")
    shop.post("events", batch(ORDERS), "k1")
    later = [ORDERS[0] | {"branch": "Nord"}, ORDERS[1]]
    assert counts(shop.post("events", batch(later), "k2")) == (2, 0, 1, 1, 0)


def test_a_try_that_died_after_writing_is_repeated_at_once_as_the_same_import(
    own_home, program, monkeypatch
) -> None:
    shop = program("send_events")
    whole = events.batches.finish_batch
    monkeypatch.setattr(events.batches, "finish_batch", _killed)
    assert shop.post("events", batch(ORDERS), "k1").status_code == 500
    assert own_home.store.manifest().version == 1
    monkeypatch.setattr(events.batches, "finish_batch", whole)
    again = shop.post("events", batch(ORDERS), "k1")
    assert counts(again) == (2, 2, 0, 0, 0)
    assert len(own_home.store.manifest().imports) == 1


def _killed(**_: Any) -> None:
    raise RuntimeError("killed")


def test_a_refused_batch_may_be_corrected_under_the_same_key(own_home, program) -> None:
    shop = program("send_events")
    wrong = [ORDERS[0] | {"order_date": "18.11.2026"}]
    is_problem(shop.post("events", batch(wrong), "k1"), 422)
    assert shop.post("events", batch(ORDERS), "k1").status_code == 200


BAD = {
    "unknown field": ({"colour": "red"}, "/rows/0/colour"),
    "missing number": ({"order_id": None}, "/rows/0/order_id"),
    "missing day": ({"order_date": ""}, "/rows/0/order_date"),
    "German day": ({"order_date": "18.11.2026"}, "/rows/0/order_date"),
    "a day that does not exist": ({"order_date": "2026-02-30"}, "/rows/0/order_date"),
    "a year of stone age": ({"order_date": "0016-01-01"}, "/rows/0/order_date"),
    "a list for a text": ({"branch": ["Süd"]}, "/rows/0/branch"),
    "true for a number": ({"order_id": True}, "/rows/0/order_id"),
    "a text with NUL": ({"branch": "S\x00d"}, "/rows/0/branch"),
    "half a character": ({"branch": "S\ud800d"}, "/rows/0/branch"),
    "blanks": ({"order_id": "  "}, "/rows/0/order_id"),
    "a novel": ({"branch": "x" * 10_001}, "/rows/0/branch"),
    "the source, which the batch names": ({"source": "x"}, "/rows/0/source"),
    "a name with a slash": ({"a/b~c": 1}, "/rows/0/a~1b~0c"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_row_that_breaks_its_contract_stops_the_batch_and_is_named(
    own_home, program, what, language
) -> None:
    changed, at = BAD[what]
    shop = program("send_events", language=language)
    told = is_problem(shop.post("events", batch([ORDERS[0] | changed, ORDERS[1]]), "k"), 422)
    assert [e["at"] for e in told["errors"]] == [at]
    assert told["errors"][0]["message"]
    assert own_home.store.manifest().version == 0


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (batch([]), "/rows"), (batch(ORDERS, "customer_links"), "/table"),
        (batch(ORDERS, "planets"), "/table"), (batch(ORDERS, source="kundig"), "/source"),
        (batch(ORDERS, source="../x"), "/source"), ({"table": "orders", "rows": ORDERS}, "/source"),
        (batch([1]), "/rows/0"), (batch(ORDERS * 2501), "/rows"),
    ],
)  # fmt: skip
def test_a_batch_of_the_wrong_shape_is_refused(own_home, program, body, at) -> None:
    told = is_problem(program("send_events").post("events", body, "k"), 422)
    assert at in [e["at"] for e in told["errors"]]


def test_without_an_idempotency_key_nothing_is_taken(own_home, program) -> None:
    told = is_problem(program("send_events").post("events", batch(ORDERS)), 422)
    assert told["errors"][0]["at"].lower() == "idempotency-key"


def test_what_is_no_json_and_what_is_too_large_are_problems(own_home, program, settings) -> None:
    shop = program("send_events")
    headers = shop.headers | {"Idempotency-Key": "k"}
    answer = shop.client.post("/api/events", "{", content_type="application/json", headers=headers)
    is_problem(answer, 400)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    is_problem(shop.post("events", batch(ORDERS), "k"), 413)


def test_what_only_the_intake_can_judge_is_refused_row_by_row(own_home, program) -> None:
    good = {
        "survey_id": "s", "response_id": "1", "question_id": "nps", "kind": "nps", "score": 9,
        "scale_min": 0, "scale_max": 10, "answer_date": "2026-11-18",
    }  # fmt: skip
    rows = [good, good | {"response_id": "2", "scale_max": -1}]
    answer = program("send_events").post("events", batch(rows, "survey_answers"), "k")
    assert answer.status_code == 200, answer.content
    assert counts(answer) == (2, 1, 0, 0, 1)
    assert [r["row"] for r in answer.json()["refused_rows"]] == [1]
    assert answer.json()["refused_rows"][0]["message"]


EXAMPLES = {
    Type.ID: "X1", Type.TEXT: "Wort", Type.AMOUNT: "12.5", Type.QUANTITY: 2, Type.INTEGER: 3,
    Type.BOOLEAN: True, Type.DATE: "2026-11-18", Type.INSTANT: "2026-11-18T10:00:00+01:00",
}  # fmt: skip
FITTING = {
    "scale_min": 0, "scale_max": 20, "score": 9, "currency": "EUR", "rating": 4, "rating_min": 1,
    "rating_max": 5, "country": "DE", "language": "de",
}  # fmt: skip


def example(table: str) -> dict[str, Any]:
    row = {}
    for name, column in columns_of(table).items():
        if name in FITTING:
            row[name] = FITTING[name]
        elif column is not None and column.one_of:
            row[name] = column.one_of[0]
        else:
            row[name] = EXAMPLES[column.type if column is not None else Type.TEXT]
    return row


@pytest.mark.parametrize("table", OPEN)
def test_every_field_of_every_table_can_be_sent(own_home, program, table) -> None:
    full = example(table)
    least = {group[0]: full[group[0]] for group in needed(table)}
    key = [k for k in TABLES[table].key if k not in {"source", "occurrence"}]
    other = {k: "X2" for k in key if TABLES[table].by_name[k].type is Type.ID}
    answer = program("send_events").post("events", batch([full, least | other], table), "k")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["taken"] == 2, told
    again = program("send_events").post("events", batch([full, least | other], table), "k2")
    assert (again.json()["taken"], again.json()["new_versions"]) == (0, 0)
