"""A date shorter than a format that is tried on it must not end the program.

DuckDB 1.5 compares a format's literal with the byte behind such a text. Where that byte is on a
page that nobody owns, the process dies; so the test places texts right before such a page.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys
import duckdb, numpy as np, pyarrow as pa
from kundig.intake.values import local_time

text, rows, page = sys.argv[1].encode(), 2048, 4096
data = text * rows
size = -(-len(data) // page) * page
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
place = libc.mmap(None, size + page, 3, 0x22, -1, 0)
libc.mprotect(place + size, page, 0)
start = place + size - len(data)
ctypes.memmove(start, data, len(data))
offsets = pa.py_buffer((np.arange(rows + 1) * len(text)).astype("int32").tobytes())
column = pa.Array.from_buffers(pa.string(), rows, [None, offsets, pa.foreign_buffer(start, len(data))])
engine = duckdb.connect(config={"threads": 1})
engine.register("raw", pa.table({"c": column}))
sql = local_time("c", order=sys.argv[2], zone="Europe/Berlin").sql
print(engine.execute(f"SELECT count({sql}) FROM raw").fetchone()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="places pages by Linux's mmap")
@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("13.02.2026 07:05", "dmy"),
        ("13.02.2026 07:05:09", "dmy"),
        ("02/13/2026 07:05", "mdy"),
        ("2026-02-13T07:05", "iso"),
        ("2026/02/13 07:05", "iso"),
    ],
)
def test_texts_at_the_end_of_a_page_are_read(text: str, order: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, text, order], capture_output=True, text=True
    )
    assert done.returncode == 0, f"ended by signal {-done.returncode}: {done.stderr}"
    assert done.stdout.strip() == "2048"
