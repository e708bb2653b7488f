"""What a letter says, ready to be laid out: the renderers add nothing to it and leave nothing out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Voice:
    """A customer's own words and what followed."""

    words: str
    who: str
    when: str
    followed: tuple[str, ...] = ()
    act: str = ""  # what to do now; set only if somebody waits
    why: str = ""  # "why do I see this?"
    customer: str = ""
    ref: str = ""  # which text it is: `source/table/number/field`
    case: str = ""  # `source:number` of the complaint that nobody has answered yet


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last decision and what the figures say since."""

    title: str
    decided: str
    before: str  # how long a time, such as `90 days before`
    before_value: str
    since: str
    since_value: str
    verdict: str
    kind: str  # better | same | worse
    note: str


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that somebody waits for, or that was broken."""

    who: str
    what: str
    when: str
    overdue: bool
    why: str


@dataclass(frozen=True, slots=True)
class Call:
    """A person to call and what to ask."""

    who: str
    because: str
    ask: str
    why: str
    reason: str
    customer: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a sentence; `bar` is its range as SVG."""

    measure: str
    sentence: str
    trend: str
    decides: str
    bar: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    before: float | None = None  # the value of the period before, where it can be compared
    shown: str = ""  # the value with its range, as the sentence has it


@dataclass(frozen=True, slots=True)
class Quote:
    """Words without a name."""

    words: str
    about: str


@dataclass(frozen=True, slots=True)
class Case:
    """An open complaint."""

    who: str
    what: str
    state: str
    waits: bool
    why: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Page two: what the meeting needs."""

    quotes: tuple[Quote, ...] = ()
    promises: tuple[Due, ...] = ()
    promises_more: str = ""
    cases: tuple[Case, ...] = ()
    cases_more: str = ""
    proposal: str = ""
    lines: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language. Empty parts are left out by the renderers."""

    lang: str
    company: str
    title: str
    month: str
    dateline: str
    labels: Mapping[str, str]
    thin: str = ""
    voice: Voice | None = None
    outcome: Outcome | None = None
    promises: tuple[Due, ...] = ()
    promises_more: str = ""
    calls: tuple[Call, ...] = ()
    figures: tuple[Figure, ...] = ()
    branches: str = ""
    wrong: tuple[str, ...] = ()
    question: str = ""
    begin: tuple[str, ...] = field(default=())  # how to begin, for an empty store
    pack: Pack | None = None
    pdf_date: str = ""
