"""One row per customer: who he is, what he bought and said, what is open, as SQL.

The customer of a record is the one whom `kundig.facts.frame.customer_of` names. He is called as in
the first of his records (`kundig.facts.names`); each other fact comes from the first record that
knows it.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from kundig.facts import answers, names, purchases
from kundig.facts.people import until_today
from kundig.glossary.measure import Request
from kundig.needs import rfm
from kundig.register.events import compiled, numbered
from kundig.register.folding import fold_sql, phone_sql
from kundig.register.shards import shard_sql
from kundig.stats.guards import MIN_N
from kundig.tables import TABLES

#: Column of customers.parquet -> what it says (NULL: not known).
COLUMNS: dict[str, str] = {
    "key": "the customer, `source:record_id`",
    "record_id": "the number within the key",
    "records": "how many customer numbers stand behind",
    "person_kind": "person, household or firm",
    "salutation": "as the first record says",
    "title": "as the first record says",
    "first_name": "as the first record says",
    "last_name": "as the first record says",
    "company_name": "as the first record says",
    "email": "", "phone": "", "street": "", "postcode": "", "city": "", "country": "", "language": "",
    "branch": "most frequent among purchases, else the record's",
    "customer_since": "as a record says",
    "first_day": "first purchase", "last_day": "last purchase", "purchases": "how many",
    "revenue": "what they brought; NULL with several currencies", "currency": "",
    "segment": "of kundig.needs.rfm; NULL for fewer than 30 customers",
    "r_score": "1 to 5", "f_score": "1 to 5", "m_score": "1 to 5",
    "p_alive": "probability of still being a customer; told of repeat buyers only",
    "value_12m": "expected spend of the next twelve months",
    "value_low": "at least eight of ten such customers will spend between this …",
    "value_high": "… and this",
    "value_why": "why there is no value, see worth.WHY",
    "last_nps": "last answer 0 to 10", "last_nps_day": "",
    "last_csat": "last mark", "last_csat_min": "", "last_csat_max": "", "last_csat_day": "",
    "satisfaction": "last of both as 0 to 1", "satisfaction_day": "",
    "mood": "unhappy, neutral or happy, by that answer",
    "last_contact": "last personal contact",
    "open_complaints": "not settled", "open_promises": "neither kept nor withdrawn",
    "overdue_promises": "of these, past their day", "late_deliveries": "ever",
    "events": "rows of the history", "last_event": "newest of them",
    "refused": "may not be contacted",
    "sort_name": "folded, last name first", "search": "folded, for searching",
}  # fmt: skip


def purchases_alone(day: date) -> list[str]:
    """Statements that put purchases before `day` in the place of orders and lines.

    Purchases are read three times (habits, scores, values), and each time every line of every order
    would be added up again. A purchase is an order without lines whose total is its amount: the
    facts make the same purchase of it, and a test compares the results with the measures'.
    """
    bought = compiled(
        lambda tables: until_today(
            purchases.known(purchases.purchases(tables)), Request(as_of=day)
        ),
        *purchases.READS,
    )
    held = {c: c for c in _BOUGHT} | {"order_date": "day", "total": "amount"}
    typed = ", ".join(
        f"{held.get(c, 'NULL')}::{t} AS {c}" for c, t in TABLES["orders"].duckdb_schema().items()
    )
    none = ", ".join(f"NULL::{t} AS {c}" for c, t in TABLES["order_lines"].duckdb_schema().items())
    return [
        f"CREATE TEMP TABLE purchase AS SELECT {', '.join(_BOUGHT)}, customer FROM ({bought})",
        f"CREATE OR REPLACE VIEW orders AS SELECT {typed} FROM purchase",
        f"CREATE OR REPLACE VIEW order_lines AS SELECT {none} WHERE false",
    ]


def statements(models_day: date, shards: int, history: str) -> list[str]:
    """Statements that make the tables of which `all_rows` is joined.

    Args:
        models_day: the day before which purchases count.
        shards: how many shards there are.
        history: the history as an SQL table.
    """
    asked = Request(as_of=models_day, by=("customer",), limit=2**62)
    made = {
        "record": _records(), "habits": _HABITS, "scores": _scores(asked),
        "satisfied": _satisfaction(), "told": _TOLD.format(history=history),
        "called": compiled(names.people, *names.READS),
        "linked": "SELECT customer_id AS customer, record_id FROM customer_links",
    }  # fmt: skip
    shard = shard_sql("customer", shards)
    return [
        f"CREATE TEMP TABLE {name} AS SELECT *, {shard} AS shard FROM ({sql})"
        for name, sql in made.items()
    ]


def _records() -> str:
    """Every record with its customer; what was written down here counts before what files say."""
    return (
        "SELECT *, row_number() OVER (PARTITION BY customer "
        f"ORDER BY source <> '{names.OWN_SOURCE}', source, record_id) AS place FROM ({numbered('customer_records')}) "
        "WHERE customer IS NOT NULL"
    )


#: Columns of a purchase that the three readers need.
_BOUGHT = ("source", "order_id", "record_id", "day", "ordered_at", "amount", "branch", "currency")
_HABITS = """WITH per_branch AS (
  SELECT customer, branch, count(*) AS n FROM purchase WHERE branch IS NOT NULL GROUP BY ALL
), usual AS (
  SELECT customer, max_by(branch, (n, branch)) AS branch FROM per_branch GROUP BY customer
), sums AS (
  SELECT customer, min(day) AS first_day, max(day) AS last_day, count(*) AS purchases,
    sum(amount) AS revenue, min(currency) AS currency, max(currency) AS other FROM purchase GROUP BY customer
)
SELECT s.customer, u.branch, s.first_day, s.last_day, s.purchases,
  CASE WHEN s.currency IS DISTINCT FROM s.other THEN NULL ELSE s.revenue END AS revenue,
  CASE WHEN s.currency IS DISTINCT FROM s.other THEN NULL ELSE s.currency END AS currency
