"""How much of anything a file may bring, so that no file can exhaust the machine."""

from __future__ import annotations

MIB = 1 << 20

#: A packed file may unpack to this much, or to `UNPACKED_RATIO` times its packed size.
UNPACKED_FLOOR = 500 * MIB
UNPACKED_RATIO = 200
#: Entries in an archive (a workbook is one, too), and what all of them together may unpack to.
ARCHIVE_ENTRIES = 1_000
ARCHIVE_BYTES = 500 * MIB
ARCHIVE_RATIO = 50
#: So far small archives may unpack in any case: a table of zeros packs well.
ARCHIVE_FLOOR = 20 * MIB
#: Memory (address space) and computing time in which a workbook must open.
WORKBOOK_MEMORY = 3 * 1024 * MIB
WORKBOOK_SECONDS = 120

#: A single cell, in bytes of UTF-8; a longer one refuses its record.
FIELD_BYTES = MIB
#: A physical line; a longer one is refused and cut instead of being held in memory.
LINE_BYTES = 16 * MIB
#: How much of a refused record's text is kept.
ORIGINAL_CHARACTERS = 64 * 1024

#: The CSV reader takes the file in blocks of whole lines of about this size.
BLOCK_BYTES = 4 * MIB
#: So much of the beginning decides delimiter and header.
HEAD_BYTES = 512 * 1024
HEAD_RECORDS = 100

#: More columns than this is not a table.
COLUMNS = 16_384


def archive_limit(packed: int) -> int:
    """How far an archive of `packed` bytes may unpack."""
    return min(ARCHIVE_BYTES, max(ARCHIVE_FLOOR, ARCHIVE_RATIO * packed))


def unpacked_limit(packed: int) -> int:
    """How far `packed` bytes may unpack."""
    return max(UNPACKED_FLOOR, UNPACKED_RATIO * packed)
