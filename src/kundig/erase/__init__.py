"""Forgetting people in files beside the tables: quarantine, letters, uploads, exports."""

from kundig.erase.files import FileCount, forget_files
from kundig.erase.traces import Traces

__all__ = ["FileCount", "Traces", "forget_files"]
