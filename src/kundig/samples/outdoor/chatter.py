"""Public reviews, contacts and promises of the outdoor shop."""

from __future__ import annotations

import numpy as np

from kundig.samples import voices
from kundig.samples.cells import (
    Calendar,
    Ints,
    Rng,
    Strings,
    choose,
    cumulative,
    each,
    open_hours,
    strings,
)
from kundig.samples.files import joined
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor.goods import BRANCH_NAMES
from kundig.samples.outdoor.life import Orders
from kundig.samples.outdoor.words import ANSWERS, BRANCH, CROSS, GLAD, LATE, SO_SO

#: Anlass, Verkauf, persönlich, Richtung, Abteilung, Kanal, Notizen.
CONTACTS: tuple[tuple[str, str, str, str, str, str, tuple[str, ...]], ...] = (
    ("Beratung", "nein", "ja", "ein", "Kundendienst", "Telefon",
     ("Fragt nach der richtigen Größe, schickt Fußmaß.", "Plant Hüttentour, braucht leichteres Zelt.",
      "Sucht Jacke für Kind, das schnell wächst.", "Will wissen, ob wir alte Schuhe neu besohlen.")),
    ("Rückfrage zur Lieferung", "nein", "ja", "ein", "Kundendienst", "Telefon",
     ("Wo bleibt das Paket? Zugesagt war gestern.", "Bittet um Abstellort in der Garage.",
      "Braucht die Ware bis Freitag, fährt dann los.")),
    ("Nachfassen nach Kauf", "nein", "ja", "aus", "Vertrieb", "Telefon",
     ("Schuhe gut eingelaufen, zufrieden.", "Rucksack drückt an der Schulter, Termin vereinbart.",
      "Nicht erreicht.", "Freut sich über den Anruf, hat eine Frage zur Pflege.")),
    ("Gespräch in der Filiale", "nein", "ja", "ein", "Vertrieb", "Filiale",
     ("Wünscht sich Leihski für Kinder.", "Lobt die Werkstatt.", "Fand die Umkleiden zu eng.",
      "Überlegt, ob Reparieren sich lohnt; wir haben ehrlich abgeraten.")),
    ("Angebot", "ja", "nein", "aus", "Marketing", "E-Mail", ("",)),
    ("Rundbrief", "ja", "nein", "aus", "Marketing", "E-Mail", ("",)),
    ("Dank für langjährige Treue", "nein", "ja", "aus", "Vertrieb", "Brief", ("",)),
)  # fmt: skip
PROMISES = (
    *("Rückruf zur Größe", "Reparatur fertig", "Ersatzteil bestellt", "Gutschrift überwiesen"),
    *("Ware in der Filiale zurückgelegt", "Antwort vom Hersteller", "Liefertermin bestätigt"),
)


def mentions(
    rng: Rng, calendar: Calendar, *, orders: Orders, group: Ints, before: int
) -> list[str]:
    """Rows of the public reviews; nobody knows which customer wrote them."""
    day = np.where(orders.delivered, orders.arrived, orders.day) + rng.integers(1, 20, len(orders))
    rows = np.flatnonzero((rng.random(len(orders)) < p.MENTION_SHARE) & (day < calendar.days))
    late, west = orders.late[rows], orders.branch[rows] == p.WEST
    table = np.array(
        [p.tilted((6.0, 4.0, 8.0, 27.0, 55.0), 0.8 * a, 0.4 * b) for b in (0, 1) for a in (0, 1)]
    )
    stars = 1 + choose(rng, cumulative(table), late + 2 * west)
    bad = np.where(late, LATE, np.where(west, BRANCH, CROSS))
    mood = np.where(stars <= 2, bad, np.where(stars == 3, SO_SO, GLAD))
    text = voices.write(rng, ANSWERS, mood=mood, group=group[rows], empty=0.15)
    minute = day[rows] * 1440 + rng.integers(450, 1330, len(rows))
    by_time = np.argsort(minute, kind="stable")
    reply = open_hours(minute + rng.integers(200, 6 * 1440, len(rows)))
    replied = (rng.random(len(rows)) < 0.45) & (reply < calendar.days * 1440)
    shown = calendar.times(np.where(replied, reply, minute))
    n = len(rows)
    columns = (
        calendar.times(minute),
        each(stars, str),
        strings(["1"] * n),
        strings(["5"] * n),
        BRANCH_NAMES[orders.branch[rows]],
        np.where(replied, shown, "").astype(object),
        voices.quoted(text),
    )
    portal = strings(["Kartenportal", "Bewertungsportal", "Bergforum"])[rng.integers(0, 3, n)]
    number = each(np.arange(n) + before + 1, lambda i: f"M{i:05d}")
    return joined([number, portal, *(c[by_time] for c in columns)])


def contacts(
    rng: Rng, calendar: Calendar, *, orders: Orders, who: Strings, before: int
) -> list[str]:
    """Rows of calls, talks and mails."""
    day = orders.day + rng.integers(1, 60, len(orders))
    chosen = (rng.random(len(orders)) < 0.09) & (orders.customer >= 0) & (day < calendar.days)
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(day[rows], kind="stable")]
    n = len(rows)
    kind = choose(rng, cumulative([16, 12, 12, 10, 18, 28, 4]), n=n)
    fixed = [strings([str(c[i]) for c in CONTACTS]) for i in range(6)]
    note = strings([""] * n)
    for k, contact in enumerate(CONTACTS):
        mine = np.flatnonzero(kind == k)
        note[mine] = strings(contact[6])[rng.integers(0, len(contact[6]), len(mine))]
    columns = (
        each(np.arange(n) + before + 70_001, lambda i: f"C{i}"),
        who[rows],
        fixed[5][kind],
        fixed[3][kind],
        calendar.times(day[rows] * 1440 + rng.integers(540, 1110, n)),
        fixed[0][kind],
        fixed[1][kind],
        fixed[2][kind],
        fixed[4][kind],
        voices.quoted(note),
    )
    return joined(columns)


def promises(
    rng: Rng,
    calendar: Calendar,
    *,
    orders: Orders,
    who: Strings,
    order_numbers: Strings,
    before: int,
) -> list[str]:
    """Rows of what was promised to customers; the youngest are still open."""
    rows = np.flatnonzero((rng.random(len(orders)) < 0.025) & (orders.customer >= 0))
    n = len(rows)
    made = orders.day[rows]
    due = made + rng.integers(3, 15, n)
    r = rng.random(n)
    kept = np.where(r < 0.8, due - rng.integers(0, 3, n), due + rng.integers(1, 9, n))
    kept = np.maximum(kept, made)
    state = np.where(r < 0.8, "gehalten", np.where(r < 0.96, "gebrochen", "zurückgezogen"))
    never = (r >= 0.9) | (kept >= calendar.days)
    state = np.where((kept >= calendar.days) & (r < 0.8), "offen", state)
    state = np.where(due >= calendar.days, np.where(never, "offen", state), state)
    day = calendar.dates(np.minimum(kept, calendar.days - 1))
    columns = (
        each(np.arange(n) + before + 8_001, lambda i: f"Z{i}"),
        who[rows],
        order_numbers[rows],
        calendar.dates(made),
        calendar.dates(due),
        strings(PROMISES)[rng.integers(0, len(PROMISES), n)],
        np.where(never, "", day).astype(object),
        state.astype(object),
        BRANCH_NAMES[orders.branch[rows]],
        strings(["Kundendienst", "Werkstatt", "Vertrieb"])[rng.integers(0, 3, n)],
    )
    return joined(columns)
