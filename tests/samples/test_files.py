import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kundig.samples import COMPANIES, write_sample
from kundig.tables import TABLES

from .conftest import TODAY, Written, day

DATE = re.compile(r"\b(\d\d)\.(\d\d)\.(\d{4})\b")
#: Days that are agreed and may still come.
PLANNED = {"Zugesagt", "Fällig am", "Nachsehen am", "Wirksam ab"}
ORDER_TABLES = ("order_lines", "orders", "customer_records", "deliveries", "products")


def everything(outdoor: Written, small: dict[str, Written]) -> list[Written]:
    return [outdoor, *small.values()]


def test_the_same_seed_and_day_give_the_same_bytes(outdoor: Written, tmp_path: Path) -> None:
    again = write_sample(tmp_path, today=TODAY)
    assert len(again.files) == 14
    for old, new in zip(outdoor.files.files, again.files, strict=True):
        assert old.path.read_bytes() == new.path.read_bytes(), new.path.name
        assert old.mapping_path.read_bytes() == new.mapping_path.read_bytes()
    assert again.truth_path.read_bytes() == outdoor.files.truth_path.read_bytes()


@pytest.mark.parametrize("company", COMPANIES[1:])
def test_the_small_companies_come_out_the_same_and_change_with_the_seed(
    company: str, small: dict[str, Written], tmp_path: Path
) -> None:
    same = write_sample(tmp_path / "same", company=company, today=TODAY)
    other = write_sample(tmp_path / "other", company=company, today=TODAY, seed=8)
    before = [f.path.read_bytes() for f in small[company].files.files]
    assert [f.path.read_bytes() for f in same.files] == before
    assert [f.path.read_bytes() for f in other.files] != before


def test_no_event_lies_on_or_after_today(outdoor: Written, small: dict[str, Written]) -> None:
    for sample in everything(outdoor, small):
        latest = dt.date.min
        for file in sample.files.files:
            for row in sample.rows(file.path.name):
                for column, value in row.items():
                    if (
                        not value
                        or column is None
                        or column in PLANNED
                        or value.startswith("31.02")
                    ):
                        continue
                    if DATE.match(value) and not value.startswith("00"):
                        found = day(value)
                        assert found < TODAY, (file.path.name, column, value)
                        latest = max(latest, found)
        assert latest == TODAY - dt.timedelta(days=1)


def test_local_times_avoid_the_hours_in_which_clocks_change(
    outdoor: Written, small: dict[str, Written]
) -> None:
    night = re.compile(r"\d\d\.\d\d\.\d{4} 0[0-5]:")
    for sample in everything(outdoor, small):
        for file in sample.files.files:
            assert not night.search(sample.text(file.path.name)), file.path.name


def mapping(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_mappings_use_only_fields_of_the_contracts(
    outdoor: Written, small: dict[str, Written]
) -> None:
    for sample in everything(outdoor, small):
        for file in sample.files.files:
            found = mapping(file.mapping_path)
            assert found["table"] == file.table
            tables = ORDER_TABLES if file.table == "order_lines" else (file.table,)
            known = {c for t in tables for c in TABLES[t].by_name} | {"text"}
            used = {*found["columns"], *found.get("constants", {}), *found.get("codes", {})}
            assert used <= known, (file.mapping_path.name, used - known)
            header = sample.text(file.path.name).split("\r\n", 1)[0].split(";")
            named = {*found["columns"].values(), *found.get("questions", {})}
            assert named <= set(header)


def test_codes_and_constants_are_values_the_contracts_allow(
    outdoor: Written, small: dict[str, Written]
) -> None:
    for sample in everything(outdoor, small):
        for file in sample.files.files:
            found = mapping(file.mapping_path)
            tables = ORDER_TABLES if file.table == "order_lines" else (file.table,)
            for field, codes in found.get("codes", {}).items():
                column = next(
                    TABLES[t].by_name[field] for t in tables if field in TABLES[t].by_name
                )
                if column.one_of:
                    assert set(codes.values()) <= set(column.one_of), field
            for question in found.get("questions", {}).values():
                kinds = TABLES["survey_answers"].by_name["kind"].one_of
                assert question["kind"] in kinds


def test_every_coded_cell_has_its_code(outdoor: Written, small: dict[str, Written]) -> None:
    for sample in everything(outdoor, small):
        for file in sample.files.files:
            found = mapping(file.mapping_path)
            for field, codes in found.get("codes", {}).items():
                column = found["columns"][field]
                seen = {(r[column] or "").strip() for r in sample.rows(file.path.name)} - {""}
                assert seen <= set(codes), (file.path.name, field, seen - set(codes))


def test_nobody_can_be_reached_and_no_employee_is_named(
    outdoor: Written, small: dict[str, Written]
) -> None:
    free = re.compile(r"0(30 23125|40 66969|69 90009|89 99998|221 4710|171 39200|176 040690) \d+$")
    for sample in everything(outdoor, small):
        for row in sample.rows("kunden.csv"):
            assert row["E-Mail"] == "" or row["E-Mail"].endswith(".example")
            assert row["E-Mail"].isascii()
            assert row["Telefon"] == "" or free.match(row["Telefon"])
            assert row["PLZ"].startswith("62")
        for file in sample.files.files:
            header = sample.text(file.path.name).split("\r\n", 1)[0].lower()
            assert not re.search("mitarbeit|verkäufer|bearbeiter|personal|kassierer", header)


def test_names_keep_their_letters(outdoor: Written) -> None:
    text = outdoor.text("kunden.csv")
    assert "Yıldız" in text
    assert re.search("[łńś]", text)
    assert "Süd" in outdoor.text("bestellungen.csv")


def test_an_unknown_company_or_too_few_customers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such company"):
        write_sample(tmp_path, company="bakery", today=TODAY)
    with pytest.raises(ValueError, match="at least 1000"):
        write_sample(tmp_path, today=TODAY, customers=10)
    with pytest.raises(ValueError, match="only outdoor"):
        write_sample(tmp_path, company="bookshop", today=TODAY, customers=1000)


def test_the_small_samples_have_their_sizes(small: dict[str, Written]) -> None:
    rows = {name: sample.truth["rows"] for name, sample in small.items()}
    assert rows["bookshop"]["kunden.csv"] == 180
    assert 30 <= rows["bookshop"]["umfrage.csv"] <= 80
    assert rows["supplier"]["kunden.csv"] == 60
    assert rows["supplier"]["umfrage.csv"] == 25
    assert rows["craftsman"]["auftraege.csv"] == 100  # 40 a year, two and a half years
    assert 18 <= rows["craftsman"]["umfrage.csv"] <= 24


def test_thin_companies_hold_a_voice_a_due_promise_and_people_to_call(
    small: dict[str, Written],
) -> None:
    for sample in small.values():
        today, yesterday = "15.07.2026", "14.07.2026"
        promises = sample.rows("zusagen.csv")
        assert [p for p in promises if p["Stand"] == "offen" and p["Fällig am"] == today]
        answers = sample.rows("umfrage.csv")
        voice = [a for a in answers if a["Datum"].startswith(yesterday)]
        assert len(list(voice[-1].values())[-1]) > 20
        due = {p["Kundennummer"] for p in promises if p["Stand"] in ("offen", "gebrochen")}
        assert len(due | {voice[-1]["Kundennummer"]}) >= 3
