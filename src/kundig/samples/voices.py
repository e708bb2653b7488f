"""What customers write: sentences put together from many small ones, with haste and typing slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kundig.samples.cells import Bools, Floats, Ints, Rng, Strings, strings

#: One article of each product group, in the accusative.
THINGS = strings(
    [
        *("die Wanderschuhe", "die Regenjacke", "die Trekkinghose", "den Rucksack"),
        *("den Schlafsack", "den Klettergurt", "die Skihose", "die Tourenfelle"),
        *("die Kinderjacke", "die Kinderstiefel", "die Isolierflasche", "den Gaskocher"),
    ]
)


@dataclass(frozen=True, slots=True)
class Bank:
    """Sentences of one mood: how people begin, what they say, how they end."""

    openers: Sequence[str]
    cores: Sequence[str]  # `{x}` is replaced by an article in the accusative
    closers: Sequence[str]
    english: Sequence[str] = ()


def write(
    rng: Rng, banks: Mapping[int, Bank], *, mood: Ints, group: Ints, empty: float | Floats
) -> Strings:
    """One text per answer.

    Args:
        rng: The generator of the block.
        banks: Sentences per mood.
        mood: Which bank each answer draws from; -1 gives an empty text.
        group: Product group of the purchase behind each answer.
        empty: Share (or shares) of answers without words.
    """
    n = len(mood)
    out = strings([""] * n)
    silent: Bools = (rng.random(n) < empty) | (mood < 0)
    for key, bank in banks.items():
        rows = np.flatnonzero((mood == key) & ~silent)
        if len(rows):
            out[rows] = _compose(rng, bank, THINGS[group[rows]])
    slips = np.flatnonzero((rng.random(n) < 0.11) & ~silent)
    kinds = rng.integers(0, len(_SLIPS), len(slips))
    for row, kind in zip(slips.tolist(), kinds.tolist(), strict=True):
        out[row] = _slip(out[row], kind)
    return out


def _compose(rng: Rng, bank: Bank, things: Strings) -> Strings:
    n = len(things)
    openers = strings([o + " " if o else "" for o in bank.openers])
    closers = strings([" " + c if c else "" for c in bank.closers])
    heads = strings([c.partition("{x}")[0] for c in bank.cores])
    tails = strings([c.partition("{x}")[2] for c in bank.cores])
    slot = np.array(["{x}" in c for c in bank.cores])
    pick = rng.integers(0, len(heads), n)
    thing = np.where(slot[pick], things, "").astype(object)
    first = openers[rng.integers(0, len(openers), n)]
    text = first + heads[pick] + thing + tails[pick] + closers[rng.integers(0, len(closers), n)]
    if bank.english:
        foreign = rng.random(n) < 0.035
        english = strings(bank.english)
        text[foreign] = english[rng.integers(0, len(english), int(foreign.sum()))]
    return strings([t[:1].upper() + t[1:] for t in text.tolist()])


_SLIPS: tuple[tuple[str, str], ...] = (
    ("", "lower"),
    ("ß", "ss"),
    ("dass", "das"),
    ("ü", "ue"),
    (".", ""),
    ("ie", "ei"),
    ("mm", "m"),
    (" und ", " u. "),
    ("nicht", "nciht"),
    (".", "..."),
    (".", "!!"),
)


def _slip(text: str, kind: int) -> str:
    old, new = _SLIPS[kind]
    return text.lower() if not old else text.replace(old, new, 1 if old in ("ie", "mm") else -1)


def quoted(texts: Strings) -> Strings:
    """Texts as CSV cells: quoted where a text holds the delimiter, quotes or line breaks."""
    hard = [i for i, t in enumerate(texts.tolist()) if ";" in t or '"' in t or "\n" in t]
    for i in hard:
        texts[i] = '"' + texts[i].replace('"', '""') + '"'
    return texts
