"""What Heute tells those who watch over rights: works council and privacy officer."""

from __future__ import annotations

from dataclasses import dataclass

from kundig.intake.own import is_own
from kundig.store import Snapshot
from kundig_web import company, words
from kundig_web.customers.models import Person
from kundig_web.desk.models import KeptMorning

#: Keys of what is recorded about employees, and of what never is.
RECORDED = ("account", "author", "holder", "line", "answer")
NEVER = ("sign_in", "count", "ranking", "speed", "clicks", "profile")


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at: what, and how it stands."""

    what: str
    told: str


def recorded() -> list[str]:
    """What is recorded about employees, in sentences."""
    return [words.say(f"site.today_recorded_{key}") for key in RECORDED]


def never() -> list[str]:
    """What is never recorded or computed."""
    return [words.say(f"site.today_never_{key}") for key in NEVER]


def needs_a_look(snapshot: Snapshot) -> list[Look]:
    """Where personal data lie beyond the record store, and who is restricted."""
    home = company.home()
    files = sum(not is_own(i) for i in snapshot.imports)
    kept_back = len(list(home.quarantine.glob("*"))) if home.quarantine.exists() else 0
    letters = len(list(home.letters.glob("*"))) if home.letters.exists() else 0
    found = (
        ("imports", files),
        ("quarantine", kept_back),
        ("letters", letters),
        ("mornings", KeptMorning.objects.count()),
        ("restricted", Person.objects.filter(restricted=True).count()),
    )
    return [
        Look(words.say(f"site.today_look_{key}"), words.say_n(f"site.today_look_{key}_n", n))
        for key, n in found
    ]
