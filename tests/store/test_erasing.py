"""A forgotten person leaves no byte in the record store, and no sum changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kundig.answers import ask
from kundig.engines.duckdb import DuckDBEngine
from kundig.store import suppression
from kundig.store.erasing import erase_records, known_names, linked
from kundig.store.home import Home
from kundig.store.rewriting import DOCUMENTS, personal_tables
from kundig.tables import TABLES
from tests.erase.company import (
    ANSWERS,
    ANSWERS_CSV,
    CANARIES,
    CASES,
    CASES_CSV,
    KEYS,
    LINES,
    LINES_CSV,
    PEOPLE,
    PEOPLE_BROKEN,
    PEOPLE_CSV,
    PEOPLE_LATER,
    bring,
    filled,
    hits,
)  # fmt: skip
from tests.world import world


def rows(home: Home, sql: str) -> list[Any]:
    with DuckDBEngine(threads=1) as engine:
        engine.attach(home.store.snapshot().tables)
        return engine.execute(sql)


def figures(home: Home) -> list[Any]:
    """Every sum that does not ask who it was."""
    return [
        rows(home, sql)
        for sql in (
            "SELECT count(*), sum(amount), sum(quantity) FROM order_lines",
            "SELECT order_date, count(*) FROM orders GROUP BY ALL ORDER BY ALL",
            "SELECT count(*), sum(amount) FROM returns",
            "SELECT question_id, count(*), sum(score) FROM survey_answers GROUP BY ALL ORDER BY ALL",
            "SELECT status, count(*) FROM complaints GROUP BY ALL ORDER BY ALL",
            "SELECT product_id, sum(amount) FROM order_lines JOIN orders USING (source, order_id) "
            "GROUP BY ALL ORDER BY ALL",
        )
    ]


def sums(home: Home) -> list[Any]:
    """What two measures say: all that was bought, by whomever, and how people would recommend."""
    bought = ask("revenue", home=home.folder, lang="de").rows[0]
    said = ask("nps", home=home.folder, lang="de").rows[0]
    return [bought["revenue"] + bought["without_customer"], said]


def store_files(home: Home) -> list[Path]:
    return [p for p in home.store.folder.rglob("*") if p.is_file()]


@pytest.fixture
def shop(tmp_path: Path) -> Home:
    return filled(Home(tmp_path / "home"))


def test_the_search_finds_what_was_planted(shop: Home) -> None:
    found = {hit.rpartition(": ")[2] for hit in hits(store_files(shop), CANARIES)}
    beside = {hit.rpartition(": ")[2] for hit in hits(shop.quarantine.glob("*"), CANARIES)}
    assert found | beside == set(CANARIES)


def test_no_file_of_the_store_holds_a_forgotten_person(shop: Home) -> None:
    erased = erase_records(shop, KEYS)
    assert erased.rows["customer_records"] == 2  # both versions
    assert hits(store_files(shop), CANARIES) == []


def test_no_sum_changes(shop: Home) -> None:
    before = figures(shop)
    told = sums(shop)
    erase_records(shop, KEYS)
    assert figures(shop) == before
    assert sums(shop) == told


def test_others_are_what_they_were(shop: Home) -> None:
    asked = "SELECT t::VARCHAR FROM {} AS t WHERE record_id IN ('200', '201') ORDER BY ALL"
    tables = ("customer_records", "orders", "complaints", "survey_answers", "texts")
    before = [rows(shop, asked.format(t)) for t in tables]
    erase_records(shop, KEYS)
    assert [rows(shop, asked.format(t)) for t in tables] == before


def test_documents_keep_their_lines_under_a_new_number(shop: Home) -> None:
    erase_records(shop, KEYS)
    joined = rows(
        shop,
        "SELECT count(*), count(DISTINCT order_id) FROM order_lines JOIN orders "
        "USING (source, order_id) WHERE record_id IS NULL",
    )
    assert joined == [(3, 2)]
    assert rows(shop, "SELECT count(*) FROM complaints JOIN orders USING (source, order_id)") == [
        (2,)
    ]


def test_erasing_twice_changes_nothing(shop: Home) -> None:
    version = erase_records(shop, KEYS).version
    again = erase_records(shop, KEYS)
    assert (again.version, again.found) == (version, False)


def test_somebody_unknown_changes_nothing(shop: Home) -> None:
    version = shop.store.manifest().version
    assert erase_records(shop, [("shop", "nobody")]).version == version


def test_an_older_version_does_not_come_back_with_a_withdrawal(shop: Home) -> None:
    erase_records(shop, KEYS)
    for entry in reversed(shop.store.manifest().imports[1:]):
        shop.store.withdraw(entry.id)
        assert hits(store_files(shop), CANARIES) == []
        assert rows(shop, "SELECT count(*) FROM customer_records WHERE record_id = '77123'") == [
            (0,)
        ]


def test_a_number_that_is_somebody_elses_now_stays_his(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    bring(home, LINES, LINES_CSV)
    # The shop had booked the order on the wrong customer.
    bring(
        home,
        LINES,
        LINES_CSV.replace("BELEGXQ2;02.04.2026 11:00;77123", "BELEGXQ2;02.04.2026 11:00;200"),
    )
    erase_records(home, KEYS)
    assert rows(home, "SELECT record_id FROM orders WHERE order_id = 'BELEGXQ2'") == [("200",)]
    assert hits(store_files(home), ["77123", "BELEGXQ1"]) == []


def test_a_kill_between_manifest_and_deletion_is_finished_by_the_next_run(
    shop: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kundig.store.store.Store.clean", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_records(shop, KEYS)
    assert hits(store_files(shop), CANARIES)
    erase_records(shop, KEYS)
    assert hits(store_files(shop), CANARIES) == []


@pytest.mark.parametrize("step", ["look", "rewrite", "_part", "_rehash"])
def test_a_kill_before_the_manifest_leaves_the_store_as_it_was(
    shop: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = shop.store.manifest()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"kundig.store.rewriting.Erasing.{step}", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_records(shop, KEYS)
    assert shop.store.manifest() == before
    erase_records(shop, KEYS)
    assert hits(store_files(shop), CANARIES) == []


def test_a_reader_in_the_middle_of_a_question_gets_its_answer(shop: Home) -> None:
    wanted = sums(shop)
    answers: list[Any] = []
    errors: list[BaseException] = []
    ended = threading.Event()

    def reader() -> None:
        while not ended.is_set():
            try:
                answers.append(sums(shop))
            except BaseException as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=reader) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in ("77123", "200", "201"):
        erase_records(shop, [("shop", number)])
    ended.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert answers
    assert all(a == wanted for a in answers)


def test_a_question_is_put_again_when_its_files_vanish(shop: Home) -> None:
    asked = []

    def question(snapshot: Any) -> int:
        asked.append(snapshot.version)
        if len(asked) == 1:
            erase_records(shop, KEYS)
        return sum(len(f.read_bytes()) for t in snapshot.tables.values() for f in t.files)

    assert shop.store.read(question) > 0
    assert len(asked) == 2
    assert asked[0] < asked[1]


def test_an_error_of_the_question_itself_is_no_reason_to_ask_again(shop: Home) -> None:
    asked = []

    def question(snapshot: Any) -> int:
        asked.append(1)
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        shop.store.read(question)
    assert asked == [1]


def test_every_table_with_a_person_in_it_is_reached() -> None:
    reached = {"customer_records", "customer_links", "texts", *DOCUMENTS}
    assert set(personal_tables()) <= reached
    by_person = {n for n, t in TABLES.items() if "record_id" in t.by_name}
    assert by_person <= reached


def test_links_lead_to_all_records_of_a_customer(tmp_path: Path) -> None:
    home = world(
        tmp_path,
        {
            "customer_links": [
                {"record_id": "1", "customer_id": "till:9"},
                {"source": "web", "record_id": "w1", "customer_id": "till:9"},
                {"record_id": "5", "customer_id": "shop:6"},
            ]
        },
    )
    assert set(linked(home, ["shop:1"])) == {"shop:1", "till:9", "web:w1"}
    erase_records(home, [("shop", "1"), ("till", "9"), ("web", "w1")])
    assert rows(home, "SELECT record_id FROM customer_links") == [("5",)]


def test_names_are_told_before_they_go(shop: Home) -> None:
    told = known_names(shop, KEYS)
    assert told.names == (("Zenobia", "Quitterling", ""),)
    assert told.mails == ("zenobia.q@kanarie.example",)


# --- coming back -------------------------------------------------------------------------------


FILES = [
    (PEOPLE, PEOPLE_CSV), (PEOPLE, PEOPLE_LATER), (PEOPLE, PEOPLE_BROKEN), (LINES, LINES_CSV),
    (CASES, CASES_CSV), (ANSWERS, ANSWERS_CSV),
]  # fmt: skip


def test_the_same_files_do_not_bring_the_person_back(shop: Home) -> None:
    before = figures(shop)
    erase_records(shop, KEYS)
    told = [bring(shop, mapping, text) for mapping, text in FILES]
    assert [t.forgotten for t in told] == [1, 1, 2, 4, 1, 1]
    assert figures(shop) == before
    assert hits(store_files(shop), CANARIES) == []


def test_a_row_that_cannot_be_read_does_not_bring_the_person_back(shop: Home) -> None:
    erase_records(shop, KEYS)
    torn = PEOPLE_CSV.replace("77123;Zenobia", "77123;Zenobia;zu;viel")
    told = bring(shop, PEOPLE, torn)
    assert told.forgotten == 1
    assert "Quitterling" not in "".join(
        p.read_text() for p in shop.quarantine.glob(f"{told.import_id}*")
    )


def test_a_new_purchase_of_a_forgotten_person_counts_without_the_person(shop: Home) -> None:
    erase_records(shop, KEYS)
    told = bring(shop, LINES, LINES_CSV + "NEU1;01.11.2026 10:00;77123;P1;1;100,50\n")
    assert told.remarks["without_person"] == 1
    assert rows(shop, "SELECT record_id FROM orders WHERE order_id = 'NEU1'") == [(None,)]
    assert hits(store_files(shop), ["77123"]) == []


def test_another_file_with_the_same_mail_does_not_bring_the_person_back(shop: Home) -> None:
    erase_records(shop, KEYS)
    other = "Nr;Vorname;Nachname;Mail;Telefon;Strasse;Ort;Geburtstag;Werbung\n"
    other += "9;Z;Quitterling;ZENOBIA.Q@Kanarie.example;;;;;ja\n10;Z;Quitterling;;+49 171 9988776;;;;ja\n"
    assert bring(shop, PEOPLE, other).forgotten == 2
    assert rows(shop, "SELECT count(*) FROM customer_records WHERE record_id IN ('9', '10')") == [
        (0,)
    ]


def test_who_shares_an_address_with_a_forgotten_person_stays(shop: Home) -> None:
    erase_records(shop, [("shop", "201")])  # Bernd; Anna has the same mail
    told = bring(shop, PEOPLE, PEOPLE_CSV.replace("Hauptweg 1", "Hauptweg 2"))
    assert told.forgotten == 1
    assert rows(shop, "SELECT street FROM customer_records WHERE record_id = '200'") == [
        ("Hauptweg 2",)
    ]


def test_a_lifted_block_lets_the_person_in_again(shop: Home) -> None:
    erase_records(shop, KEYS)
    suppression.lift(
        shop,
        suppression.hashes(
            shop, keys=KEYS, mails=["zenobia.q@kanarie.example"], phones=["0171 9988776"]
        ),
    )
    bring(shop, PEOPLE, PEOPLE_CSV)
    assert rows(shop, "SELECT last_name FROM customer_records WHERE record_id = '77123'") == [
        ("Quitterling",)
    ]


@pytest.mark.parametrize("times", [6, pytest.param(100, marks=pytest.mark.slow)])
def test_an_objection_beats_the_file_and_a_hundred_imports(shop: Home, times: int) -> None:
    found = suppression.hashes(shop, mails=["zenobia.q@kanarie.example"])
    suppression.object(shop, found, "advertising")
    for i in range(times):
        text = PEOPLE_CSV.replace("Falterweg 99", f"Falterweg {i}")
        if i == times // 2:
            erase_records(shop, KEYS)
            suppression.lift(shop, suppression.hashes(
                shop, keys=KEYS, mails=["zenobia.q@kanarie.example"], phones=["0171 9988776"]
            ))  # fmt: skip
        bring(shop, PEOPLE, text)
        assert rows(
            shop, "SELECT contact_allowed FROM customer_records WHERE record_id = '77123'"
        ) == [(False,)]
    assert suppression.is_objected(shop, found, "advertising")
    assert not suppression.is_objected(shop, found, "surveys")
    assert not bring(shop, PEOPLE, text).changed


def test_an_import_that_began_before_the_erasure_does_not_win(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    bring(home, LINES, LINES_CSV)
    import kundig.intake.workflow as workflow

    staged: Callable[..., Any] = workflow.stage
    once = []

    def stage(*args: Any, **more: Any) -> Any:
        found = staged(*args, **more)
        if not once:
            once.append(1)
            erase_records(home, KEYS)
        return found

    monkeypatch.setattr(workflow, "stage", stage)
    assert bring(home, PEOPLE, PEOPLE_CSV).forgotten == 1
    assert hits(store_files(home), CANARIES) == []


def test_the_file_of_the_forgotten_says_nothing_without_its_key(shop: Home) -> None:
    erase_records(shop, KEYS)
    path = shop.store.folder / suppression.NAME
    known = suppression.load(shop)
    assert known.forgotten
    assert hits([path], CANARIES) == []
    (shop.keys / suppression.KEY).unlink()
    assert known.forgotten.isdisjoint(suppression.hashes(shop, keys=KEYS))


def test_hashes_in_sql_and_python_are_the_same(shop: Home) -> None:
    cases = ["anna@kern.example", "  Anna@KERN.example ", "keine", "", "a@b"]
    numbers = ["030 111111", "+49 (0)30/111111", "0049 30 111111", "12345", "", "030-11 11 11"]
    with DuckDBEngine(threads=1) as engine:
        for statement in suppression.open_hashing(shop):
            engine.execute(statement)
        for plain, sql, texts, kind in (
            (suppression.plain_mail, suppression.plain_mail_sql("v"), cases, "mail"),
            (suppression.plain_phone, suppression.plain_phone_sql("v"), numbers, "phone"),
        ):
            for text in texts:
                found = engine.execute(
                    f"SELECT {sql}, {suppression.sql_hash(kind, f'coalesce({sql}, v)')} FROM (SELECT ?::VARCHAR AS v)",
                    [text],
                )[0]
                assert (found[0] or "") == plain(text)
                if plain(text):
                    more = {"mails": [text]} if kind == "mail" else {"phones": [text]}
                    assert [found[1]] == suppression.hashes(shop, **more)  # type: ignore[arg-type]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from([*range(len(FILES)), "forget", "withdraw"]), min_size=2, max_size=9)
)
def test_no_history_brings_a_forgotten_name_back(
    tmp_path_factory: pytest.TempPathFactory, history: list[int | str]
) -> None:
    home = Home(tmp_path_factory.mktemp("history") / "home")
    forgotten = False
    for act in history:
        if act == "forget":
            erase_records(home, KEYS)
            forgotten = True
        elif act == "withdraw":
            imports = home.store.manifest().imports
            if imports:
                home.store.withdraw(imports[len(imports) // 2].id)
        else:
            mapping, text = FILES[int(act)]
            bring(home, mapping, text)
        if forgotten and home.store.folder.exists():
            assert hits(store_files(home), ["Quitterling", "77123", "kanarie", "Wipfelpfad"]) == []
