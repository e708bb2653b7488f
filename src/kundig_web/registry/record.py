"""The record of processing activities (Art. 30), made of the registry: nothing in it is typed twice.

`records(lang)` gives it as data, for machines (`kundig records --json`) and for pages; `page` makes
one printable HTML file of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.template import Context, Engine

import kundig
from kundig.tables import TABLES, Personal
from kundig_web import company, words
from kundig_web.registry.checks import kept_of, personal_of, tables
from kundig_web.registry.declared import Forget, Keep, Kept
from kundig_web.registry.facts import FACTS
from kundig_web.registry.places import PLACES, Place
from kundig_web.registry.purposes import PURPOSES, YEAR, Purpose
from kundig_web.registry.steps import STEPS
from kundig_web.registry.switch import switched_off

Told = dict[str, Any]
#: Technical and organisational measures (Art. 32) that the site itself takes: keys of `measure_…`.
MEASURES = (
    "roles", "passwords", "sessions", "limits", "audit", "local", "headers", "uploads",
    "pseudonyms", "employees", "erasure", "retention", "backups",
)  # fmt: skip


def records(lang: str | None = None, *, on: date | None = None) -> Told:
    """The record of processing of this company, in German or English."""
    lang = lang or words.lang()
    off = switched_off()
    held = list(held_tables(lang))
    places = [_place(p, lang) for p in PLACES.values() if p.kept.personal]
    return {
        "title": words.say("registry.record_title", lang),
        "company": company.company().name,
        "on": (on or company.today()).isoformat(),
        "kundig": kundig.__version__,
        "lang": lang,
        "purposes": [_purpose(p, held, places, off.get(p.key), lang) for p in PURPOSES.values()],
        "tables": held,
        "places": places,
        "measures": [words.say(f"registry.measure_{m}", lang) for m in MEASURES],
    }


def held_tables(lang: str) -> Iterable[Told]:
    """Every table about people: of the site's database, then of the record store."""
    for model in sorted(tables(), key=lambda m: m._meta.label):
        kept = kept_of(model)
        if kept is not None and kept.personal:
            yield _table(model._meta.label, name_of(model, lang), kept, _classes(model), lang)
    for name, kept in FACTS.items():
        if kept.personal:
            classes = {c.name: c.personal for c in TABLES[name].columns}
            told = getattr(TABLES[name], lang)
            yield _table(f"store.{name}", told, kept, classes, lang)


def name_of(model: type[models.Model], lang: str) -> str:
    """What a table holds, in words; its label where nobody put it into words."""
    if model._meta.auto_created:
        model = model._meta.auto_created
    try:
        return words.say(f"registry.table_{model._meta.label_lower.replace('.', '_')}", lang)
    except KeyError:
        return str(model._meta.label)


def names(lang: str) -> dict[str, str]:
    """Table or place, as a retention report names it -> what it is called."""
    found = {m._meta.label: name_of(m, lang) for m in tables()}
    found |= {f"store.{name}": getattr(TABLES[name], lang) for name in FACTS}
    return found | {
        f"place:{p.key}": words.say(f"registry.place_{p.key}", lang) for p in PLACES.values()
    }


def period(keep: Keep, lang: str) -> str:
    """How long, in words: `3 Jahre nach dem Abschluss`."""
    if keep.days is None:
        told = words.say("registry.keep_while", lang)
    elif keep.days == 0:
        told = words.say("registry.keep_none", lang, after=_after(keep.after, lang))
    elif keep.days % YEAR == 0:
        years = words.say_n("registry.keep_years", keep.days // YEAR, lang)
        told = words.say("registry.keep", lang, time=years, after=_after(keep.after, lang))
    else:
        days = words.say_n("registry.keep_days", keep.days, lang)
        told = words.say("registry.keep", lang, time=days, after=_after(keep.after, lang))
    return f"{told} ({keep.hold})" if keep.hold else told


def page(record: Told) -> str:
    """The record as one HTML file that needs nothing from outside and prints well."""
    engine = Engine.get_default()
    said = {
        part: words.say(f"registry.record_{part}", record["lang"])
        for part in (
            "basis", "people", "data", "recipients", "third", "retention", "objection", "steps",
            "held", "places", "measures", "off", "controller", "intro", "as_of", "what", "forget",
            "none",
        )
    }  # fmt: skip
    return engine.get_template("registry/record.html").render(Context({"r": record, "said": said}))


def _purpose(p: Purpose, held: list[Told], places: list[Told], off: str | None, lang: str) -> Told:
    mine = [t for t in held if p.key in t["purposes"]]
    lies = [t for t in places if p.key in t["purposes"]]
    return {
        "key": p.key,
        "name": p.say("", lang),
        "text": p.say("text", lang),
        "bases": [words.say(f"registry.basis_{b.value}", lang) for b in p.bases],
        "laws": list(p.laws),
        "people": [words.say(f"registry.people_{c.value}", lang) for c in p.people],
        "data": p.say("data", lang),
        "recipients": [words.say(f"registry.recipient_{r}", lang) for r in p.recipients],
        "third_country": words.say("registry.third_country", lang),
        "objection": words.say(f"registry.objection_{p.objection.value}", lang)
        if p.objection
        else "",
        "retention": list(dict.fromkeys(k for t in (*mine, *lies) for k in t["retention"])),
        "off_since": off,
        "steps": [
            words.say(f"registry.step_{s.key.replace('.', '_')}", lang)
            for s in STEPS.values()
            if p.key in s.purposes
        ],
        "tables": [t["table"] for t in mine],
        "held": mine,
        "places": [t["name"] for t in lies],
    }


def _table(label: str, name: str, kept: Kept, classes: dict[str, Personal], lang: str) -> Told:
    return {
        "table": label,
        "name": name,
        "about": kept.about.value,
        "purposes": list(kept.purposes),
        "columns": {c: p.value for c, p in classes.items() if p is not Personal.NONE},
        "retention": [period(k, lang) for k in (kept.keep, *kept.also)],
        "days": [k.days for k in (kept.keep, *kept.also)],
        "forget": kept.forget.value,
        "forgotten": words.say(f"registry.forget_{kept.forget.value}", lang),
        "why": kept.why[0 if lang == "de" else 1],
    }


def _place(place: Place, lang: str) -> Told:
    return {
        "place": place.path,
        "name": words.say(f"registry.place_{place.key}", lang),
        "about": place.kept.about.value,
        "purposes": list(place.kept.purposes),
        "retention": [period(place.kept.keep, lang)],
        "forget": place.kept.forget.value,
        "forgotten": words.say(f"registry.forget_{place.kept.forget.value}", lang),
        "why": place.kept.why[0 if lang == "de" else 1],
    }


def _classes(model: type[models.Model]) -> dict[str, Personal]:
    names = {f.name for f in model._meta.concrete_fields}
    return {c: p for c, p in personal_of(model).items() if c in names}


def _after(field: str, lang: str) -> str:
    """`dem Abschluss`: the moment from which a period counts."""
    try:
        return words.say(f"registry.after_{field.rpartition('__')[2] or 'change'}", lang)
    except KeyError:
        return words.say("registry.after_change", lang)


#: What the words of `forget_…` are made of: a test asks that each has one.
FORGETTING = tuple(f.value for f in Forget)
