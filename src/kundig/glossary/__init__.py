"""Every term and every sentence that a user reads, in German and English."""

from kundig.glossary.sentences import LANGUAGES, language, text, texts

__all__ = ["LANGUAGES", "language", "text", "texts"]
