"""Whatever people do leaves an entry: each workflow carries the mark, or says why it needs none."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from kundig_web import words
from kundig_web.audit.log import MARK

WEB = Path(__file__).resolve().parents[3] / "src" / "kundig_web"
#: Workflow -> why it leaves no entry of its own by `@audited`.
WITHOUT = {
    "access.workflows.batches.once": "what is written under the key notes itself",
    "access.workflows.batches.claimed": "what is written under the key notes itself",
    "access.workflows.batches.finish_batch": "the answer of what noted itself",
    "access.workflows.batches.request_hash": "changes nothing",
    "access.workflows.checks.an_owner_stays": "changes nothing",
    "access.workflows.checks.lock_people": "changes nothing",
    "access.workflows.checks.need": "changes nothing",
    "access.workflows.checks.nobody_raises": "changes nothing",
    "access.workflows.company.change_company": "writes a file, so it notes before it writes",
    "access.workflows.people.create_person": "part of the first start and of accepting",
    "access.workflows.second_step.passes": "failures are noted where somebody signs in",
    "access.workflows.second_step.secret_of": "changes nothing",
    "access.workflows.second_step.take_away": "part of turning off and resetting",
    "access.workflows.sign_ins.mark_of": "changes nothing",
    "access.workflows.tokens.note_use": "the day of a program's last use, nothing people do",
    "customers.consent_workflows.record": "part of giving and withdrawing",
    "backups.workflows.make_backup": "by the clock; every run is a row of its own",
    "backups.workflows.try_newest": "by the clock; every run is a row of its own",
    "desk.workflows.who": "changes nothing",
    "erasure.workflows.begin": "part of forgetting; a restore that repeats it notes that itself",
    "erasure.workflows.files_told": "changes nothing",
    "erasure.workflows.known": "changes nothing",
    "erasure.workflows.new_reference": "changes nothing",
    "erasure.workflows.preview": "changes nothing",
    "erasure.workflows.refusal": "changes nothing",
    "erasure.workflows.store_told": "changes nothing",
    "erasure.workflows.what_stays": "changes nothing",
    "imports.workflows.delete_all_bytes": "part of discarding",
    "imports.workflows.delete_bytes": "part of discarding",
    "imports.workflows.take_back": "changes the record store, so it notes after that",
    "needs.workflows.unquoted": "changes nothing",
}


def modules() -> list[str]:
    files = [
        *WEB.glob("*/workflows.py"), *WEB.glob("*/*_workflows.py"), *WEB.glob("*/workflows/*.py"),
    ]  # fmt: skip
    names = (str(f.relative_to(WEB).with_suffix("")).replace("/", ".") for f in files)
    return sorted(name.removesuffix(".__init__") for name in names)


def workflows() -> Iterator[tuple[str, object]]:
    for name in modules():
        module = import_module(f"kundig_web.{name}")
        for verb, function in vars(module).items():
            own = getattr(function, "__module__", "") == module.__name__
            if inspect.isfunction(function) and own and not verb.startswith("_"):
                yield f"{name}.{verb}", function


def test_there_are_workflows_to_look_at() -> None:
    assert {"contact.workflows", "access.workflows.people"} <= set(modules())


def test_every_workflow_leaves_an_entry_or_has_a_reason_not_to() -> None:
    found = dict(workflows())
    bare = {name for name, function in found.items() if not hasattr(function, MARK)}
    assert sorted(bare - set(WITHOUT)) == [], "decorate them with @audited"
    assert sorted(set(WITHOUT) - set(found)) == [], "these are gone"
    assert sorted(set(WITHOUT) - bare) == [], "these carry the mark, so they need no reason"


#: Every verb that stands in the code.
VERB = re.compile(r"""(?:audited|note|note_event)\(\s*"([a-z_]+\.[a-z0-9_.]+)\"""")


def verbs() -> dict[str, str]:
    return {
        verb: str(file.relative_to(WEB))
        for file in WEB.rglob("*.py")
        for verb in VERB.findall(file.read_text(encoding="utf-8"))
        if "audit/log.py" not in str(file)
    }


def test_every_verb_begins_with_its_app() -> None:
    foreign = {
        v: f
        for v, f in verbs().items()
        if v.partition(".")[0] not in {f.partition("/")[0], "access", "audit"}
    }
    assert foreign == {}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_verb_is_told_in_words(language: str) -> None:
    told = words.words.texts("audit")
    untold = {v: f for v, f in verbs().items() if f"verb_{v.replace('.', '_')}" not in told}
    assert untold == {}
    assert all(language in told[f"verb_{v.replace('.', '_')}"] for v in verbs())
