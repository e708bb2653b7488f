"""Invented companies, written as the files that such a company would export."""

from kundig.samples.files import SampleFile, SampleFiles
from kundig.samples.writer import COMPANIES, write_sample

__all__ = ["COMPANIES", "SampleFile", "SampleFiles", "write_sample"]
