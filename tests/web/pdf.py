"""The words of a PDF as a reader sees them."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def text_of(pdf: bytes) -> str:
    """All words in one line; hyphens at line ends are taken out."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) reads the PDF in this test")
    found = subprocess.run(
        [program, "-enc", "UTF-8", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(found.stdout.decode().split())
