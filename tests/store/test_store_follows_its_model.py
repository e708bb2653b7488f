"""Any sequence of imports and withdrawals leaves what a plain list of files would leave."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from kundig.engines.duckdb import DuckDBEngine
from kundig.store import Import, Staged, Store

CONTENT = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["x", "y", "z"]), max_size=6)
STEP = st.one_of(
    st.tuples(st.just("import"), CONTENT),
    st.tuples(st.just("withdraw"), st.integers(0, 7)),
)


def _hash(key: str, value: str) -> int:
    return int.from_bytes(hashlib.md5(f"{key}|{value}".encode()).digest()[:7], "big")  # noqa: S324


def publish(store: Store, number: int, rows: dict[str, str]) -> bool:
    """Publish products `key` -> name under import number `number`."""
    name = f"i{number}"
    staging = store.staging(name)
    path = staging / "products.parquet"
    keys = sorted(rows)
    pq.write_table(
        pa.table(
            {
                "source": pa.array(["s"] * len(keys), pa.string()),
                "product_id": pa.array(keys, pa.string()),
                "product_name": pa.array([rows[k] for k in keys], pa.string()),
                "_import": pa.array([number] * len(keys), pa.int64()),
                "_line": pa.array(range(len(keys)), pa.int64()),
                "_hash": pa.array([_hash(k, rows[k]) for k in keys], pa.int64()),
            }
        ),
        path,
    )
    entry = Import(name, number, "products", "s", "f.csv", f"{number}", "m", "UTC", "now")
    staged = Staged("products", path, ("source", "product_id", "product_name"), len(keys))
    return store.publish(entry, [staged]).changed


def current(store: Store) -> list[tuple[str, str]]:
    """Rows in force as (key, name), sorted."""
    with DuckDBEngine(threads=1) as engine:
        engine.attach({"products": store.snapshot().tables["products"]})
        return engine.execute("SELECT product_id, product_name FROM products ORDER BY 1, 2")  # type: ignore[return-value]


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=9))
def test_every_sequence_of_imports_and_withdrawals_equals_the_model(steps: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        model: list[tuple[str, dict[str, str]]] = []
        for number, (verb, what) in enumerate(steps, start=1):
            if verb == "import":
                publish(store, number, what)
                model.append((f"i{number}", what))
            elif model:
                name, _ = model.pop(what % len(model))
                store.withdraw(name)
            expected: dict[str, str] = {}
            for _, rows in model:
                expected.update(rows)
            assert current(store) == sorted(expected.items())


def test_the_same_rows_again_change_nothing_but_a_new_file_is_remembered(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert publish(store, 1, {"a": "x"})
    before = store.manifest().version
    publish(store, 2, {"a": "x"})
    assert current(store) == [("a", "x")]
    store.withdraw("i1")
    assert current(store) == [("a", "x")]
    assert store.manifest().version == before + 2
