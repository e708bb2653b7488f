"""The record store: Parquet files, one manifest, one lock, versions, withdrawal."""

from kundig.store.difference import Difference, Staged
from kundig.store.manifest import Import, Manifest, TablePart
from kundig.store.store import Published, Snapshot, Store, StoreError

__all__ = [
    "Difference",
    "Import",
    "Manifest",
    "Published",
    "Snapshot",
    "Staged",
    "Store",
    "StoreError",
    "TablePart",
]
