"""Cuts a stream of bytes into blocks of whole physical lines, with their line numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kundig.readers import limits


@dataclass(frozen=True)
class Block:
    """Whole lines of UTF-8; `line` is the number of the first one.

    `cut` marks a single line that was too long to be held: `data` is only its beginning.
    """

    data: bytes
    line: int
    cut: bool = False


def line_blocks(
    chunks: Iterator[bytes], *, cr_only: bool = False, size: int | None = None
) -> Iterator[Block]:
    """Blocks of about `size` bytes; `cr_only` is for files whose lines end in CR alone."""
    size = limits.BLOCK_BYTES if size is None else size
    line, parts, held = 1, [], 0
    cutting: bytes | None = None
    for raw in chunks:
        chunk = raw.replace(b"\r", b"\n") if cr_only else raw
        if cutting is not None:
            _, end, chunk = chunk.partition(b"\n")
            if not end:
                continue
            yield Block(cutting, line, cut=True)
            cutting, line = None, line + 1
        parts.append(chunk)
        held += len(chunk)
        if held < size:
            continue
        data = b"".join(parts)
        whole, end, rest = data.rpartition(b"\n")
        if end:
            block = whole + end
            yield Block(block, line)
            line += block.count(b"\n")
        if len(rest) > limits.LINE_BYTES:
            cutting, rest = rest[: limits.ORIGINAL_CHARACTERS], b""
        parts, held = [rest], len(rest)
    if cutting is not None:
        yield Block(cutting, line, cut=True)
    data = b"".join(parts)
    if data:
        yield Block(data, line)


def from_line(blocks: Iterator[Block], line: int) -> Iterator[Block]:
    """The same blocks without everything above `line`."""
    for block in blocks:
        if block.line >= line:
            yield block
            continue
        missing = line - block.line
        if block.cut or block.data.count(b"\n") < missing:
            continue
        place = 0
        for _ in range(missing):
            place = block.data.index(b"\n", place) + 1
        if place < len(block.data):
            yield Block(block.data[place:], line)
