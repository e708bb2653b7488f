"""The range of an outdoor shop: twelve groups, plain and dear articles, brands that do not exist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundig.samples.cells import Floats, Ints, Strings, cumulative, strings

CATEGORIES = (
    "Wanderschuhe",
    "Funktionsjacken",
    "Hosen & Shirts",
    "Rucksäcke",
    "Zelte & Schlafsäcke",
    "Klettern",
    "Skibekleidung",
    "Tourenski & Zubehör",
    "Kinderbekleidung",
    "Kinderschuhe",
    "Flaschen & Brotdosen",
    "Camping & Spiel",
)
PLAIN = ("Kleinfuchs", "Talwind", "Wegwarte")
DEAR = ("Firnlicht", "Gratweg", "Grauwand")
#: Per group: article, plain price, dear price in euros.
ARTICLES: tuple[tuple[tuple[str, int, int], ...], ...] = (
    (("Wanderstiefel", 89, 239), ("Trekkingschuh", 79, 199), ("Bergstiefel", 119, 289),
     ("Zustiegsschuh", 69, 169), ("Trailschuh", 65, 149)),
    (("Regenjacke", 59, 329), ("Hardshelljacke", 99, 449), ("Softshelljacke", 69, 219),
     ("Daunenjacke", 89, 349), ("Fleecejacke", 35, 119)),
    (("Trekkinghose", 45, 139), ("Zip-off-Hose", 49, 129), ("Merinoshirt", 29, 85),
     ("Wandersocken 2er-Pack", 12, 32), ("Funktionsshirt", 19, 59)),
    (("Tagesrucksack 22 l", 39, 119), ("Trekkingrucksack 55 l", 89, 249),
     ("Tourenrucksack 38 l", 69, 169), ("Kindertrage", 99, 279)),
    (("Kuppelzelt 2 P", 89, 549), ("Familienzelt 4 P", 179, 690), ("Schlafsack Sommer", 39, 189),
     ("Schlafsack Winter", 79, 459), ("Isomatte", 19, 149)),
    (("Kletterseil 60 m", 99, 209), ("Klettergurt", 45, 109), ("Kletterschuh", 69, 159),
     ("Helm", 39, 95), ("Klettersteigset", 79, 139)),
    (("Skijacke", 79, 399), ("Skihose", 59, 289), ("Skiunterwäsche", 25, 99),
     ("Skihandschuh", 19, 95), ("Mütze", 12, 39)),
    (("Tourenfelle", 89, 179), ("LVS-Gerät", 199, 349), ("Tourenbindung", 219, 479),
     ("Schneeschuhe", 89, 239), ("Lawinenschaufel", 35, 79)),
    (("Kinder-Regenjacke", 29, 89), ("Matschhose", 19, 55), ("Kinder-Fleece", 17, 59),
     ("Kinder-Schneeanzug", 49, 149), ("Kinder-Wanderhose", 22, 69)),
    (("Kinder-Wanderstiefel", 45, 109), ("Gummistiefel", 17, 45), ("Kinder-Sandale", 25, 69),
     ("Kinder-Winterstiefel", 39, 99)),
    (("Trinkflasche 0,6 l", 9, 29), ("Isolierflasche 0,75 l", 16, 42), ("Brotdose", 7, 24),
     ("Trinkblase 2 l", 15, 39)),
    (("Gaskocher", 25, 119), ("Topfset", 22, 89), ("Stirnlampe", 15, 79), ("Hängematte", 25, 75),
     ("Campingstuhl", 25, 99), ("Wurfspiel Wald", 12, 25)),
)  # fmt: skip
#: How often each segment buys from each group, and how the months move the groups.
WEIGHTS: Floats = np.array(
    [
        [14, 20, 16, 12, 11, 9, 6, 6, 0.4, 0.4, 2.5, 2.7],
        [7, 4, 5, 8, 6, 0.4, 5, 0.3, 25, 17, 12, 10.3],
        [11, 10, 12, 11, 8, 3, 7, 2, 10, 7, 9, 10],
    ]
)
_WINTER = (1.7, 1.5, 0.8, 0.5, 0.3, 0.3, 0.3, 0.3, 0.6, 1.1, 1.7, 2.0)
_HIKING = (0.5, 0.6, 1.0, 1.3, 1.5, 1.4, 1.3, 1.1, 1.1, 0.9, 0.6, 0.6)
_CAMPING = (0.3, 0.4, 0.7, 1.1, 1.5, 1.8, 1.8, 1.2, 0.8, 0.5, 0.4, 0.7)
_GIFTS = (0.8, 0.8, 0.9, 1.0, 1.0, 1.0, 1.0, 1.2, 1.1, 0.9, 1.1, 1.7)
_EVEN = (1.0,) * 12
_COURSE = (
    *(_HIKING, _EVEN, _HIKING, _HIKING, _CAMPING, _HIKING),
    *(_WINTER, _WINTER, _EVEN, _GIFTS, _GIFTS, _CAMPING),
)


@dataclass(frozen=True, slots=True)
class Range:
    """All articles as columns, and where the articles of a group begin."""

    numbers: Strings
    names: Strings
    group: Ints
    cents: Ints
    first: Ints  # per group: index of the first plain article
    kinds: Ints  # per group: how many kinds of article


def outdoor_range() -> Range:
    """Every article twice or more: plain brands, then dear brands, group by group."""
    numbers: list[str] = []
    names: list[str] = []
    group: list[int] = []
    cents: list[int] = []
    first: list[int] = []
    kinds: list[int] = []
    for g, articles in enumerate(ARTICLES):
        first.append(len(names))
        kinds.append(len(articles))
        for brands, column in ((PLAIN, 1), (DEAR, 2)):
            for k, article in enumerate(articles):
                brand = brands[(k + g) % len(brands)]
                numbers.append(f"{100 + g}-{len(names) - first[g] + 10}")
                names.append(f"{article[0]} {brand}")
                group.append(g)
                cents.append(int(article[column]) * 100 - (5 if column == 1 else 0))
    return Range(
        strings(numbers),
        strings(names),
        np.array(group, dtype=np.int64),
        np.array(cents, dtype=np.int64),
        np.array(first, dtype=np.int64),
        np.array(kinds, dtype=np.int64),
    )


def group_chances() -> Floats:
    """Cumulative chances of a group: row = segment * 12 + month."""
    course = np.asarray(_COURSE).T  # month x group
    return cumulative((WEIGHTS[:, None, :] * course[None, :, :]).reshape(-1, len(CATEGORIES)))
