"""What a customer allows now: the last event per purpose and way, the strictest wish winning.

A customer of several records has said several things. Whoever refused once under one of them is
not written to under another. Files count too: "may not be contacted" refuses everything; "may be
contacted" is a claim without proof, and nothing is sent on a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kundig_web import words
from kundig_web.customers.consents import ASKED, Channel, Consent, Purpose, about_words
from kundig_web.words.templatetags.words import short_day


class State(StrEnum):
    """Where a wish stands."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"  # a file says so
    RESTRICTED = "restricted"  # processing is restricted
    CLAIMED = "claimed"  # a file says yes; there is no proof
    NONE = "none"  # nobody asked


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether one purpose is allowed by one way, and why."""

    purpose: Purpose
    channel: Channel
    state: State
    event: Consent | None = None  # the last event, with the text that was shown
    source: str = ""  # the file's system, where a file decides

    @property
    def allowed(self) -> bool:
        """Only what was said yes to, with proof."""
        return self.state is State.GIVEN

    @property
    def about(self) -> str:
        """`Neuigkeiten und Angebote per E-Mail`."""
        return about_words(self.purpose, self.channel)

    @property
    def why(self) -> str:
        """Why it stands there, in a sentence."""
        if self.event is not None:
            day = short_day(self.event.at)
            return words.say(
                f"customers.permit_why_{self.state}", day=day, source=self.event.source_words
            )
        return words.say(f"customers.permit_why_{self.state}", source=self.source)


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of a record: may this customer be contacted? None: nothing."""

    source: str
    allowed: bool | None


def permits(
    events: Iterable[Consent], told: Sequence[Told] = (), *, restricted: bool = False
) -> list[Permit]:
    """Every purpose and way that can be asked for, with where it stands."""
    last: dict[tuple[str, str], dict[int, Consent]] = {}
    for event in sorted(events, key=_order):
        last.setdefault((event.purpose, event.channel), {})[event.person_id] = event
    refusing = next((t for t in told if t.allowed is False), None)
    claiming = next((t for t in told if t.allowed), None)
    found = []
    for purpose, channel in ASKED:
        said = list(last.get((purpose, channel), {}).values())
        withdrawn = [e for e in said if e.said == Consent.Said.WITHDRAWN]
        given = [e for e in said if e.said == Consent.Said.GIVEN]
        if restricted:
            permit = Permit(purpose, channel, State.RESTRICTED)
        elif withdrawn:
            permit = Permit(purpose, channel, State.WITHDRAWN, max(withdrawn, key=_order))
        elif refusing:
            permit = Permit(purpose, channel, State.REFUSED, source=refusing.source)
        elif given:
            # The oldest of several yeses: whoever must prove one can prove them all.
            permit = Permit(purpose, channel, State.GIVEN, min(given, key=_order))
        elif claiming:
            permit = Permit(purpose, channel, State.CLAIMED, source=claiming.source)
        else:
            permit = Permit(purpose, channel, State.NONE)
        found.append(permit)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """Ways of one purpose that stand alike: `E-Mail, Telefon: nein`."""

    purpose: str
    ways: str
    state: State
    why: str
    allowed: bool


def lines(found: Iterable[Permit]) -> list[Line]:
    """The permits for a narrow column: what stands alike stands together."""
    alike: dict[tuple[Purpose, State, str], list[Permit]] = {}
    for permit in found:
        alike.setdefault((permit.purpose, permit.state, permit.why), []).append(permit)
    return [
        Line(
            purpose=words.say(f"customers.purpose_{purpose}"),
            ways=", ".join(
                words.say(f"customers.way_{p.channel}") for p in same if p.channel != Channel.NONE
            ),
            state=state,
            why=why,
            allowed=same[0].allowed,
        )
        for (purpose, state, why), same in alike.items()
    ]


def _order(event: Consent) -> tuple[datetime, bool, int]:
    # Of a yes and a no at one moment, the no is the later one.
    return event.at, event.said == Consent.Said.WITHDRAWN, event.pk or 0
