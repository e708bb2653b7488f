"""Taking on, passing on, declining, ticking off: what it does, and what it never leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from kundig_web.access.models import Department, Mode, site
from kundig_web.desk import workflows
from kundig_web.desk.models import EntryLine, EntryState, SetAside, Steward
from kundig_web.desk.waiting import Waiting, find, gather
from kundig_web.desk.workflows import DeskError
from tests.web.conftest import NOW, TODAY
from tests.web.desk.conftest import ENTRY


def seen_by(user: Any) -> list[Waiting]:
    fresh = type(user).objects.get(pk=user.pk)
    return gather(fresh, today=TODAY, now=NOW)


def take(user: Any, seen: str = "") -> None:
    workflows.take_on(actor=user, entry=ENTRY, now=NOW, seen=seen)


def test_a_name_stands_there_only_while_somebody_looks_after_it(offered, cast) -> None:
    take(cast["emil"])
    [for_lena] = seen_by(cast["lena"])
    assert for_lena.holder_department == "Service"
    assert not for_lena.mine
    assert workflows.who(actor=cast["lena"], entry=ENTRY, now=NOW) == "Emil Sander"
    [for_emil] = seen_by(cast["emil"])
    assert for_emil.mine
    workflows.finish(actor=cast["emil"], entry=ENTRY, now=NOW)
    assert seen_by(cast["emil"]) == seen_by(cast["lena"]) == []
    assert workflows.who(actor=cast["lena"], entry=ENTRY, now=NOW) == ""
    assert not EntryState.objects.filter(user__isnull=False).exists()


def test_what_happened_stays_as_lines_without_people(offered, cast) -> None:
    take(cast["emil"])
    workflows.finish(actor=cast["emil"], entry=ENTRY, now=NOW)
    assert [line.verb for line in EntryLine.objects.all()] == ["taken", "done"]
    names = {f.related_model.__name__ for f in EntryLine._meta.get_fields() if f.related_model}
    assert names == {"Department"}
    found = find(cast["lena"], "thing", "1", today=TODAY, now=NOW)
    assert found is not None
    assert [line.told for line in found.lines] == ["übernommen (Service).", "erledigt (Service)."]


def test_of_two_who_take_it_on_at_once_the_second_is_told(offered, cast) -> None:
    take(cast["emil"])
    with pytest.raises(DeskError, match="jemand anderes"):
        take(cast["lena"])
    assert EntryState.objects.get().user == cast["emil"]
    [now_seen] = seen_by(cast["lena"])
    take(cast["lena"], seen=now_seen.seen)  # having seen that somebody has it, and agreed
    assert EntryState.objects.get().user == cast["lena"]


def test_passed_on_it_belongs_to_the_other_department_which_reads_why(offered, cast) -> None:
    marketing = cast["ana"].department
    workflows.pass_on(
        actor=cast["emil"], entry=ENTRY, to=marketing, reason="Prospekt war falsch", now=NOW
    )  # fmt: skip
    assert seen_by(cast["emil"]) == []
    [for_ana] = seen_by(cast["ana"])
    assert for_ana.department == "Marketing"
    assert for_ana.reason == "Prospekt war falsch"


@pytest.mark.parametrize(("to", "reason"), [(None, "weil"), ("Service", "  ")])
def test_nothing_is_passed_on_without_department_and_reason(offered, cast, to, reason) -> None:
    found = Department.objects.get(name=to) if to else None
    with pytest.raises(DeskError, match="Nichts geändert"):
        workflows.pass_on(actor=cast["emil"], entry=ENTRY, to=found, reason=reason, now=NOW)
    assert not EntryState.objects.exists()


def test_whoever_works_alone_cannot_pass_on(offered, cast) -> None:
    one = site()
    one.mode = Mode.ALONE
    one.save()
    with pytest.raises(DeskError, match="allein"):
        workflows.pass_on(
            actor=cast["dora"], entry=ENTRY, to=cast["ana"].department, reason="x", now=NOW
        )  # fmt: skip


def test_declined_for_me_it_is_gone_for_me_alone(offered, cast) -> None:
    take(cast["emil"])
    workflows.decline(actor=cast["emil"], entry=ENTRY, reason="", for_good=False, now=NOW)
    assert seen_by(cast["emil"]) == []
    [for_lena] = seen_by(cast["lena"])
    assert for_lena.holder is None  # who does not want to see it does not look after it


def test_declined_for_everybody_needs_a_reason_and_can_be_undone(offered, cast) -> None:
    with pytest.raises(DeskError, match="warum"):
        workflows.decline(actor=cast["emil"], entry=ENTRY, reason=" ", for_good=True, now=NOW)
    workflows.decline(actor=cast["emil"], entry=ENTRY, reason="doppelt", for_good=True, now=NOW)
    assert seen_by(cast["lena"]) == seen_by(cast["emil"]) == []
    workflows.give_back(actor=cast["lena"], entry=ENTRY, now=NOW)
    assert len(seen_by(cast["emil"])) == 1


def test_what_was_passed_on_stays_there_when_it_is_given_back(offered, cast) -> None:
    marketing = cast["ana"].department
    workflows.pass_on(actor=cast["emil"], entry=ENTRY, to=marketing, reason="dort", now=NOW)
    take(cast["dora"])
    workflows.give_back(actor=cast["dora"], entry=ENTRY, now=NOW)
    assert EntryState.objects.get().department == marketing
    assert seen_by(cast["emil"]) == []


def test_what_is_closed_elsewhere_cannot_be_ticked_off_here(offered, cast, entry_for) -> None:
    with pytest.raises(DeskError, match="dort abschließen"):
        workflows.finish(actor=cast["emil"], entry=entry_for(done_here=False), now=NOW)


def test_without_the_permission_nothing_is_done(offered, cast) -> None:
    for name in ("ana", "konrad", "nina"):
        with pytest.raises(PermissionError):
            take(cast[name])
    with pytest.raises(PermissionError):
        workflows.entrust(actor=cast["lena"], measure="nps", department=cast["lena"].department)
    assert not EntryState.objects.exists()
    assert not SetAside.objects.exists()
    assert not Steward.objects.exists()
