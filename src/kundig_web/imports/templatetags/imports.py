"""Sizes of files and sums of counts, as the import pages write them."""

from __future__ import annotations

from django import template

from kundig.glossary import numbers
from kundig_web import words

register = template.Library()


@register.filter
def filesize_words(value: int) -> str:
    """`3,4 MB` or `3.4 MB`; small files in KB."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if value >= size:
            return f"{numbers.number(value / size, words.lang(), 1)} {unit}"
    return words.say_n("imports.bytes", value)


@register.filter
def plus(value: int, other: int) -> int:
    """The sum."""
    return (value or 0) + (other or 0)
