"""Files of the outside world as batches of text columns, mappings, and known layouts.

A reader yields text and never judges a value; what cannot be read as text in columns is refused
record by record, with line number and reason.
"""

from kundig.readers.batch import Batch, Refusal, Remark
from kundig.readers.errors import ReadError
from kundig.readers.mapping import (
    ColumnSpec,
    FileSpec,
    Mapping,
    Question,
    Rules,
    dump_mapping,
    load_mapping,
    parse_mapping,
)
from kundig.readers.options import FileOptions
from kundig.readers.propose import Proposal, propose
from kundig.readers.questions import OpenQuestion
from kundig.readers.recognise import check_columns, fit, layouts, recognise
from kundig.readers.source import Source, open_source
from kundig.readers.unread import unread_columns, unread_remark

__all__ = [
    "Batch",
    "ColumnSpec",
    "FileOptions",
    "FileSpec",
    "Mapping",
    "OpenQuestion",
    "Proposal",
    "Question",
    "ReadError",
    "Refusal",
    "Remark",
    "Rules",
    "Source",
    "check_columns",
    "dump_mapping",
    "fit",
    "layouts",
    "load_mapping",
    "open_source",
    "parse_mapping",
    "propose",
    "recognise",
    "unread_columns",
    "unread_remark",
]