FROM sums AS s LEFT JOIN usual AS u USING (customer)"""


def _scores(asked: Request) -> str:
    """Scores of R, F and M as the measure gives them, and its two guards: few, and mixed money."""
    scored = compiled(lambda tables: rfm.query(tables, asked), *rfm.MEASURE.reads)
    return (
        "SELECT customer, segment, r_score, f_score, "
        "CASE WHEN first_currency IS DISTINCT FROM last_currency THEN NULL ELSE m_score END AS m_score "
        f"FROM ({scored}) WHERE customers >= {MIN_N}"
    )


def _satisfaction() -> str:
    """The last answer to each of the two questions of satisfaction that every scale allows."""
    asked = Request(by=("customer",))
    nps, csat = (
        compiled(partial(answers.answers, kind=kind, request=asked), *answers.READS)
        for kind in ("nps", "csat")
    )
    last = "day, survey, question, score"
    return f"""WITH nps AS (
  SELECT customer, max_by(struct_pack(score, day), ({last})) AS a FROM ({nps})
  WHERE customer IS NOT NULL AND score IS NOT NULL AND scale_min = 0 AND scale_max = 10 GROUP BY customer
), csat AS (
  SELECT customer, max_by(struct_pack(score, day, low := scale_min, high := scale_max), ({last})) AS a
  FROM ({csat}) WHERE customer IS NOT NULL AND score IS NOT NULL AND scale_max > scale_min GROUP BY customer
), both_ AS (
  SELECT customer, n.a.score AS last_nps, n.a.day AS last_nps_day, c.a.score AS last_csat,
    c.a.low AS last_csat_min, c.a.high AS last_csat_max, c.a.day AS last_csat_day,
    n.a IS NOT NULL AND (c.a IS NULL OR c.a.day IS NULL OR n.a.day >= c.a.day) AS by_nps,
    CASE WHEN by_nps THEN n.a.score / 10 ELSE (c.a.score - c.a.low) / (c.a.high - c.a.low) END::DOUBLE AS satisfaction,
    CASE WHEN by_nps THEN n.a.day ELSE c.a.day END AS satisfaction_day
  FROM nps AS n FULL JOIN csat AS c USING (customer)
)
SELECT * EXCLUDE by_nps, CASE
    WHEN by_nps THEN CASE WHEN last_nps <= 6 THEN 'unhappy' WHEN last_nps >= 9 THEN 'happy' ELSE 'neutral' END
    WHEN satisfaction <= 0.25 THEN 'unhappy' WHEN satisfaction >= 0.75 THEN 'happy' ELSE 'neutral'
  END AS mood FROM both_"""


_TOLD = """SELECT customer, count(*) AS events, max(day) AS last_event,
  max(day) FILTER (kind = 'contact' AND personal) AS last_contact,
  count(*) FILTER (kind = 'complaint' AND unsettled) AS open_complaints,
  count(*) FILTER (kind = 'promise' AND unsettled) AS open_promises,
  count(*) FILTER (kind = 'promise' AND state = 'overdue') AS overdue_promises,
  count(*) FILTER (kind = 'delivery') AS late_deliveries
