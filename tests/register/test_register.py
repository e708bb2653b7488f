"""The register says of every customer what plain SQL over the shared tables says."""

import shutil
import threading
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from kundig.answers import ask
from kundig.register import SORTS, Filter, build, current, events, shards
from kundig.register.events import COLUMNS as EVENT_COLUMNS
from kundig.register.events import KINDS
from kundig.register.rows import COLUMNS
from tests.golden.town import town
from tests.register import oracle


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module", params=["in one piece", "in many pieces"])
def register(home, request):
    """The same company, once as a small one and once cut up like a very large one."""
    shutil.rmtree(home.folder / "register", ignore_errors=True)
    many = request.param == "in many pieces"
    with pytest.MonkeyPatch.context() as patch:
        if many:
            patch.setattr(shards, "ROWS", 700)
            patch.setattr(events, "LINES", 900)
            patch.setattr(events, "TEXTS", 300)
        built = build(home)
    assert (len(list(built.folder.glob("customers-*.parquet"))) > 3) == many
    return built


@pytest.fixture(scope="module")
def listed(register):
    return {r["key"]: r for batch in register.stream() for r in batch.to_pylist()}


def test_every_customer_of_any_table_stands_in_it_once(home, register, listed):
    keys = oracle.rows(
        home,
        """SELECT DISTINCT coalesce(l.customer_id, t.source || ':' || t.record_id) AS key FROM (
             SELECT source, record_id FROM customer_records UNION SELECT source, record_id FROM orders
             UNION SELECT source, record_id FROM returns UNION SELECT source, record_id FROM complaints
             UNION SELECT source, record_id FROM survey_answers WHERE score IS NOT NULL
           ) AS t LEFT JOIN customer_links AS l USING (source, record_id) WHERE t.record_id IS NOT NULL""",
    )
    late = {e["customer"] for e in register.history(list(listed), ["delivery"], limit=10**6)}
    assert set(listed) == {r["key"] for r in keys} | late
    assert register.count == len(listed)


def test_its_columns_are_documented(listed, register):
    row = next(iter(listed.values()))
    assert {*row, "search"} == set(COLUMNS)
    event = register.history([row["key"]], limit=1)[0]
    assert list(event) == list(EVENT_COLUMNS)


def test_purchases_and_revenue_are_those_of_the_facts(home, register, listed):
    told = oracle.purchases(home, register.as_of)
    assert len(told) > 100
    for key, row in listed.items():
        wanted = told.get(
            key, {"first_day": None, "last_day": None, "purchases": 0, "revenue": None}
        )
        assert {c: row[c] for c in ("first_day", "last_day", "purchases")} == {
            c: wanted[c] for c in ("first_day", "last_day", "purchases")
        }
        assert row["revenue"] == (
            None if wanted["revenue"] is None else wanted["revenue"].quantize(Decimal("0.01"))
        )


def test_the_branch_is_the_most_frequent_one(home, listed):
    bought = oracle.rows(
        home, "SELECT who(source, record_id) AS key, branch FROM orders AS o WHERE record_id IS NOT NULL "
        "AND branch IS NOT NULL AND (EXISTS (SELECT 1 FROM order_lines AS l WHERE l.source = o.source "
        "AND l.order_id = o.order_id AND quantity > 0 AND amount > 0) OR (total >= 0 OR total IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.source = o.source AND l.order_id = o.order_id))",
    )  # fmt: skip
    counts: dict[str, Counter] = {}
    for r in bought:
        counts.setdefault(r["key"], Counter())[r["branch"]] += 1
    assert counts
    for key, counted in counts.items():
        assert counted[listed[key]["branch"]] == max(counted.values())


def test_scores_and_segments_are_those_of_the_measure(home, register, listed):
    answer = ask("rfm", by="customer", home=home.folder, limit=10**6)
    assert answer.n > 100
    for told in answer.rows:
        row = listed[told["customer"]]
        assert [row[c] for c in ("segment", "r_score", "f_score", "m_score")] == [
            told[c] for c in ("segment", "r_score", "f_score", "m_score")
        ]


def test_values_are_those_of_the_measure(home, listed):
    answer = ask("clv", by="customer", home=home.folder, limit=10**6)
    assert answer.rows, [c.key for c in answer.caveats]
    for told in answer.rows:
        row = listed[told["customer"]]
        assert row["value_12m"] == pytest.approx(told["clv"], rel=1e-9)
        assert row["p_alive"] == (
            None if told["p_alive"] is None else pytest.approx(told["p_alive"], rel=1e-9)
        )
        assert row["value_low"] <= row["value_12m"] * 1.0000001 or row["value_high"] == 0
        assert row["value_why"] is None
    valued = {r["customer"] for r in answer.rows}
    for key, row in listed.items():
        if key not in valued:
            assert row["value_12m"] is None
            assert row["value_why"] in {"never_bought", "no_amount"}
            assert (row["value_why"] == "never_bought") == (row["purchases"] == 0)


