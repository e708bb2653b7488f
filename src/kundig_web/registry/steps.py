"""Every processing step and the purposes that it serves. No basis, no run.

    @run_only("customers.export")
    def export_csv(request): …

    with run_only("letter.write"):
        …

A step that is not listed here does not run, and neither does one if the company does without one of its
purposes. Whether a step may touch one person also depends on that person's restriction
(Art. 18) and objections (Art. 21): `may_process`. Words stand in `texts_steps.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ContextDecorator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from kundig_web import words
from kundig_web.registry.purposes import PURPOSES, Objection
from kundig_web.registry.switch import switched_off


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done with people's data.

    Args:
        key: `room.what`; of background work its name.
        purposes: all that it serves; it runs only while each of them has its basis.
        restricted: whether it may touch a person whose data are restricted (Art. 18): storing
            them, answering that person, and what the law wants.
    """

    key: str
    purposes: tuple[str, ...]
    restricted: bool = False

    @property
    def words(self) -> str:
        """What it does, in the language of this request."""
        return words.say(f"registry.step_{self.key.replace('.', '_')}")


STEPS: dict[str, Step] = {}


def declare(key: str, *purposes: str, restricted: bool = False) -> Step:
    """Add a step. Rooms that come later declare theirs beside their use; words belong to them.

    Raises:
        ValueError: if it names no purpose, or one that is not in the registry.
    """
    unknown = [p for p in purposes if p not in PURPOSES]
    if not purposes or unknown:
        raise ValueError(f"step {key!r}: {unknown or 'no purpose'}")
    STEPS[key] = Step(key, purposes, restricted)
    return STEPS[key]


# What only stores, shows or secures may go on for a restricted person; see Art. 18(2).
declare("imports.receive", "imports")
declare("imports.check", "imports")
declare("imports.run", "imports", restricted=True)
declare("imports.sweep", "imports", restricted=True)
declare("events.receive", "imports", restricted=True)
declare("customers.build_register", "care", restricted=True)
declare("customers.check_register", "care", restricted=True)
declare("customers.show", "care", restricted=True)
declare("customers.edit", "care", restricted=True)
declare("customers.merge", "care", restricted=True)
declare("customers.list", "care")
declare("customers.saved_list", "care")
declare("customers.export", "advertising")
declare("customers.export_answer", "rights", restricted=True)
declare("customers.api", "care")
declare("customers.consent", "proof", restricted=True)
declare("value.score", "value")
declare("value.talk_suggestion", "value")
declare("mirror.publish", "care", "concerns", restricted=True)
declare("figures.ask", "figures")
declare("figures.export", "figures")
declare("reports.compose", "figures")
declare("letter.write", "figures")
declare("letter.call_list", "care")
declare("concerns.answer", "concerns", restricted=True)
declare("surveys.send", "surveys")
declare("advertising.send", "advertising")
declare("improve.write", "improve", restricted=True)
declare("access.clear_expired", "security", restricted=True)
declare("limits.sweep", "security", restricted=True)
declare("access.accounts", "accounts", restricted=True)
declare("registry.retention", "rights", restricted=True)
declare("audit.write", "accountability", restricted=True)
declare("audit.anchor", "accountability", restricted=True)
declare("audit.forget_actors", "accountability", restricted=True)
declare("guard.names_leave", "accounts", restricted=True)
declare("guard.prove", "accounts", restricted=True)
declare("rights.tell", "rights", restricted=True)
declare("rights.forget", "rights", restricted=True)
declare("rights.restrict", "rights", restricted=True)
declare("backups.make", "backups", restricted=True)
declare("backups.test", "backups", restricted=True)
declare("backups.sweep", "backups", restricted=True)


class NoBasisError(PermissionDenied):
    """A step without a basis in law; `text` says so in a sentence."""

    def __init__(self, step: str, purpose: str = "") -> None:
        super().__init__(step, purpose)
        self.step = step
        self.purpose = purpose

    def text(self, lang: str | None = None) -> str:
        """Why it does not run."""
        if not self.purpose:
            return words.say("registry.no_step", lang, step=self.step)
        name = PURPOSES[self.purpose].say("", lang)
        return words.say("registry.no_basis", lang, purpose=name)

    def __str__(self) -> str:
        return f"{self.step}: {self.purpose or 'not registered'}"


def basis_of(step: str) -> Step:
    """The step, if it may run now.

    Raises:
        NoBasisError: if nobody declared it, or the company switched one of its purposes off.
    """
    known = STEPS.get(step)
    if known is None:
        raise NoBasisError(step)
    off = switched_off()
    for purpose in known.purposes:
        if purpose not in PURPOSES or purpose in off:
            raise NoBasisError(step, purpose)
    return known


def has_basis(step: str) -> bool:
    """True if the step may run now: for pages that leave something out instead of refusing."""
    try:
        basis_of(step)
    except NoBasisError:
        return False
    return True


class run_only(ContextDecorator):  # noqa: N801 - reads as the sentence that it is
    """Run a function or a block only while the step has its basis.

    A function that yields is asked when it is called, not when it is read: ask where it begins.
    """

    def __init__(self, step: str) -> None:
        self.step = step

    def __enter__(self) -> run_only:
        """Ask.

        Raises:
            NoBasisError: if there is no basis.
        """
        basis_of(self.step)
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing to undo."""


@dataclass(frozen=True, slots=True)
class PersonState:
    """What a person asked for: restriction, and objections to purposes."""

    restricted: bool = False
    objected: frozenset[str] = frozenset()  # keys of purposes


def may_process(step: str, state: PersonState) -> bool:
    """Whether a step may touch a person in that state."""
    try:
        known = basis_of(step)
    except NoBasisError:
        return False
    if state.restricted and not known.restricted:
        return False
    return not any(
        PURPOSES[p].objection is not Objection.NONE and p in state.objected for p in known.purposes
    )


#: Keys of customers -> the state of those who asked for something; whoever is missing did not.
States = Callable[[Iterable[str]], Mapping[str, PersonState]]
_STATES: list[States] = []


def register_states(states: States) -> None:
    """Say who knows what people asked for; the last one registered counts. Called in `ready`."""
    _STATES[:] = [states]


def refused(step: str, keys: Iterable[str]) -> frozenset[str]:
    """Those of these customers whom the step must leave out. One question for all of them.

    Without anybody who knows the states nothing is let through: unsure means no.
    """
    wanted = list(keys)
    if not _STATES or not has_basis(step):
        return frozenset(wanted)
    states: Mapping[str, Any] = _STATES[0](wanted)
    return frozenset(k for k in wanted if k in states and not may_process(step, states[k]))
