"""What can be chosen on the page of a question, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kundig.charts.plotted import name_of, value_name
from kundig.glossary.measure import Measure
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web import words
from kundig_web.questions import choices, reading, spans
from kundig_web.questions.options import Option, breakdowns, grains, options
from kundig_web.questions.reading import OPTION, WHERE, Asked
from kundig_web.words.words import texts

MOST_CHIPS = 3


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a choice."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """Something to choose from; without `values` it is typed."""

    name: str  # in the address
    label: str
    values: tuple[Value, ...]
    hint: str = ""
    typed: bool = False
    text: str = ""  # what is typed
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A period or a breakdown that is one click away."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """All that the form offers."""

    chips: tuple[Chip, ...]  # periods
    by_chips: tuple[Chip, ...]  # breakdowns
    start: date | None
    end: date | None
    by: Field | None
    grain: Field | None
    filters: tuple[Field, ...]
    options: tuple[Field, ...]


def controls(
    measure: Measure,
    asked: Asked,
    *,
    today: date,
    lang: str,
    may_customers: bool,
    snapshot: Snapshot,
    home: Home,
) -> Controls:
    """The form of a measure."""
    found = choices.choices(measure, snapshot=snapshot, home=home)
    empty = {c.dimension for c in found if not c.values}
    names = [
        d for d in breakdowns(measure) if d not in empty and (d != "customer" or may_customers)
    ]
    start, end = spans.days(asked.period)
    return Controls(
        chips=_chips(asked, today, lang),
        by_chips=_by_chips(measure, asked, [c.dimension for c in found if len(c.values) > 1], lang),
        start=start,
        end=end,
        by=_one_of("by", "by", names, asked.by, lang) if names else None,
        grain=_one_of("by", "grain", grains(measure), asked.by, lang) if grains(measure) else None,
        filters=tuple(f for c in found if (f := _filter(c, asked, lang)) is not None),
        options=tuple(_option(o, asked, lang) for o in options(measure)),
    )


def _chips(asked: Asked, today: date, lang: str) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            words.say(f"questions.preset_{p.key}", lang),
            asked.query(period=p.period) or ".",
            p.period == asked.period,
        )
        for p in reading.presets(today)
    )


def _by_chips(measure: Measure, asked: Asked, telling: list[str], lang: str) -> tuple[Chip, ...]:
    """The first breakdowns that tell at least two groups apart, and two parts of time."""
    able = [d for d in breakdowns(measure) if d in telling][:MOST_CHIPS]
    names = [*able, *(g for g in ("quarter", "month") if g in grains(measure))]
    if not names:
        return ()
    none = Chip(words.say("questions.by_none", lang), asked.query(by=()) or ".", not asked.by)
    return (
        none,
        *(
            Chip(
                words.say("questions.chosen_by", lang, name=name_of("dimension", n, lang) or n),
                asked.query(by=(n,)),
                asked.by == (n,),
            )
            for n in names
        ),
    )


def _one_of(
    name: str, key: str, dimensions: tuple[str, ...] | list[str], chosen: tuple[str, ...], lang: str
) -> Field:
    values = [Value("", words.say(f"questions.{key}_none", lang), chosen=False)]
    values += [Value(d, name_of("dimension", d, lang) or d, d in chosen) for d in dimensions]
    return Field(name, words.say(f"questions.{key}", lang), tuple(values))


def _filter(choice: choices.Choice, asked: Asked, lang: str) -> Field | None:
    """A dimension with its values; one value alone is no choice."""
    chosen = asked.where.get(choice.dimension, ())
    label = name_of("dimension", choice.dimension, lang) or choice.dimension
    if choice.many:
        values = tuple(Value(v, value_name(v, lang), chosen=True) for v in chosen)
        return Field(WHERE + choice.dimension, label, values, typed=True, suggested=choice.values)
    offered = list(dict.fromkeys([*choice.values, *chosen]))
    if len(offered) < 2 and not chosen:
        return None
    told = [Value(v, value_name(v, lang), v in chosen) for v in offered]
    return Field(WHERE + choice.dimension, label, tuple(sorted(told, key=lambda v: v.label)))


def _option(option: Option, asked: Asked, lang: str) -> Field:
    """An option of the measure; words for its name and values where there are some."""
    name, chosen = option.name, asked.options.get(option.name, "")
    label = _known(f"option_{name}", name, lang)
    if option.values:
        values = tuple(
            Value("" if i == 0 else v, _known(f"option_{name}_{v}", v, lang), v == chosen)
            for i, v in enumerate(option.values)
        )
        return Field(OPTION + name, label, values)
    hint = _known(f"option_{name}_hint", "", lang)
    if not hint and option.low:
        hint = words.say("questions.option_between", lang, low=option.low, high=option.high)
    return Field(OPTION + name, label, (), hint=hint, typed=True, text=chosen)


def _known(key: str, otherwise: str, lang: str) -> str:
    """The sentence if there is one: a new measure brings options that nobody has put into words."""
    return words.say(f"questions.{key}", lang) if key in texts("questions") else otherwise
