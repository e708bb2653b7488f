"""What the works council reads: made of the declarations, the roles and the last proof."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import translation

from kundig_web import words
from kundig_web.access.models import Department
from kundig_web.access.questions import roles
from kundig_web.desk.workflows import WHO
from kundig_web.guard.claims import Report
from kundig_web.guard.declared import COLUMNS, NAME_DAYS, Column
from kundig_web.words.templatetags.words import day

#: Below so many people a department's figure says something about its people.
FEW = 5
#: Sections of the draft agreement, and how many paragraphs each has.
SECTIONS = {
    "scope": 2, "purposes": 1, "none": 3, "names": 2, "access": 2, "audit": 1, "ai": 2, "proof": 2,
    "rights": 1, "changes": 1, "last": 1,
}  # fmt: skip
NEVER = ("presence", "count", "speed", "ranking", "clicks", "voice", "score", "machine")


@dataclass(frozen=True, slots=True)
class Stored:
    """One thing that is stored, in words."""

    what: str
    why: str
    sees: str
    until: str
    fields: tuple[str, ...]


def stored(language: str | None = None) -> list[Stored]:
    """What is stored about employees, one line for each purpose."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    firsts: dict[tuple[str, str, str], Column] = {}
    for name, column in COLUMNS.items():
        key = (column.purpose, column.sees, column.leaves)
        groups.setdefault(key, []).append(name)
        firsts.setdefault(key, column)
    return [
        Stored(
            words.say(f"guard.purpose_{purpose}", language),
            words.say(f"guard.purpose_{purpose}_why", language),
            words.say(f"guard.sees_{sees}", language),
            until(firsts[purpose, sees, leaves], language),
            tuple(names),
        )
        for (purpose, sees, leaves), names in groups.items()
    ]


def until(column: Column, language: str | None = None) -> str:
    """How long it is kept, in words."""
    return words.say(f"guard.leaves_{column.leaves}", language, n=column.days)


def never(language: str | None = None) -> list[str]:
    """What is never stored or computed."""
    return [words.say(f"guard.never_{key}", language) for key in NEVER]


def small_departments() -> list[str]:
    """Departments in which few people work."""
    active = Count("user", filter=Q(user__is_active=True))
    found = Department.objects.annotate(people=active).filter(people__gt=0, people__lt=FEW)
    return [d.name for d in found.order_by("name")]


def last_proof(report: Report | None) -> str:
    """What the last proof said, in a sentence with its day."""
    if report is None:
        return words.say("guard.council_proof_none")
    bad = sum(not c.holds for c in report.claims)
    key = "guard.council_proof_bad" if bad else "guard.council_proof_ok"
    return words.say_n(key, bad or len(report.claims), day=day(report.at))


def agreement(company_name: str) -> list[tuple[str, list[str]]]:
    """The sections of the draft: heading and paragraphs."""
    values = {
        "name": company_name or words.say("guard.agreement_your_company"),
        "few": FEW, "asks": WHO.tries, "days": NAME_DAYS,
    }  # fmt: skip
    return [
        (
            words.say(f"guard.agree_{key}"),
            [words.say(f"guard.agree_{key}_{i}", **values) for i in range(1, n + 1)],
        )
        for key, n in SECTIONS.items()
    ]


def told(company_name: str, report: Report | None) -> dict[str, Any]:
    """What the templates need, in the language of this request."""
    return {
        "company_name": company_name,
        "short": [
            words.say("guard.council_short_what"),
            words.say_n("guard.council_short_who", WHO.tries),
            words.say_n("guard.council_short_long", NAME_DAYS),
            words.say("guard.council_short_never"),
            words.say("guard.council_short_proof"),
        ],
        "stored": stored(),
        "agreement": agreement(company_name),
        "never": never(),
        "roles": roles(),
        "report": report,
        "bad": 0 if report is None else sum(not c.holds for c in report.claims),
        "few": FEW,
    }


def document(company_name: str, report: Report | None, language: str) -> str:
    """The page as one file that needs no site: page, draft agreement, its English translation."""
    with translation.override(language):
        page = render_to_string("guard/council_body.html", told(company_name, report))
        title = words.say("guard.council")
    drafts = []
    for one in ("de", "en"):
        with translation.override(one):
            drafts.append(render_to_string("guard/agreement_body.html", told(company_name, report)))
    style = (
        resources.files("kundig_web.guard").joinpath("static/guard/paper.css").read_text("utf-8")
    )
    parts = "\n".join(
        f'<section class="sheet-of-paper" lang="{lang}">{part}</section>'
        for lang, part in ((language, page), ("de", drafts[0]), ("en", drafts[1]))
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>\n{style}</style></head>\n<body><main>{parts}</main></body></html>\n"
    )
