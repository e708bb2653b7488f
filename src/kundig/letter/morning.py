"""Everything that a day begins with, asked once: people and cases as rows, figures in words.

A page is made of it again and again without asking anything: rows know no language and no hour, so
how long somebody still waits is told when the page is read. `dumps` and `loads` keep it as JSON.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from kundig.letter import voice
from kundig.letter.asker import Asker
from kundig.letter.compose import asker, cases_known, is_empty, letter, promises_known
from kundig.letter.figures import figures
from kundig.letter.further import departments, further
from kundig.letter.model import Call, Case, Due, Figure, Letter, Outcome, Pack, Quote, Voice
from kundig.letter.words import Words
from kundig.store import Snapshot
from kundig.store.home import Home

#: Reasons to call somebody: more of each than a letter needs, for those that are done or declined.
EACH = 6
#: How far back "since yesterday" reaches.
ANSWER_DAYS, MOST_ANSWERS = 1, 60
MOST_FIGURES = 7
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told in one language."""

    letter: Letter
    figures: tuple[Figure, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Morning:
    """A day of a company at one version of its store.

    `rows` has voices, cases, promises, calls, answers and decisions as the listings gave them.
    """

    version: int
    day: date
    first: date | None  # of which anything is known
    last: date | None
    rows: Mapping[str, list[Row]]
    told: Mapping[str, Told]

    def asker(self, home: Home, snapshot: Snapshot, lang: str, moment: datetime) -> Asker:
        """Who makes words of the rows at this moment."""
        words = Words(lang, home.company().currency)
        return Asker(home, snapshot, None, words, self.day, moment=moment)


def gather(
    home: Home,
    snapshot: Snapshot,
    *,
    langs: Iterable[str] = ("de", "en"),
    today: date | None = None,
) -> Morning:
    """Ask everything of one snapshot.

    Args:
        home: the company.
        snapshot: the store at one version.
        langs: languages in which figures and the letter are told.
        today: the day that counts as today (see `compose`).
    """
    from kundig.answers.asking import open_engine

    with open_engine("duckdb") as engine:
        first, *others = langs
        ask, last = asker(home, snapshot, engine, lang=first, today=today)
        told = {one: _told(ask.in_language(one), last) for one in (first, *others)}
        return Morning(
            version=snapshot.version,
            day=ask.today,
            first=min(ask.first_days.values(), default=None),
            last=last,
            rows={} if is_empty(snapshot) else _rows(ask),
            told=told,
        )


def _told(ask: Asker, last: date | None) -> Told:
    if is_empty(ask.snapshot):
        return Told(letter(ask, last))
    known = (*figures(ask, MOST_FIGURES), *further(ask))
    return Told(letter(ask, last), known, departments(ask))


def _rows(ask: Asker) -> dict[str, list[Row]]:
    return {
        "voices": voice.heard(ask),
        "cases": cases_known(ask),
        "promises": promises_known(ask),
        "calls": ask.rows("people_to_call", each=EACH),
        "answers": ask.rows("answers_given", days=ANSWER_DAYS, limit=MOST_ANSWERS),
        "decisions": ask.rows("decisions_made", limit=20),
    }


def dumps(morning: Morning) -> str:
    """The morning as JSON."""
    plain = {f.name: getattr(morning, f.name) for f in dataclasses.fields(morning)}
    plain["told"] = {k: _plain(v) for k, v in morning.told.items()}
    return json.dumps(plain, ensure_ascii=True, default=_encoded, allow_nan=False)


def loads(text: str) -> Morning:
    """The morning that `dumps` wrote.

    Raises:
        KeyError, TypeError, ValueError: if another release wrote it; then gather it anew.
    """
    plain = json.loads(text, object_hook=_decoded)
    plain["told"] = {
        lang: Told(
            _letter(told["letter"]),
            tuple(Figure(**f) for f in told["figures"]),
            tuple(told["departments"]),
        )
        for lang, told in plain["told"].items()
    }
    return Morning(**plain)


def _plain(told: Told) -> dict[str, Any]:
    plain = {f.name: getattr(told, f.name) for f in dataclasses.fields(told)}
    plain["letter"] = {
        f.name: dict(v) if isinstance(v := getattr(told.letter, f.name), Mapping) else v
        for f in dataclasses.fields(told.letter)
    }
    return plain


def _encoded(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return {"$instant": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _decoded(plain: dict[str, Any]) -> Any:
    if "$day" in plain:
        return date.fromisoformat(plain["$day"])
    if "$instant" in plain:
        return datetime.fromisoformat(plain["$instant"])
    return plain


#: Parts of a letter -> what each of them is.
_PARTS: Mapping[str, Any] = {"voice": Voice, "outcome": Outcome, "promises": Due, "calls": Call,
                             "figures": Figure, "quotes": Quote, "cases": Case}  # fmt: skip


def _letter(plain: dict[str, Any]) -> Letter:
    made = _filled(plain)
    if plain["pack"] is not None:
        made["pack"] = Pack(**_filled(plain["pack"]))
    return Letter(**made)


def _filled(plain: dict[str, Any]) -> dict[str, Any]:
    """Lists become tuples again, and what stands in them the parts that they were."""
    made: dict[str, Any] = {}
    for name, value in plain.items():
        kind = _PARTS.get(name)
        if isinstance(value, list):
            made[name] = tuple(_part(kind, v) if kind else v for v in value)
        else:
            made[name] = _part(kind, value) if kind and value is not None else value
    return made


def _part(kind: Any, plain: dict[str, Any]) -> Any:
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()})