FROM {history} GROUP BY customer"""


def all_rows(shard: int) -> str:
    """SQL for the rows of one file of customers; needs the table `worth` (see worth.py), too."""
    name = "concat_ws(' ', p.last_name, p.first_name)"
    sort_name = (
        "CASE WHEN p.person_kind = 'firm' OR p.last_name IS NULL "
        f"THEN coalesce(p.company_name, p.last_name, p.first_name) ELSE {name} END"
    )
    searched = fold_sql(
        "concat_ws(' ', string_agg(DISTINCT concat_ws(' ', title, first_name, last_name, company), ' '), "
        "string_agg(DISTINCT concat_ws(' ', email, postcode, city, street), ' '))"
    )
    first = "arg_min({0}, place) FILTER ({0} IS NOT NULL) AS {0}"
    plain = ", ".join(first.format(c) for c in ("email", "phone", "country", "language", "branch"))
    here = f"(SELECT * FROM {{}} WHERE shard = {shard})"
    record, told, habits, scores, worth, satisfied, called, linked = (
        here.format(t)
        for t in (
            "record", "told", "habits", "scores", "worth", "satisfied", "called", "linked",
        )
    )  # fmt: skip
    return f"""WITH everybody AS (
  SELECT customer FROM {record} UNION SELECT customer FROM {told} UNION SELECT customer FROM {habits}
), known AS (
  SELECT customer, count(*) AS records, {plain}, min(customer_since) AS customer_since,
    arg_min(struct_pack(street, postcode, city), place) FILTER (coalesce(postcode, city) IS NOT NULL) AS home,
    string_agg(DISTINCT '+' || {phone_sql("phone")} || '|', ' ') AS phones, {searched} AS words
  FROM {record} GROUP BY customer
), numbered AS (
  SELECT customer, string_agg(DISTINCT '#' || {fold_sql("number")} || '|', ' ') AS numbers FROM (
    SELECT customer, substr(customer, strpos(customer, ':') + 1) AS number FROM everybody
    UNION ALL SELECT customer, record_id FROM {record}
    UNION ALL SELECT customer, record_id FROM {linked}
  ) GROUP BY customer
)
SELECT e.customer AS key, substr(e.customer, strpos(e.customer, ':') + 1) AS record_id,
  coalesce(k.records, 0) AS records, p.person_kind, p.salutation, p.title, p.first_name, p.last_name,
  p.company_name, k.email, k.phone, k.home.street AS street, k.home.postcode AS postcode, k.home.city AS city, k.country,
  k.language, coalesce(h.branch, k.branch) AS branch, k.customer_since, h.first_day, h.last_day,
  coalesce(h.purchases, 0) AS purchases, h.revenue::DECIMAL(18, 2) AS revenue, h.currency,
  s.segment, s.r_score::TINYINT AS r_score, s.f_score::TINYINT AS f_score, s.m_score::TINYINT AS m_score,
  w.p_alive, w.value_12m, w.value_low, w.value_high,
  CASE WHEN w.customer IS NULL THEN 'never_bought' ELSE w.value_why END AS value_why,
  f.last_nps::DOUBLE AS last_nps, f.last_nps_day, f.last_csat::DOUBLE AS last_csat,
  f.last_csat_min::DOUBLE AS last_csat_min, f.last_csat_max::DOUBLE AS last_csat_max, f.last_csat_day,
  f.satisfaction, f.satisfaction_day, f.mood, t.last_contact,
  coalesce(t.open_complaints, 0) AS open_complaints, coalesce(t.open_promises, 0) AS open_promises,
  coalesce(t.overdue_promises, 0) AS overdue_promises, coalesce(t.late_deliveries, 0) AS late_deliveries,
  coalesce(t.events, 0) AS events, t.last_event, coalesce(p.refused, 0) = 1 AS refused,
  nullif({fold_sql(sort_name)}, '') AS sort_name,
  concat_ws(' ', n.numbers, k.words, k.phones) AS search
FROM everybody AS e JOIN numbered AS n ON e.customer = n.customer
LEFT JOIN {called} AS p ON e.customer = p.customer LEFT JOIN known AS k ON e.customer = k.customer
LEFT JOIN {habits} AS h ON e.customer = h.customer LEFT JOIN {scores} AS s ON e.customer = s.customer
LEFT JOIN {worth} AS w ON e.customer = w.customer LEFT JOIN {satisfied} AS f ON e.customer = f.customer
LEFT JOIN {told} AS t ON e.customer = t.customer
ORDER BY key"""
