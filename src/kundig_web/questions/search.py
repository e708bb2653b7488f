"""Finding a question by a word of either language, with or without umlauts."""

from __future__ import annotations

import re
import unicodedata

from kundig.answers import measures
from kundig.glossary import LANGUAGES
from kundig.glossary.measure import Measure

#: Where a word may stand, and what it weighs there.
PLACES = (("name", 4), ("question", 2), ("decides", 1), ("formula", 1))
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def search(query: str) -> list[Measure]:
    """The measures that hold every word of the query, the best first; all of them if it is empty.

    The order of the catalogue decides among equals.
    """
    asked = folded(query).split()
    ranked = []
    for place, measure in enumerate(measures().values()):
        weights = [_weight(word, measure) for word in asked]
        if all(weights):
            ranked.append((-sum(weights), place, measure))
    return [measure for _, _, measure in sorted(ranked, key=lambda r: r[:2])]


def folded(text: str) -> str:
    """Lower case, umlauts written out, accents and punctuation gone."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", plain)
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


def _weight(word: str, measure: Measure) -> int:
    """Where the word stands: as the key, in the name, in the question …; 0: nowhere.

    A word written without its umlaut (`zufallig` for `zufällig`) is found too.
    """
    if word == folded(measure.key):
        return 5
    best = 0
    for place, weight in PLACES:
        for lang in LANGUAGES:
            said = measure.say(place, lang)
            if word in folded(said) or word in _bare(said):
                best = max(best, weight)
    return best or int(word in folded(measure.key))


def _bare(text: str) -> str:
    """The text with umlauts as their bare letters."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c))
