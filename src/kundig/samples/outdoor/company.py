"""Nordhang Outdoor, written block by block: memory does not grow with the number of customers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from kundig.samples.cells import Bools, Calendar, Ints, Rng, Strings, amounts, strings
from kundig.samples.files import SampleFiles, Sinks, joined
from kundig.samples.outdoor import cases as case_files
from kundig.samples.outdoor import (
    chatter,
    fixed,
    goods,
    layouts,
    layouts_more,
    slips,
    story,
    surveys,
)
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor.baskets import Lines, fill
from kundig.samples.outdoor.life import Customers, Orders, guests, live, sorted_orders
from kundig.samples.outdoor.tally import Tally
from kundig.samples.outdoor.truth import TruthFile
from kundig.samples.people import FIRM, HOUSEHOLD, people, town_table
from kundig.samples.products import CATEGORIES, Range, outdoor_range
from kundig.samples.seasons import Season

BLOCK = 20_000
SMALLEST = 1_000
FILES = (
    *(layouts_more.UNITS, layouts_more.PRODUCTS, layouts.CUSTOMERS, layouts.ORDERS),
    *(layouts.DELIVERIES, layouts.RETURNS, layouts.RELATION, layouts.AFTER, layouts.COMPLAINTS),
    *(layouts.COURSE, layouts_more.MENTIONS, layouts_more.CONTACTS, layouts_more.PROMISES),
    layouts_more.DECISIONS,
)


def write_outdoor(
    folder: Path, *, today: dt.date, customers: int | None = None, seed: int = 7
) -> SampleFiles:
    """Write the files of Nordhang Outdoor.

    Args:
        folder: Where the files go; it is made if it is missing.
        today: The day on which the export is read; the files end the day before.
        customers: How many customers, at least 1,000; 6,000 if not given.
        seed: The same seed and day give the same bytes.

    Raises:
        ValueError: if fewer than 1,000 customers are asked for.
    """
    total = 6_000 if customers is None else customers
    if total < SMALLEST:
        raise ValueError(f"{p.NAME} needs at least {SMALLEST} customers, not {total}")
    calendar = Calendar(today, days=p.DAYS)
    season, articles, tally = Season(calendar), outdoor_range(), Tally()
    with Sinks(folder, FILES, source=p.SOURCE) as sinks, TruthFile(folder) as truth:
        _write_fixed(sinks, calendar, articles)
        for number, first in enumerate(range(0, total, BLOCK)):
            rng = np.random.default_rng([seed, 1, number])
            ids = np.arange(first, min(first + BLOCK, total), dtype=np.int64) + p.FIRST_ID
            _Block(sinks, truth, tally, calendar, season, articles, rng, number == 0).write(ids)
        tally.add("customers", total)
        facts = story.tell(calendar, articles).facts
        truth.finish(calendar, tally=tally, seed=seed, rows=sinks.row_counts(), story=facts)
    return SampleFiles(folder, sinks.files(), truth.path, p.NAME, "Europe/Berlin", "EUR", "de")


def _write_fixed(sinks: Sinks, calendar: Calendar, articles: Range) -> None:
    sinks["einheiten"].write(fixed.unit_rows())
    sinks["entscheidungen"].write(fixed.decision_rows(calendar))
    cells = (articles.numbers, articles.names, strings(CATEGORIES)[articles.group])
    sinks["artikel"].columns((*cells, amounts(articles.cents)))
    sinks["artikel"].write([";".join((*slips.GIFT, "0,00"))])


class _Block:
    """One block of customers on its way into the files."""

    def __init__(
        self, sinks: Sinks, truth: TruthFile, tally: Tally, calendar: Calendar, season: Season,
        articles: Range, rng: Rng, first: bool,
    ) -> None:  # fmt: skip
        self.sinks, self.truth, self.tally, self.calendar = sinks, truth, tally, calendar
        self.season, self.articles, self.rng, self.first = season, articles, rng, first

    def write(self, ids: Ints) -> None:
        """Simulate the block and append it to every file."""
        rng, calendar = self.rng, self.calendar
        told = story.tell(calendar, self.articles) if self.first else None
        untouched = story.PEOPLE if told else 0
        customers, known = live(rng, self.season, calendar, ids=ids, untouched=untouched)
        if told:
            customers.segment[:untouched] = story.SEGMENTS
            customers.home[:untouched] = story.HOMES
            for stem, rows in told.rows.items():
                self.sinks[stem].write(rows)
        orders = sorted_orders(known, guests(rng, known, share=p.GUEST_ORDERS * 2))
        numbers = goods.numbers(orders, before=self.tally.counts["orders"])
        who = goods.number_cells(customers, orders)
        lines = fill(rng, self.season, self.articles, customers=customers, orders=orders)
        first_line = np.searchsorted(lines.order, np.arange(len(orders)))
        group = self.articles.group[lines.article[first_line]]
        self._customers(customers, untouched)
        self._goods(orders, lines, numbers, who, told)
        self._voices(customers, orders, numbers, who, group)
        self.tally.add("orders", len(orders))
        self.truth.customers(calendar, customers, known, untouched=untouched)
        self._count(orders, known)

    def _customers(self, customers: Customers, untouched: int) -> None:
        rng, calendar = self.rng, self.calendar
        household = np.array([0.06, 0.42, 0.10])[customers.segment]
        firm = np.array([0.01, 0.005, 0.05])[customers.segment]
        towns = town_table(np.random.default_rng(3), groups=len(p.HOME_SHARES), each_group=12)
        made = people(
            rng, customers.ids, household=household, firm=firm, home=customers.home, towns=towns
        )
        n = len(customers.ids)
        born = calendar.days - 365 * 18 - (rng.beta(2.0, 2.4, n) * 365 * 62).astype(np.int64)
        told_age = (made.kind != FIRM) & (made.kind != HOUSEHOLD) & (rng.random(n) < 0.38)
        allowed = strings(["ja", "ja", "ja", "nein", ""])[rng.integers(0, 5, n)]
        columns = (
            *made.columns,
            strings(["DE"] * n),
            np.where(told_age, calendar.dates(born), "").astype(object),
            np.where(rng.random(n) < 0.035, "en", "de").astype(object),
            goods.BRANCH_NAMES[customers.home],
            calendar.dates(np.maximum(customers.since, -4000)),
            allowed,
        )
        self.sinks["kunden"].write(joined(columns)[untouched:])

    def _goods(
        self,
        orders: Orders,
        lines: Lines,
        numbers: Strings,
        who: Strings,
        told: story.Story | None,
    ) -> None:
        calendar, year = self.calendar, self.calendar.date(self.calendar.days - 1).year
        rows, minutes = goods.order_rows(
            calendar, self.articles, orders=orders, lines=lines, order_numbers=numbers, who=who
        )
        delivered = goods.delivery_rows(calendar, orders=orders, order_numbers=numbers, who=who)
        returned = goods.return_rows(
            self.rng,
            calendar,
            self.articles,
            orders=orders,
            lines=lines,
            order_numbers=numbers,
            who=who,
        )
        self.tally.add("no_customer_lines", sum(";;" in r for r in rows))
        self.tally.add("cancellation_lines", int(lines.cancelled.sum()))
        if told:
            minutes = np.concatenate([minutes, [m for m, _ in told.orders]]).astype(np.int64)
            rows += [r for _, r in told.orders]
            by_time = np.argsort(minutes, kind="stable")
            rows, minutes = [rows[i] for i in by_time], minutes[by_time]
            rows = slips.soil_orders(self.rng, rows, minutes=minutes, year=year)
            delivered = slips.soil_deliveries(delivered, year=year)
            returned = slips.soil_returns(returned)
        self.sinks["bestellungen"].write(rows)
        self.sinks["lieferungen"].write(delivered)
        self.sinks["retouren"].write(returned)

    def _voices(
        self,
        customers: Customers,
        orders: Orders,
        numbers: Strings,
        who: Strings,
        group: Ints,
    ) -> None:
        rng, calendar, rows, tally = self.rng, self.calendar, self.sinks.row_counts(), self.tally
        self.sinks["umfrage_beziehung"].write(surveys.relation(
            rng, calendar, customers=customers, orders=orders, who=who, group=group,
            before=rows["umfrage_beziehung.csv"], first_block=self.first, tally=tally))  # fmt: skip
        self.sinks["umfrage_kauf_service"].write(surveys.after_purchase(
            rng, calendar, orders=orders, who=who, order_numbers=numbers, group=group,
            before=rows["umfrage_kauf_service.csv"], first_block=self.first, tally=tally))  # fmt: skip
        cases = case_files.draw(rng, calendar, orders=orders, tally=tally)
        matters, course = case_files.rows(
            rng, calendar, cases, orders=orders, who=who, order_numbers=numbers, group=group,
            before=rows["beschwerden.csv"])  # fmt: skip
        self.sinks["beschwerden"].write(matters)
        self.sinks["beschwerde_verlauf"].write(course)
        self.sinks["umfrage_kauf_service"].write(case_files.service_answers(
            rng, calendar, cases, orders=orders, who=who, order_numbers=numbers,
            before=rows["umfrage_kauf_service.csv"]))  # fmt: skip
        self.sinks["bewertungen"].write(
            chatter.mentions(
                rng, calendar, orders=orders, group=group, before=rows["bewertungen.csv"]
            )
        )
        self.sinks["kontakte"].write(
            chatter.contacts(rng, calendar, orders=orders, who=who, before=rows["kontakte.csv"])
        )
        self.sinks["zusagen"].write(chatter.promises(
            rng, calendar, orders=orders, who=who, order_numbers=numbers, before=rows["zusagen.csv"]))  # fmt: skip

    def _count(self, orders: Orders, known: Orders) -> None:
        there: Bools = orders.delivered & (orders.arrived < self.calendar.days)
        after = orders.day >= self.calendar.days - p.EFFECTIVE_AGO
        for name, which in (("before", ~after), ("after", after)):
            self.tally.add(f"deliveries_{name}", int((there & which).sum()))
            self.tally.add(f"late_{name}", int((there & which & orders.late).sum()))
        self.tally.add("purchases_of_known_customers", len(known))