@pytest.mark.parametrize(("kind", "columns"), [("nps", "last_nps"), ("csat", "last_csat")])
def test_the_last_answer_is_the_newest_on_its_scale(home, listed, kind, columns):
    scale = "scale_min = 0 AND scale_max = 10" if kind == "nps" else "scale_min < scale_max"
    told = oracle.rows(
        home,
        "SELECT who(source, record_id) AS key, answer_date AS day, score FROM survey_answers "
        f"WHERE kind = '{kind}' AND score IS NOT NULL AND record_id IS NOT NULL AND {scale} "
        "ORDER BY answer_date",
    )
    newest: dict[str, list] = {}
    for r in told:
        before = newest.get(r["key"])
        newest[r["key"]] = [*before, r] if before and before[0]["day"] == r["day"] else [r]
    assert newest
    for key, row in listed.items():
        wanted = newest.get(key)
        assert row[f"{columns}_day"] == (wanted[0]["day"] if wanted else None)
        if wanted:
            assert row[columns] in {float(r["score"]) for r in wanted}


def test_mood_follows_the_newer_answer(listed):
    moods = Counter()
    for row in listed.values():
        moods[row["mood"]] += 1
        if row["mood"] is None:
            assert row["last_nps"] is None
            assert row["last_csat"] is None
            continue
        by_nps = row["last_csat"] is None or (
            row["last_nps"] is not None and row["last_nps_day"] >= row["last_csat_day"]
        )
        if by_nps:
            wanted = (
                "unhappy"
                if row["last_nps"] <= 6
                else "happy"
                if row["last_nps"] >= 9
                else "neutral"
            )
            assert row["mood"] == wanted
        elif (row["last_csat_min"], row["last_csat_max"]) == (1, 5):
            wanted = {1: "unhappy", 2: "unhappy", 3: "neutral", 4: "happy", 5: "happy"}
            assert row["mood"] == wanted[int(row["last_csat"])]
    assert set(moods) >= {"unhappy", "neutral", "happy", None}


def test_open_complaints_are_those_that_nobody_settled(home, listed):
    told = oracle.rows(
        home,
        "SELECT who(source, record_id) AS key, count(*) AS n FROM complaints "
        "WHERE record_id IS NOT NULL AND (kind IS NULL OR kind = 'complaint') AND closed_at IS NULL "
        "AND (status IS NULL OR status NOT IN ('solved', 'closed')) GROUP BY key",
    )
    wanted = {r["key"]: r["n"] for r in told}
    assert wanted
    assert {k: r["open_complaints"] for k, r in listed.items() if r["open_complaints"]} == wanted


def test_late_deliveries_are_those_after_the_promised_day(home, listed):
    told = oracle.rows(
        home,
        "SELECT who(source, record_id) AS key, count(*) AS n FROM deliveries WHERE record_id IS NOT NULL "
        "AND CASE WHEN promised_date IS NOT NULL AND delivered_date IS NOT NULL "
        "THEN delivered_date > promised_date ELSE delivered_at > promised_at END GROUP BY key",
    )
    wanted = {r["key"]: r["n"] for r in told}
    assert wanted
    assert {k: r["late_deliveries"] for k, r in listed.items() if r["late_deliveries"]} == wanted


def test_the_history_tells_every_order_once_with_its_lines(home, register, listed):
    told = oracle.rows(
        home,
        "SELECT source, order_id, who(source, record_id) AS key, order_date, "
        "(SELECT count(*) FROM order_lines AS l WHERE l.source = o.source AND l.order_id = o.order_id) AS n, "
        "(SELECT sum(quantity) FROM order_lines AS l WHERE l.source = o.source AND l.order_id = o.order_id "
        "AND quantity > 0) AS items FROM orders AS o WHERE record_id IS NOT NULL",
    )
    history = register.history(list(listed), ["order"], limit=10**6)
    assert len(history) == len(told)
    events = {(e["source"], e["ref"]): e for e in history}
    for r in told:
        event = events[r["source"], r["order_id"]]
        assert (event["customer"], event["day"]) == (r["key"], r["order_date"])
        assert (event["positions"] or 0) == r["n"]
        if r["n"]:
            assert event["items"] == r["items"]


