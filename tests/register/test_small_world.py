"""A world of a few rows, each fact followed by hand into the register."""

from datetime import date
from decimal import Decimal

import pytest

from kundig.register import Filter, build
from tests.world import world

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    home = world(
        tmp_path_factory.mktemp("small"),
        {
            "customer_records": [
                {"record_id": "1", "kind": "person", "salutation": "Frau", "first_name": "Anna",
                 "last_name": "Müller", "email": "anna@post.example", "phone": "0171 1234567",
                 "postcode": "62014", "city": "Köln", "branch": "Nord", "customer_since": "2020-05-01"},
                {"source": "crm", "record_id": "K-9", "kind": "person", "last_name": "Mueller",
                 "phone": "+49 221 99887", "contact_allowed": False},
                {"record_id": "2", "kind": "firm", "company": "Łukasz & Söhne GmbH", "city": "Weißensee"},
                {"record_id": "3", "kind": "household", "last_name": "O'Neil"},
                {"source": "kundig", "record_id": "shop:3", "email": "neil@post.example"},
                {"record_id": "22", "kind": "person", "first_name": "Zoë", "last_name": "Zett"},
            ],
            "customer_links": [
                {"source": "crm", "record_id": "K-9", "customer_id": "shop:1"},
                {"source": "kundig", "record_id": "shop:3", "customer_id": "shop:3"},
            ],
            "orders": [
                {"order_id": "A1", "record_id": "1", "order_date": "2026-10-01", "branch": "Süd",
                 "currency": "EUR", "total": "50"},
                {"order_id": "A2", "record_id": "1", "order_date": "2026-11-01", "branch": "Süd",
                 "currency": "EUR", "status": "cancelled", "total": "70"},
                {"source": "crm", "order_id": "X1", "record_id": "K-9", "order_date": "2026-11-02",
                 "branch": "West", "currency": "EUR"},
                {"order_id": "A3", "record_id": "2", "order_date": "2027-01-01", "total": "9"},
                {"order_id": "A4", "record_id": "4", "order_date": "2026-06-01", "total": "9",
                 "currency": "CHF"},
            ],
            "order_lines": [
                {"source": "crm", "order_id": "X1", "product_id": "p1", "occurrence": 1,
                 "product_name": "Tasse", "quantity": "2", "amount": "20"},
                {"source": "crm", "order_id": "X1", "product_id": "p2", "occurrence": 1,
                 "quantity": "1", "amount": "80"},
            ],
            "products": [{"source": "crm", "product_id": "p2", "product_name": "Kessel"}],
            "returns": [
                {"return_id": "R1", "product_id": "p1", "occurrence": 1, "record_id": "1",
                 "return_date": "2026-11-05", "kind": "cancellation", "amount": "20", "quantity": "1",
                 "reason": "doppelt"},
                {"return_id": "R1", "product_id": "p2", "occurrence": 1, "record_id": "1",
                 "return_date": "2026-11-05", "kind": "cancellation", "amount": "30", "quantity": "2"},
            ],
            "deliveries": [
                {"delivery_id": "D1", "order_id": "A1", "record_id": "1", "promised_date": "2026-10-05",
                 "delivered_date": "2026-10-08", "status": "delivered"},
                {"delivery_id": "D2", "order_id": "A1", "record_id": "1", "promised_date": "2026-10-05",
                 "delivered_date": "2026-10-05"},
            ],
            "survey_answers": [
                {"survey_id": "s", "response_id": "r1", "question_id": "nps", "record_id": "1",
                 "kind": "nps", "score": "3", "scale_min": "0", "scale_max": "10", "answer_date": "2026-11-03"},
                {"survey_id": "s", "response_id": "r1", "question_id": "why", "record_id": "1",
                 "kind": "text", "answer_date": "2026-11-03"},
                {"survey_id": "s", "response_id": "r1", "question_id": "advice", "record_id": "1",
                 "kind": "rating", "score": "4", "scale_min": "1", "scale_max": "5",
                 "answer_date": "2026-11-03"},
                {"survey_id": "s", "response_id": "r2", "question_id": "nps", "record_id": "3",
                 "kind": "nps", "no_answer": "skipped", "answer_date": "2026-11-04"},
            ],
            "complaints": [
                {"complaint_id": "V1", "record_id": "3", "received_date": "2026-11-10", "status": "open",
                 "cause": "zu spät"},
                {"complaint_id": "V2", "record_id": "3", "received_date": "2026-11-11", "kind": "praise"},
                {"complaint_id": "V3", "record_id": "3", "received_date": "2026-10-11", "status": "solved"},
            ],
            "texts": [
                {"about_table": "survey_answers", "about_id": "r1", "field": "why", "record_id": "1",
                 "text": "Zu lange gewartet."},
                {"about_table": "complaints", "about_id": "V1", "field": "text", "record_id": "3",
                 "text": "Wo bleibt das Paket?"},
                {"about_table": "contacts", "about_id": "C2", "field": "text", "record_id": "3",
                 "text": "Möchte angerufen werden."},
            ],
            "contacts": [
                {"contact_id": "C1", "record_id": "3", "contact_date": "2026-11-15", "personal": False,
                 "purpose": "Rundbrief"},
                {"contact_id": "C2", "record_id": "3", "contact_date": "2026-09-01", "personal": True,
                 "direction": "in"},
                {"contact_id": "C3", "record_id": "22", "contact_date": "2026-09-02"},
            ],
            "promises": [
                {"promise_id": "Z1", "record_id": "3", "made_date": "2026-11-01", "due_date": "2026-11-19",
                 "subject": "Rückruf"},
                {"promise_id": "Z2", "record_id": "3", "made_date": "2026-11-02", "due_date": "2026-11-20"},
                {"promise_id": "Z3", "record_id": "3", "made_date": "2026-11-03", "due_date": "2026-11-05",
                 "kept_date": "2026-11-04"},
                {"promise_id": "Z4", "record_id": "3", "made_date": "2026-11-03", "due_date": "2026-11-05",
                 "status": "withdrawn"},
                {"promise_id": "Z5", "record_id": "3", "made_date": "2026-11-03", "due_date": "2026-11-05",
                 "status": "broken"},
            ],
        },
    )  # fmt: skip
    return build(home, today=TODAY)


