"""The question layer: catalogue, `ask()`, `Answer`. The only room that executes a query."""

from kundig.answers.answer import Answer
from kundig.answers.asking import AskError, ask, ask_measure
from kundig.answers.catalogue import ELEMENTS, measures

__all__ = ["ELEMENTS", "Answer", "AskError", "ask", "ask_measure", "measures"]
