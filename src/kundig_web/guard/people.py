"""Invented employees whose names, addresses and numbers nobody could guess, nor meet by chance."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass

_RARE = "QXYJVZ"
_LETTERS = "bcdfghklmnprstvwxz"
#: Two of the rare letters that stand alone: `QX`, `Q. X.`
_INITIALS = re.compile(rf"(?<![\w&;#/=-])([{_RARE}])\.?[ -]?([{_RARE}])\.?(?![\w;=/-])")


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist, and everything that could give him away."""

    pk: int
    given: str
    family: str
    email: str

    @property
    def name(self) -> str:
        """As pages would write it."""
        return f"{self.given} {self.family}"

    @property
    def initials(self) -> str:
        """Two letters that no German word begins with."""
        return self.given[0] + self.family[0]

    @property
    def words(self) -> tuple[str, ...]:
        """What can only mean this person, wherever it stands."""
        return self.given, self.family, self.email.partition("@")[0], str(self.pk)


def invented(n: int, chance: random.Random) -> list[Invented]:
    """So many people with distinct initials and unguessable numbers."""
    pairs = [a + b for a in _RARE for b in _RARE if a != b]
    chance.shuffle(pairs)
    if n > len(pairs):
        raise ValueError(f"at most {len(pairs)} people, not {n}")
    found = []
    for first, last in pairs[:n]:
        word = "".join(chance.choices(_LETTERS, k=16))
        found.append(
            Invented(
                pk=chance.randrange(300_000_000, 900_000_000),
                given=first + word[:8],
                family=last + word[8:],
                email=f"{''.join(chance.choices(_LETTERS, k=14))}@beispiel.example",
            )
        )
    return found


def in_text(people: Iterable[Invented], text: str) -> list[Invented]:
    """Who of them can be told from a text: by name, mail address, number or initials."""
    letters = {a + b for a, b in _INITIALS.findall(text)}
    return [p for p in people if p.initials in letters or any(word in text for word in p.words)]


def without(people: Iterable[Invented], text: str) -> str:
    """The text with dots in place of everything that means one of them."""
    for person in people:
        for word in person.words:
            text = text.replace(word, "…")
    return text
