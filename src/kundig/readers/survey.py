"""Questions in a survey with one row per person: which columns they are, of which kind and scale."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kundig.readers.mapping import Question
from kundig.readers.profile import Profile

_KINDS = (
    ("nps", re.compile(r"nps|recommend|weiterempf|empfehl", re.IGNORECASE)),
    ("ces", re.compile(r"\bces\b|effort|aufwand|\beinfach|\beasy", re.IGNORECASE)),
    ("csat", re.compile(r"csat|satisf|zufrieden|overall|insgesamt|gesamturteil", re.IGNORECASE)),
    ("solved", re.compile(r"solved|resolved|gelöst|geloest", re.IGNORECASE)),
)
_NO_QUESTION = re.compile(
    r"(^|[\W_])(id|nr|no|num|number|nummer|datum|date|time|zeit|tag|day|weight|gewicht|plz|zip|age|"
    r"alter|jahr|year|name|email|e-mail|phone|telefon|filiale|branch|store)($|[\W_])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wide:
    """Column -> question; `unsure` are columns whose scale a person has to confirm."""

    questions: dict[str, Question]
    unsure: tuple[str, ...]


def wide_questions(known: dict[str, Profile], survey: str) -> Wide:
    """The columns that look like questions, with a scale only where the values show one."""
    questions: dict[str, Question] = {}
    unsure: list[str] = []
    for name, profile in known.items():
        if not profile.filled or profile.is_date or profile.mail_share > 0.2:
            continue
        said = next((kind for kind, words in _KINDS if words.search(name)), None)
        if said is None and _NO_QUESTION.search(name):
            continue
        question_id = _id(name)
        if profile.is_score and profile.whole is not None:
            scale, sure = _scale(profile.whole, said)
            kind = said if said and said != "solved" else "rating"
            questions[name] = Question(question_id, kind, scale, text=name)
            if not sure:
                unsure.append(name)
        elif profile.is_free_text:
            questions[name] = Question(question_id, "text", text=name)
        elif said == "solved":
            questions[name] = Question(question_id, "solved", text=name)
        elif profile.distinct <= 12 and not profile.is_number and profile.unique < 0.5:
            questions[name] = Question(question_id, "choice", text=name)
    return Wide(questions, tuple(unsure))


def _scale(whole: tuple[int, int], kind: str | None) -> tuple[tuple[float, float], bool]:
    """The scale that the values show, and whether they show it beyond doubt."""
    low, high = whole
    if low == 0 and high == 10:
        return (0.0, 10.0), True
    if high > 5:
        return ((0.0, 10.0) if low == 0 or kind == "nps" else (1.0, 10.0)), False
    return (1.0, 5.0), low >= 1 and high == 5 and kind != "nps"


def _id(name: str) -> str:
    folded = name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    folded = unicodedata.normalize("NFKD", folded.replace("ß", "ss"))
    ascii_only = folded.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")[:60] or "question"
