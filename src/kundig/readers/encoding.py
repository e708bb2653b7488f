"""Which characters a text file is written in: byte-order mark, strict UTF-8, then cp1252.

Nothing is guessed that could corrupt a name: a file that is UTF-8 in one place and not in another
is refused until somebody says what it is. Everything after this module sees UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kundig.readers.batch import Remark
from kundig.readers.container import Stream
from kundig.readers.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
#: What German umlauts look like in UTF-8; cp1252 text hardly ever contains these pairs.
_TELLTALE = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xc2[\xa0-\xbf]")
#: `ß` before a closing quotation mark or dash in cp1252 happens to be valid UTF-8, for a letter of
#: the N'Ko script that no file here will ever hold; it is no evidence of UTF-8.
_SHARP_S = re.compile(rb"\xdf[\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(128))
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_READ = 1 << 20


@dataclass
class Scan:
    """What one pass over the unpacked bytes has found out."""

    size: int = 0
    mark: str | None = None
    mark_length: int = 0
    invalid: int = 0  # bytes that do not belong to UTF-8
    multibyte: int = 0  # characters that do
    telltale: int = 0
    sharp_s: int = 0  # pairs that are an ß before a mark in cp1252
    undefined: int | None = None  # offset of the first byte that cp1252 does not define
    first_invalid: int | None = None  # its offset
    nul: int = 0
    foreign: list[bytes] = field(default_factory=list)  # some lines with non-ASCII bytes


def scan(stream: Stream) -> Scan:
    """One pass over all bytes, in constant memory."""
    found = Scan()
    rest = b""
    while True:
        data = stream.read(_READ)
        if found.size == 0:
            for mark, name in _MARKS:
                if data.startswith(mark):
                    found.mark, found.mark_length = name, len(mark)
                    break
        offset = found.size - len(rest)
        found.size += len(data)
        chunk = rest + data
        if not chunk:
            return found
        found.nul += chunk.count(0) if chunk.find(b"\0") >= 0 else 0
        if chunk.isascii():
            rest = b""
        else:
            cut = len(chunk) if not data else _whole(chunk)
            rest = chunk[cut:]
            found.nul -= rest.count(0)
            _look(found, chunk[:cut], offset)
        if not data:
            return found


def _whole(chunk: bytes) -> int:
    """Where to cut so that no UTF-8 character is torn apart."""
    for back in range(1, min(4, len(chunk) + 1)):
        byte = chunk[-back]
        if byte >= 0xC0:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(chunk) - back if need > back else len(chunk)
        if byte < 0x80:
            break
    return len(chunk)


def _look(found: Scan, chunk: bytes, offset: int) -> None:
    if len(found.foreign) < 40:
        spots = list(_HIGH.finditer(chunk))[:: max(1, len(chunk) // 4096)][:20]
        for spot in spots:
            begin = max(chunk.rfind(b"\n", 0, spot.start()) + 1, spot.start() - 40)
            found.foreign.append(chunk[begin : spot.end() + 40].partition(b"\n")[0])
    if found.mark is not None and found.mark != "utf-8":
        return
    found.telltale += len(_TELLTALE.findall(chunk))
    try:
        text = chunk.decode("utf-8")
    except UnicodeDecodeError as error:
        if found.first_invalid is None:
            found.first_invalid = offset + error.start
        good = [pair for pair in _MULTIBYTE.findall(chunk) if pair[0] != 0xDF]
        found.multibyte += len(good)
        found.invalid += len(_HIGH.findall(chunk)) - sum(map(len, good))
        found.invalid = max(found.invalid, 1)
    else:
        high = len(chunk.translate(None, _ASCII))
        sharp = len(_SHARP_S.findall(chunk))
        found.sharp_s += sharp
        found.multibyte += high - (len(chunk) - len(text)) - sharp
    if found.undefined is None:
        bad = _UNDEFINED.search(chunk)
        found.undefined = None if bad is None else offset + bad.start()


def decide(found: Scan, name: str, forced: str | None) -> tuple[str, list[Remark]]:
    """The encoding to read with, and remarks on why.

    Raises:
        ReadError: if the bytes allow no sure answer, or contradict the encoding asked for.
    """
    remarks: list[Remark] = []
    if found.mark:
        remarks.append(Remark("note_bom", {"encoding": found.mark.upper()}))
    if forced is not None:
        return _forced(forced, found, name), remarks
    if found.mark and found.mark != "utf-8":
        return found.mark, remarks
    if found.nul * 4 > found.size:
        raise ReadError("utf16_without_mark", file=name)
    only_sharp_s = found.sharp_s > 0 and found.multibyte == 0
    if not found.invalid and not only_sharp_s:
        return "utf-8", remarks
    if found.mark or found.telltale or found.multibyte * 20 > found.invalid:
        raise ReadError(
            "encoding_mixed", file=name, good=found.multibyte, bad=found.invalid,
            offset=found.first_invalid,
        )  # fmt: skip
    if found.undefined is not None:
        raise ReadError("not_utf8_not_cp1252", file=name, offset=found.undefined)
    words = example_words(found.foreign, "cp1252")
    remarks.append(Remark("note_cp1252", {"words": ", ".join(words)}))
    return "cp1252", remarks


def _forced(forced: str, found: Scan, name: str) -> str:
    try:
        encoding = codecs.lookup(forced).name
        "".encode(encoding)
        b"".decode(encoding)
    except (LookupError, ValueError, TypeError, UnicodeError):
        raise ReadError("encoding_unknown", file=name, encoding=forced) from None
    if encoding in {"utf-8-sig", "utf8"}:
        encoding = "utf-8"
    if encoding in {"utf-16", "utf-32"}:
        encoding = found.mark if found.mark and found.mark != "utf-8" else f"{encoding}-le"
    if found.mark and found.mark != encoding:
        raise ReadError(
            "encoding_against_mark", file=name, encoding=forced, mark=found.mark.upper()
        )
    return encoding


def example_words(lines: list[bytes], encoding: str) -> list[str]:
    """A few words with non-ASCII letters, so that a person can see that they are right."""
    words: dict[str, None] = {}
    for line in lines:
        words.update(dict.fromkeys(_WORD.findall(line.decode(encoding, "replace"))))
    return [w for w in words if "\ufffd" not in w][:5]


def utf8_blocks(
    stream: Stream, encoding: str, mark_length: int, name: str, size: int = _READ
) -> Iterator[bytes]:
    """The bytes of the stream as UTF-8 without a byte-order mark.

    UTF-8 goes through untouched, bad bytes included: the record that holds them is refused later.
    """
    skip = mark_length
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    while True:
        data = stream.read(size)
        end = not data
        done += len(data)
        if skip:
            data, skip = data[skip:], max(0, skip - len(data))
        if decoder is not None:
            try:
                data = decoder.decode(data, end).encode("utf-8")
            except UnicodeError:
                raise ReadError("not_in_encoding", file=name, encoding=encoding, offset=done) from (
                    None
                )
        if data:
            yield data
        if end:
            return
