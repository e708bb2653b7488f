"""What a caller may already know about a file."""

from __future__ import annotations

from dataclasses import dataclass, fields

from kundig.readers.mapping import FileSpec


@dataclass(frozen=True)
class FileOptions:
    """Wishes for reading a file; whatever is None is found out from the file itself."""

    encoding: str | None = None
    delimiter: str | None = None  # one character; a blank stands for runs of blanks
    header: bool | None = None
    columns: tuple[str, ...] | None = None  # names for a file without a header
    sheet: str | None = None
    quote: str | None = None  # "" = no quoting
    skip: int | None = None  # lines above the header

    @classmethod
    def of(cls, spec: FileSpec) -> FileOptions:
        """The options that a mapping's [file] section gives."""
        return cls(**{f.name: getattr(spec, f.name) for f in fields(cls)})
