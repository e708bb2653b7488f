"""Writing sample files: rows in blocks, always the same bytes for the same rows."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from types import TracebackType

from kundig.samples.layout import Layout

END = "\r\n"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One exported file, the mapping beside it, and the shared table it fills."""

    path: Path
    mapping_path: Path
    table: str


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Everything that one invented company exported, and the truths planted in it."""

    folder: Path
    files: tuple[SampleFile, ...]
    truth_path: Path
    company: str
    zone: str
    currency: str
    language: str


class Sink:
    """One open file that takes rows block by block."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self.layout = layout
        self.path = folder / layout.file
        self.rows = 0
        self._raw: BufferedWriter = self.path.open("wb")
        self._zip = (
            gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=self._raw, mtime=0)
            if layout.file.endswith(".gz")
            else None
        )
        self._codec = "cp1252" if layout.encoding == "cp1252" else "utf-8"
        mark = "\ufeff" if layout.encoding == "utf-8-sig" else ""
        self._put(mark + ";".join(map(cell, layout.header)) + END)

    def write(self, lines: Sequence[str]) -> None:
        """Append rows that are already joined."""
        if lines:
            self.rows += len(lines)
            self._put(END.join(lines) + END)

    def columns(self, columns: Sequence[Iterable[str]]) -> None:
        """Append rows given as columns of finished cells."""
        self.write(joined(columns))

    def close(self) -> None:
        """Finish the file."""
        if self._zip is not None:
            self._zip.close()
        self._raw.close()

    def _put(self, text: str) -> None:
        data = text.encode(self._codec)
        if self._zip is not None:
            self._zip.write(data)
        else:
            self._raw.write(data)


class Sinks:
    """All files of one company, opened together and closed together."""

    def __init__(
        self, folder: Path, layouts: Iterable[Layout], *, source: str, zone: str = "Europe/Berlin"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._by_stem = {layout.stem: Sink(folder, layout) for layout in layouts}
        for stem, sink in self._by_stem.items():
            toml = sink.layout.toml(source=source, zone=zone)
            (folder / f"{stem}.toml").write_text(toml, encoding="utf-8", newline="\n")

    def __getitem__(self, stem: str) -> Sink:
        return self._by_stem[stem]

    def __enter__(self) -> Sinks:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for sink in self._by_stem.values():
            sink.close()

    def files(self) -> tuple[SampleFile, ...]:
        """What was written, in the order in which it is best imported."""
        return tuple(
            SampleFile(sink.path, self.folder / f"{stem}.toml", sink.layout.table)
            for stem, sink in self._by_stem.items()
        )

    def row_counts(self) -> dict[str, int]:
        """File name -> rows below the header."""
        return {sink.layout.file: sink.rows for sink in self._by_stem.values()}


def cell(text: str) -> str:
    """A cell as CSV wants it: quoted only where it must be."""
    if ";" in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def joined(columns: Sequence[Iterable[str]]) -> list[str]:
    """Columns of finished cells as rows."""
    return list(map(";".join, zip(*columns, strict=True)))


def line(*cells: object) -> str:
    """One row of any values, quoted where needed."""
    return ";".join(cell("" if c is None else str(c)) for c in cells)
