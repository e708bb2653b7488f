"""Reading the options of a request; what cannot be meant is refused with a sentence."""

from __future__ import annotations

from typing import Any

from kundig import glossary
from kundig.glossary.measure import Request


class Unanswerable(ValueError):  # noqa: N818 - a refusal, not an accident
    """The measure cannot be asked like this; `key` names the sentence in texts/answers.toml."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """The message in `lang`."""
        return glossary.text(f"answers.{self.key}", lang, **self.values)

    def __str__(self) -> str:
        return self.text(glossary.language())


def number(request: Request, name: str, *, default: float, low: float, high: float) -> float:
    """The option `name` as a number from `low` to `high`; texts such as `0.2` are read."""
    given = request.options.get(name, default)
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = float("nan")
    if not low <= value <= high:
        raise Unanswerable(
            "unreadable_option", option=name, given=given, possible=f"{low:g} … {high:g}"
        )
    return value


def whole(request: Request, name: str, *, default: int, low: int, high: int) -> int:
    """The option `name` as a whole number from `low` to `high`."""
    value = number(request, name, default=default, low=low, high=high)
    if value != int(value):
        raise Unanswerable(
            "unreadable_option", option=name, given=value, possible=f"{low}, {low + 1} … {high}"
        )
    return int(value)


def choice(request: Request, name: str, *possible: str) -> str:
    """The option `name` as one of `possible`; the first of them is the default."""
    given = request.options.get(name, possible[0])
    if given not in possible:
        raise Unanswerable(
            "unreadable_option", option=name, given=given, possible=", ".join(possible)
        )
    return str(given)


def only_by(request: Request, measure: str, *possible: str) -> None:
    """Refuse to break down by anything else than `possible`."""
    for name in request.by:
        if name not in possible:
            raise Unanswerable(
                "not_by", measure=measure, dimension=name, dimensions=", ".join(possible) or "–"
            )
