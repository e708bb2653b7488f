"""Passwords: how they are hashed, checked, and which are refused."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password
from django.core.exceptions import ValidationError

from kundig_web import company
from kundig_web.access.links import new_token
from kundig_web.access.models import User

#: So much must remain of a password without the words that everybody here would guess first.
REMAIN = 8
#: So many different characters a password has.
DIFFERENT = 5
GUESSED = ("kundig", "passwort", "password", "kennwort", "willkommen", "welcome")


class Argon2id(Argon2PasswordHasher):
    """OWASP's first choice: Argon2id with 19 MiB, two passes, one lane.

    Whoever has an older hash gets a new one with the next sign-in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


def right(person: User | None, password: str) -> bool:
    """True if it is this person's password and the account is open.

    One hash is computed in any case, so that nobody can tell by the time whether there is such a
    person, or a closed account.
    """
    usable = person is not None and person.has_usable_password()
    encoded = person.password if person is not None and usable else nobodys_hash()
    fits, outdated = verify_password(password, encoded)
    if person is None or not (fits and usable and person.is_active):
        return False
    if outdated:
        person.set_password(password)
        person.save(update_fields=["password"])
    return True


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """The hash of a password that nobody knows."""
    return make_password(new_token())


class WordsOfTheCompany:
    """No password that is little more than the company's name, or "kundig", or one letter."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Take the words away and see what remains.

        Raises:
            ValidationError: `password_company` or `password_monotonous`.
        """
        plain = _plain(password)
        if len(set(plain)) < DIFFERENT:
            raise ValidationError("too few different characters", code="password_monotonous")
        rest = plain
        for word in _words(user):
            rest = rest.replace(word, "")
        if rest != plain and len(rest) < REMAIN:
            raise ValidationError("little more than words of the company", code="password_company")

    def get_help_text(self) -> str:
        """Django asks for it; the page says it itself."""
        return ""


def _words(user: User | None) -> list[str]:
    """The words, the longest first."""
    texts = [company.company().name, *GUESSED]
    if user is not None:
        texts += [user.name, user.email.rpartition("@")[2].rpartition(".")[0]]
    found = {_plain(part) for text in texts for part in re.split(r"[\W_]+", text)}
    return sorted((w for w in found if len(w) >= 4), key=lambda w: (-len(w), w))


def _plain(text: str) -> str:
    """Without capitals and without the two ways to write an umlaut."""
    return unicodedata.normalize("NFKC", text).casefold()
