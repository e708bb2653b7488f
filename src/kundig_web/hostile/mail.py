"""What may stand in the head of a mail. Whatever could begin a new line is refused, not repaired.

address("erika@example.org")      the address, or MailRefusedError
name("Erika Mustermann")          a display name
mailbox("Erika", "e@example.org") `"Erika" <e@example.org>`, encoded for a header
subject("Ihre Anfrage")
"""

from __future__ import annotations

import re
from email.headerregistry import Address

from kundig.glossary.cells import HIDDEN

LONGEST_ADDRESS = 254
LONGEST_LOCAL = 64
LONGEST_NAME = 200
LONGEST_SUBJECT = 250
#: Anything that a mail program, a relay or a log may take for the end of a line, or cannot show.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HIDDEN = re.compile(f"[{HIDDEN}]")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class MailRefusedError(ValueError):
    """`key` says which rule: `breaks`, `hidden`, `long`, `address`, `empty`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def address(given: str) -> str:
    """An address as it may stand in a header and on an envelope: one, plain, without a comment.

    Raises:
        MailRefusedError: if it is anything else. Quoted local parts and address literals are
            allowed by the standard and refused here: nobody's customer has one.
    """
    _sound(given)
    local, at, domain = given.rpartition("@")
    if not at or len(given) > LONGEST_ADDRESS or len(local) > LONGEST_LOCAL:
        raise MailRefusedError("address")
    try:
        plain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise MailRefusedError("address") from None
    labels = plain.split(".")
    if not _LOCAL.fullmatch(local) or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise MailRefusedError("address")
    if labels[-1].isdigit():
        raise MailRefusedError("address")
    return f"{local}@{plain}"


def name(given: str) -> str:
    """A display name.

    Raises:
        MailRefusedError: if it could break the header, hides something, or is too long.
    """
    _sound(given)
    if len(given) > LONGEST_NAME:
        raise MailRefusedError("long")
    return given.strip()


def subject(given: str) -> str:
    """A subject.

    Raises:
        MailRefusedError: as `name`, and if it is empty.
    """
    _sound(given)
    if len(given) > LONGEST_SUBJECT:
        raise MailRefusedError("long")
    if not given.strip():
        raise MailRefusedError("empty")
    return given.strip()


def mailbox(display: str, given: str) -> str:
    """Name and address for a header; the name is quoted where its signs mean something there.

    Raises:
        MailRefusedError: if either is refused.
    """
    local, _, domain = address(given).rpartition("@")
    return str(Address(display_name=name(display), username=local, domain=domain))


def _sound(given: str) -> None:
    if _BREAKS.search(given):
        raise MailRefusedError("breaks")
    if _HIDDEN.search(given):
        raise MailRefusedError("hidden")
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        raise MailRefusedError("breaks") from None