def found(register, text):
    return {r["key"] for r in register.page(Filter(text=text)).rows}


def events(register, key, kind):
    return register.history([key], [kind])


def test_two_numbers_of_one_person_are_one_customer(register):
    row = register.customer("shop:1")
    assert (row["records"], row["purchases"], row["revenue"]) == (2, 3, Decimal("150.00"))
    assert (row["first_name"], row["last_name"]) == (None, "Mueller")  # crm stands before shop
    assert (row["email"], row["phone"]) == ("anna@post.example", "+49 221 99887")
    assert (row["postcode"], row["city"]) == ("62014", "Köln")
    assert row["branch"] == "Süd"
    assert row["customer_since"] == date(2020, 5, 1)
    assert register.customer("crm:K-9") is None


def test_one_record_that_forbids_contact_forbids_it(register):
    assert {r["key"] for r in register.page(Filter(refused=True)).rows} == {"shop:1"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [("Müller", "shop:1"), ("muller anna", "shop:1"), ("K-9", "shop:1"), ("k9", None),
     ("0171/1234567", "shop:1"), ("+49 171 1234567", "shop:1"), ("0221 99887", "shop:1"),
     ("anna@post", "shop:1"), ("Koeln", "shop:1"), ("lukasz soehne", "shop:2"),
     ("Weissensee", "shop:2"), ("oneil", "shop:3"), ("O’Neil", "shop:3"), ("neil@post.example", "shop:3"),
     ("zoe", "shop:22"), ("4", None), ("anna zett", None)],
)  # fmt: skip
def test_searching_finds_names_numbers_mails_and_places(register, typed, key):
    if key is None:
        assert "shop:1" not in found(register, typed) or typed == "4"
        assert typed == "4" or found(register, typed) == set()
    else:
        assert found(register, typed) == {key}


def test_an_exact_customer_number_goes_first(register):
    page = register.page(Filter(text="2"), "name", limit=3)
    assert page.rows[0]["key"] == "shop:2"
    assert page.total > 1
    rest = register.page(
        Filter(text="2"), "name", limit=10, after=register.page(Filter(text="2"), limit=1).next
    )
    assert "shop:2" not in {r["key"] for r in rest.rows}
    assert len(rest.rows) == page.total - 1


def test_a_record_without_a_name_does_not_take_the_name_away(register):
    row = register.customer("shop:3")
    assert (row["last_name"], row["email"]) == ("O'Neil", "neil@post.example")


