"""What leads to a person in a text: numbers, addresses, names, as they stand there."""

from __future__ import annotations

import gzip
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

from kundig.store.suppression import plain_mail, plain_phone

#: Of a packed file at most so much is unpacked; what is larger counts as holding the person.
MOST = 512 * 2**20
_ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
_CELL = re.compile(r"[;,\t|\"'\r\n<>]")
_WORD = re.compile(r"[^\W_]+")
_PACKED = (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=False)
class Traces:
    """One person's numbers, addresses and names.

    Args:
        records: customer numbers, without their source.
        mails: addresses.
        phones: numbers.
        names: first name, last name, company.
    """

    records: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str, str]] = frozenset()

    @classmethod
    def of(
        cls,
        records: Iterable[str] = (),
        mails: Iterable[str] = (),
        phones: Iterable[str] = (),
        names: Iterable[tuple[str, str, str]] = (),
    ) -> Traces:
        """Traces as they are compared; what is too short to mean anybody is left out."""
        return cls(
            frozenset(r.strip() for r in records if r.strip()),
            frozenset(m for m in map(plain_mail, mails) if m),
            frozenset(p for p in map(plain_phone, phones) if p),
            frozenset(n for n in names if any(n)),
        )

    @cached_property
    def _words(self) -> tuple[frozenset[str], ...]:
        """Each name as words that stand in one row together."""
        found = set()
        for first, last, company in self.names:
            if last:
                found.add(frozenset(_words(f"{first} {last}")))
            if company:
                found.add(frozenset(_words(company)))
        return tuple(sorted(found - {frozenset()}, key=sorted))

    def in_row(self, text: str, *, numbers: bool = True) -> bool:
        """Whether one row of a file is about this person."""
        low = text.casefold()
        if any(m in low for m in self.mails):
            return True
        if self.phones and any(
            p in f"{plain_phone(cell)} {re.sub(r'[^0-9]', '', cell)}"
            for cell in _CELL.split(text) for p in self.phones
        ):  # fmt: skip
            return True
        if numbers and not self.records.isdisjoint(c.strip() for c in _CELL.split(text)):
            return True
        spoken = _words(text)
        return any(name <= spoken for name in self._words)

    def in_text(self, text: str, *, numbers: bool = True) -> bool:
        """Whether any row of a text is about this person."""
        return any(self.in_row(row, numbers=numbers) for row in text.splitlines())

    def in_file(self, path: Path, *, numbers: bool = True) -> bool:
        """Whether a file, packed or not, in any usual encoding, is about this person."""
        return any(self.in_text(text, numbers=numbers) for text in texts(path))


def texts(path: Path) -> Iterator[str]:
    """What may be read in a file: every usual encoding, every entry of a packed one."""
    content = path.read_bytes()
    yield from _decoded(content)
    if content[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
                yield from _decoded(packed.read(MOST))
        except _PACKED:
            return
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed_files:
                for entry in packed_files.infolist():
                    with packed_files.open(entry) as inner:
                        yield from _decoded(inner.read(MOST))
        except _PACKED:
            return


def _decoded(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        if encoding.startswith("utf-16") and b"\x00" not in content[:4096]:
            continue
        yield content.decode(encoding, errors="ignore")


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(_WORD.findall(plain))
