"""Numbers as users read them (they are written in the glossary, which charts know too)."""

from kundig.glossary.numbers import digits_for, figure, money, number, percent, written

__all__ = ["digits_for", "figure", "money", "number", "percent", "written"]