def test_orders_tell_items_dearest_products_and_cancellation(register):
    orders = {e["ref"]: e for e in events(register, "shop:1", "order")}
    assert orders["X1"]["items"] == 3
    assert orders["X1"]["amount"] == 100
    assert orders["X1"]["products"] == ["Tasse"]  # the other one has its name in another table
    assert (orders["A2"]["what"], orders["A2"]["amount"]) == ("cancelled", 70)
    assert orders["A1"]["what"] == "order"
    lines = register.lines("shop:1", "crm", "X1")
    assert [(line["product_name"], line["amount"]) for line in lines] == [
        ("Kessel", 80),
        ("Tasse", 20),
    ]


def test_a_cancellation_of_several_lines_is_one_event(register):
    (event,) = events(register, "shop:1", "return")
    assert (event["what"], event["positions"], event["items"], event["amount"]) == (
        "cancellation",
        2,
        3,
        50,
    )
    assert event["detail"] == "doppelt"


def test_only_late_deliveries_are_told(register):
    (event,) = events(register, "shop:1", "delivery")
    assert (event["ref"], event["due_day"], event["done_day"]) == (
        "D1", date(2026, 10, 5), date(2026, 10, 8),
    )  # fmt: skip


def test_an_answer_is_told_once_with_its_marks_and_words(register):
    (event,) = events(register, "shop:1", "answer")
    assert (event["what"], event["score"], event["scale_max"]) == ("nps", 3, 10)
    assert event["words"] == "Zu lange gewartet."
    assert [(m["question"], m["score"]) for m in event["marks"]] == [("nps", 3), ("advice", 4)]
    row = register.customer("shop:1")
    assert (row["mood"], row["satisfaction"]) == ("unhappy", 0.3)


def test_who_skipped_everything_has_not_answered(register):
    assert events(register, "shop:3", "answer") == []
    assert register.customer("shop:3")["mood"] is None


def test_complaints_tell_their_state_and_praise_is_none(register):
    told = {e["ref"]: e for e in events(register, "shop:3", "complaint")}
    assert (told["V1"]["state"], told["V1"]["unsettled"]) == ("unanswered", True)
    assert told["V1"]["words"] == "Wo bleibt das Paket?"
    assert (told["V2"]["what"], told["V2"]["unsettled"]) == ("praise", None)
    assert told["V3"]["state"] == "settled"
    assert register.customer("shop:3")["open_complaints"] == 1


def test_promises_tell_whether_they_are_due_kept_or_broken(register):
    told = {e["ref"]: e["state"] for e in events(register, "shop:3", "promise")}
    assert told == {
        "Z1": "overdue", "Z2": "open", "Z3": "kept", "Z4": "withdrawn", "Z5": "broken",
    }  # fmt: skip
    row = register.customer("shop:3")
    assert (row["open_promises"], row["overdue_promises"]) == (2, 1)
    assert [e["ref"] for e in register.open_matters(["shop:3"])] == ["Z1", "Z2", "V1"]


def test_a_mass_mailing_is_no_personal_contact(register):
    told = {e["ref"]: e for e in events(register, "shop:3", "contact")}
    assert [told["C1"]["what"], told["C2"]["what"]] == ["mailing", "personal"]
    assert told["C2"]["words"] == "Möchte angerufen werden."
    assert register.customer("shop:3")["last_contact"] == date(2026, 9, 1)
    assert register.customer("shop:22")["last_contact"] == date(2026, 9, 2)


def test_a_date_in_the_future_moves_nobodys_today(register):
    assert register.as_of == TODAY
    assert register.data_until == date(2026, 11, 15)
    assert register.customer("shop:2")["purchases"] == 0
    assert [e["ref"] for e in events(register, "shop:2", "order")] == [
        "A3"
    ]  # it is shown all the same


def test_where_too_little_is_known_no_value_and_no_segment_is_told(register):
    assert register.value_why == "currencies_mixed"
    row = register.customer("shop:1")
    assert (row["value_12m"], row["value_why"], row["segment"]) == (None, "currencies_mixed", None)
    assert register.customer("shop:22")["value_why"] == "never_bought"


def test_a_customer_known_from_an_order_alone_is_listed(register):
    row = register.customer("shop:4")
    assert (row["records"], row["last_name"], row["purchases"]) == (0, None, 1)
    assert "shop:4" in found(register, "4")
