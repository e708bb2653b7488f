"""Folding: what two spellings of one name, number or address have in common.

`Müller`, `Mueller` and `Muller` are one name for whoever searches; so are `Weiß` and `Weiss`,
`Łukasz` and `Lukasz`, `O'Neil` and `ONeil`, `+49 171 123` and `0171/123`. Python folds what somebody
types, SQL what the register holds; both read the same tables below.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Letters that do not fall apart into a base letter and an accent.
LETTERS = (
    ("ß", "ss"), ("ł", "l"), ("ø", "o"), ("đ", "d"), ("ð", "d"), ("ı", "i"), ("æ", "ae"),
    ("œ", "oe"), ("þ", "th"), ("ħ", "h"),
)  # fmt: skip
#: After the accents are gone: `ue` stands for `ü`, so both become `u`.
PAIRS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
#: Left out within a name (O'Neil); everything in BLANKS divides words.
SILENT = "'’‘`´ʼ\""
BLANKS = "-‐‑–—_/\\,;:()[]{}<>|#~*!?&=+%^\t\r\n\u00a0„“”«»"

#: A phone number as people write it: at least two figures after + or 0, else at least six.
_PHONE = re.compile(r"(?:\+|(?<![0-9])0)[0-9 ()/.\-]*[0-9]|(?<![0-9])[1-9][0-9 ()/.\-]{4,}[0-9]")
_LEAST_OWN, _LEAST = 2, 6
#: How whole numbers stand in the folded text; what somebody types never holds these marks.
NUMBER, PHONE = "#{}|", "+{}|"


def fold(text: str) -> str:
    """The text in small letters without accents, umlauts, apostrophes or marks between words."""
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Mc", "Me"})
    for old, new in (*LETTERS, *PAIRS):
        text = text.replace(old, new)
    text = text.translate(_MARKS)
    return re.sub(" +", " ", text).strip(" ")


_MARKS = str.maketrans({**dict.fromkeys(SILENT, ""), **dict.fromkeys(BLANKS, " ")})


def fold_sql(text: str) -> str:
    """The same as an SQL expression over the expression `text`."""
    found = f"strip_accents(lower({text}))"
    for old, new in (*LETTERS, *PAIRS):
        found = f"replace({found}, '{old}', '{new}')"
    # translate() leaves out what has no partner: first those with one, then the silent ones.
    marks, blanks = _sql(BLANKS + SILENT), " " * len(BLANKS)
    found = f"translate({found}, {marks}, '{blanks}')"
    return f"trim(regexp_replace({found}, ' +', ' ', 'g'))"


def phone(text: str) -> str:
    """The figures of a phone number without the country (Germany's) and without leading zeros."""
    text = re.sub(r"[^0-9+]", "", text.replace("(0)", ""))
    text = re.sub(r"^(?:\+|00)49", "", text)
    return text.replace("+", "").lstrip("0")


def phone_sql(text: str) -> str:
    """The same as an SQL expression over the expression `text`."""
    found = f"regexp_replace(replace({text}, '(0)', ''), '[^0-9+]', '', 'g')"
    found = f"regexp_replace({found}, '^(?:\\+|00)49', '')"
    return f"ltrim(replace({found}, '+', ''), '0')"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed: every word must be found, or the number and the rest of the words."""

    words: tuple[str, ...]
    phone: str = ""
    rest: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()  # whose customer number or phone number is exactly this

    @classmethod
    def of(cls, text: str) -> Wanted:
        """Read what was typed."""
        words = tuple(dict.fromkeys(fold(text).split()))
        number = (NUMBER.format(fold(text)),) if words else ()
        found = _PHONE.search(text)
        figures = phone(found.group()) if found is not None else ""
        if found is None or len(figures) < (_LEAST_OWN if found.group()[0] in "+0" else _LEAST):
            return cls(words, marked=number)
        rest = tuple(dict.fromkeys(fold(f"{text[: found.start()]} {text[found.end() :]}").split()))
        marked = (*number, PHONE.format(figures))
        if not rest and len(words) > 1:
            return cls((figures,), marked=marked)  # figures in groups: nothing else writes them so
        return cls(words, figures if (figures, *rest) != words else "", rest, marked)

    def fits(self, search: str) -> bool:
        """Whether a folded text holds it (what the register does in SQL)."""
        if all(w in search for w in self.words):
            return True
        return bool(self.phone) and all(w in search for w in (self.phone, *self.rest))


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
