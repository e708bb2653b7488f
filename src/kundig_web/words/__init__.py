"""Words of the pages: `texts.toml` beside each app, both languages side by side.

Why not gettext: docs/decisions/words-of-pages-in-toml.md.
"""

from kundig_web.words.refusal import Refusal
from kundig_web.words.words import LANGUAGES, lang, say, say_n

__all__ = ["LANGUAGES", "Refusal", "lang", "say", "say_n"]