def test_history_runs_backwards_and_goes_on_where_it_stopped(register, listed):
    busy = max(listed.values(), key=lambda r: r["events"])
    whole = register.history([busy["key"]], limit=1000)
    assert len(whole) == busy["events"] > 12
    assert [e["place"] for e in whole] == sorted((e["place"] for e in whole), reverse=True)
    pieces, before = [], None
    while piece := register.history([busy["key"]], before=before, limit=5):
        pieces += piece
        before = piece[-1]["place"]
    assert pieces == whole
    day = whole[len(whole) // 2]["day"]
    assert register.history([busy["key"]], before=day, limit=1000) == [
        e for e in whole if e["day"] < day
    ]
    kinds = {e["kind"] for e in whole}
    assert kinds <= set(KINDS)
    assert [e for e in whole if e["kind"] == "order"] == register.history(
        [busy["key"]], ["order"], limit=1000
    )


def test_several_keys_have_one_history(register, listed):
    first, second = sorted(listed.values(), key=lambda r: -r["events"])[:2]
    keys = [first["key"], second["key"]]
    both = register.history(keys, limit=1000)
    assert len(both) == first["events"] + second["events"]
    assert [e["place"] for e in both] == sorted((e["place"] for e in both), reverse=True)
    assert register.history([]) == []


def test_lines_are_told_to_the_customer_of_the_order_alone(register, listed):
    event = next(e for e in register.history(list(listed), ["order"], limit=500) if e["positions"])
    lines = register.lines(event["customer"], event["source"], event["ref"])
    assert len(lines) == event["positions"]
    assert {(line["source"], line["order_id"]) for line in lines} == {
        (event["source"], event["ref"])
    }
    stranger = next(k for k in listed if k != event["customer"])
    assert register.lines(stranger, event["source"], event["ref"]) == []


def test_records_stand_behind_their_customer_with_file_and_day(home, register):
    joined = oracle.rows(
        home,
        "SELECT l.customer_id AS key, l.record_id FROM customer_links AS l "
        "JOIN customer_records AS r USING (source, record_id) WHERE l.source = 'till' LIMIT 1",
    )[0]
    records = register.records(joined["key"])
    assert ("till", joined["record_id"]) in {(r["source"], r["record_id"]) for r in records}
    assert {r["file"] for r in records} == {"world.csv"}
    assert {r["imported_at"].date() for r in records} == {date(2026, 1, 1)}
    assert register.customer(joined["key"])["records"] == len(records)
    assert register.records("shop:nobody") == []
    assert register.customer("shop:nobody") is None


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True, None])
def test_pages_hold_everybody_once_in_order_and_unknown_values_last(
    register, listed, sort, descending
):
    column, usual = SORTS[sort]
    keys, after = [], None
    while True:
        page = register.page(sort=sort, descending=descending, limit=97, after=after)
        assert page.total == register.count
        keys += [r["key"] for r in page.rows]
        after = page.next
        if after is None:
            break
    assert sorted(keys) == sorted(listed)
    values = [listed[k][column] for k in keys]
    known = [v for v in values if v is not None]
    assert values == known + [None] * (len(values) - len(known))
    down = usual if descending is None else descending
    assert known == sorted(known, reverse=down)


def test_filters_choose_as_plain_python_does(register, listed):
    everybody = list(listed.values())
    some = sorted(r["value_12m"] for r in everybody if r["value_12m"] is not None)
    middle = some[len(some) // 2]
    day = date(2026, 6, 1)
    cases = [
        (Filter(branches=("north",)), lambda r: r["branch"] == "north"),
        (Filter(branches=("north", "-")), lambda r: r["branch"] in {"north", None}),
        (Filter(segments=("champions", "loyal")), lambda r: r["segment"] in {"champions", "loyal"}),
        (Filter(segments=("-",)), lambda r: r["segment"] is None),
        (Filter(moods=("unhappy",)), lambda r: r["mood"] == "unhappy"),
        (Filter(value_from=middle), lambda r: (r["value_12m"] or -1) >= middle),
        (Filter(value_to=middle), lambda r: r["value_12m"] is not None and r["value_12m"] <= middle),
        (Filter(value_known=False), lambda r: r["value_12m"] is None),
        (Filter(alive_from=0.5, alive_to=0.9), lambda r: 0.5 <= (r["p_alive"] or -1) <= 0.9),
        (Filter(bought_from=day), lambda r: r["last_day"] is not None and r["last_day"] >= day),
        (Filter(bought_before=day), lambda r: r["last_day"] is not None and r["last_day"] < day),
        (Filter(open_complaint=True), lambda r: r["open_complaints"] > 0),
        (Filter(open_complaint=False), lambda r: r["open_complaints"] == 0),
        (Filter(silent_since=day), lambda r: r["last_contact"] is None or r["last_contact"] < day),
        (Filter(refused=True), lambda r: r["refused"]),
        (Filter(keys=("shop:C001", "shop:C002")), lambda r: r["key"] in {"shop:C001", "shop:C002"}),
        (Filter(keys=()), lambda r: False),
        (Filter(without=("shop:C001",)), lambda r: r["key"] != "shop:C001"),
        (
            Filter(branches=("south",), open_complaint=True, value_known=True),
            lambda r: r["branch"] == "south" and r["open_complaints"] and r["value_12m"] is not None,
        ),
    ]  # fmt: skip
    for chosen, fits in cases:
        wanted = {r["key"] for r in everybody if fits(r)}
        page = register.page(chosen, limit=10**5)
        assert {r["key"] for r in page.rows} == wanted, chosen
        assert page.total == len(wanted) == register.total(chosen)


def test_many_threads_read_at_once(register, listed):
    keys = list(listed)[:40]
    failed = []

    def read(key):
        try:
            assert register.customer(key)["key"] == key
            assert register.page(Filter(text=key.partition(":")[2]), limit=5).total >= 1
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=read, args=(k,)) for k in keys]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert failed == []


def test_the_current_register_is_found_without_reading_it_again(home, register):
    assert current(home) is current(home)
    assert current(home).folder == register.folder
