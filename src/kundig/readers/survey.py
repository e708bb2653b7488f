"""Questions in a survey with one row per person: which columns they are, of which kind and scale."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kundig.readers.mapping import Question
from kundig.readers.names import plain, synonyms
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


#: A scale in a heading: `(0-10)`, `[1..5]`, `1 bis 7`; outside brackets it is 0 or 1 to something.
_BETWEEN = r"\s*(?:-|–|—|−|\.{2,3}|…|\bbis\b|\bto\b)\s*"
_BRACKETED = re.compile(
    rf"[(\[{{][^)\]}}]*?(?<![\w.,/])(-?\d{{1,3}}){_BETWEEN}\+?(\d{{1,3}})(?![\w/]|[.,]\d)"
)
_BARE = re.compile(rf"(?<![\w.,/-])([01]){_BETWEEN}([2-9]|10|100)(?![\w/-]|[.,]\d)")
_ANCHOR = re.compile(r"(?<![\w.,])(-?\d{1,3})\s*=\s*\S")
#: Scales whose smallest number is the best: German school marks and the like.
_UPSIDE_DOWN = re.compile(
    r"schulnote|\b[01]\s*=\s*(?:sehr gut|sehr zufrieden|ausgezeichnet|am besten|voll|trifft voll|best\b)",
    re.IGNORECASE,
)
_NO_OPINION = frozenset(
    {"ka", "keineangabe", "weissnicht", "weissichnicht", "keinemeinung", "na", "dontknow",
     "noanswer", "nichtbeurteilbar", "nichtzutreffend", "entfaellt", "blank", "notapplicable"}
)  # fmt: skip


@dataclass(frozen=True)
class Wide:
    """Column -> question.

    `unsure` are columns whose scale a person has to confirm; `said` are those whose heading says
    that they are a question (its kind or its scale); `upside_down` those whose best value is the
    smallest.
    """

    questions: dict[str, Question]
    unsure: tuple[str, ...]
    said: tuple[str, ...] = ()
    upside_down: tuple[str, ...] = ()


def wide_questions(known: dict[str, Profile]) -> Wide:
    """The columns that look like questions, with a scale where heading or values show one."""
    questions: dict[str, Question] = {}
    unsure: list[str] = []
    told: list[str] = []
    upside_down: list[str] = []
    for name, profile in known.items():
        if not profile.filled or profile.is_date or profile.mail_share > 0.2:
            continue
        said = next((kind for kind, words in _KINDS if words.search(name)), None)
        heading = heading_scale(name) if profile.number_share >= 0.5 else None
        if said is None and heading is None and _NO_QUESTION.search(name):
            continue
        question_id = _id(name)
        scored = heading is not None or profile.is_score or (said and profile.may_be_score)
        if scored and (heading or profile.whole is not None):
            kind = said if said and said != "solved" else "rating"
            scale, sure = (heading, True) if heading else _scale(profile.whole or (0, 0), said)
            if heading and _UPSIDE_DOWN.search(name):
                kind = "rating"  # never scored as satisfaction, where more is better
                upside_down.append(name)
            questions[name] = Question(question_id, kind, scale, _no_opinion(profile), name)
            if not sure:
                unsure.append(name)
        elif profile.is_free_text or _asks_for_words(profile):
            questions[name] = Question(question_id, "text", text=name)
        elif said == "solved":
            questions[name] = Question(question_id, "solved", text=name)
        elif profile.distinct <= 12 and not profile.is_number and profile.unique < 0.5:
            questions[name] = Question(question_id, "choice", text=name)
        if name in questions and (heading or (said and questions[name].kind == said)):
            told.append(name)
    return Wide(questions, tuple(unsure), tuple(told), tuple(upside_down))


def heading_scale(heading: str) -> tuple[float, float] | None:
    """The scale that a heading names, as in `Zufriedenheit (1-5)`; None if it names none."""
    for pattern in (_BRACKETED, _BARE):
        if found := pattern.search(heading):
            low, high = float(found[1]), float(found[2])
            if low <= 1 and low < high <= 100:
                return low, high
    ends = [float(n) for n in _ANCHOR.findall(heading)]
    if len(ends) >= 2 and min(ends) < max(ends) <= 100:
        return min(ends), max(ends)
    return None


def _asks_for_words(profile: Profile) -> bool:
    """Whether a heading asks a question, or for a comment, and the answers differ."""
    asks = (
        profile.name.rstrip().endswith("?")
        or plain(profile.name) in synonyms()["survey_answers"]["text"]
    )
    return asks and not profile.is_number and profile.unique > 0.5 and profile.words > 4


def _no_opinion(profile: Profile) -> tuple[str, ...]:
    """Words among the points that say that somebody did not want to give any."""
    return tuple(v for v in profile.numbered.others if plain(v) in _NO_OPINION)


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
