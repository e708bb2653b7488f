"""The letter: which answers, in which words, as one HTML file and one PDF."""

from kundig.letter.compose import compose
from kundig.letter.model import Letter
from kundig.letter.writing import LetterFiles, write_letter

__all__ = ["Letter", "LetterFiles", "compose", "write_letter"]
