"""What the guard claims, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kundig_web import words


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that breaks a claim: a key of the words, where, and what the words need."""

    key: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str | None = None) -> str:
        """The sentence."""
        return words.say(f"guard.breach_{self.key}", language, where=self.where, **self.values)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with what was looked at and what was found."""

    key: str
    looked: int
    breaches: tuple[Breach, ...] = ()
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """True if nothing speaks against it and something was looked at."""
        return not self.breaches and self.looked > 0

    def say(self, language: str | None = None) -> str:
        """The claim as a sentence."""
        return words.say(f"guard.claim_{self.key}", language)

    def how(self, language: str | None = None) -> str:
        """How it was shown."""
        return words.say_n(f"guard.how_{self.key}", self.looked, language)


@dataclass(frozen=True, slots=True)
class Report:
    """All claims of one run."""

    at: datetime
    claims: tuple[Claim, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """True if every claim holds."""
        return bool(self.claims) and all(c.holds for c in self.claims)

    def to_dict(self) -> dict[str, Any]:
        """For machines, and to be kept."""
        return {
            "at": self.at.isoformat(),
            "ok": self.ok,
            "seconds": round(self.seconds, 1),
            "claims": [
                {
                    "key": c.key,
                    "holds": c.holds,
                    "looked": c.looked,
                    "seconds": round(c.seconds, 2),
                    "breaches": [
                        {"key": b.key, "where": b.where, "values": dict(b.values)}
                        for b in c.breaches
                    ],
                }
                for c in self.claims
            ],
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Report:
        """What `to_dict` told."""
        return cls(
            datetime.fromisoformat(told["at"]),
            tuple(
                Claim(
                    c["key"],
                    c["looked"],
                    tuple(Breach(b["key"], b["where"], b["values"]) for b in c["breaches"]),
                    c["seconds"],
                )
                for c in told["claims"]
            ),
            told["seconds"],
        )


def distinct(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Each breach once, in the order in which they were found."""
    found: dict[tuple[str, str, str], Breach] = {}
    for one in breaches:
        found.setdefault((one.key, one.where, repr(sorted(one.values.items()))), one)
    return tuple(found.values())
