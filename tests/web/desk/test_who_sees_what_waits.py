"""Mine, my department's, nobody's; the most pressing first; a fixed number of queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kundig_web.access.models import Mode, User, site
from kundig_web.desk import workflows
from kundig_web.desk.models import Steward
from kundig_web.desk.waiting import due_words, gather
from tests.web.conftest import NOW, TODAY
from tests.web.desk.conftest import ENTRY


def refs(user: Any) -> list[str]:
    found = gather(User.objects.get(pk=user.pk), today=TODAY, now=NOW)
    return [w.entry.ref for w in found]


def test_a_department_sees_its_own_and_nobodys(offered, cast, entry_for) -> None:
    offered[:] = [entry_for("lena", ref="service"), entry_for("ana", ref="marketing"),
                  entry_for(ref="nobody")]  # fmt: skip
    assert set(refs(cast["emil"])) == {"service", "nobody"}
    assert set(refs(cast["ana"])) == {"marketing", "nobody"}
    assert set(refs(cast["petra"])) == {"nobody"}
    assert set(refs(cast["dora"])) == {"service", "marketing", "nobody"}  # the owner sees all


def test_what_somebody_took_on_he_sees_wherever_it_belongs(offered, cast, entry_for) -> None:
    offered[:] = [entry_for(ref="1")]
    workflows.take_on(actor=cast["petra"], entry=offered[0], now=NOW)
    offered[:] = [entry_for("lena", ref="1")]
    assert refs(cast["petra"]) == ["1"]


def test_a_small_team_sees_everything(offered, cast, entry_for) -> None:
    one = site()
    one.mode = Mode.TEAM
    one.save()
    offered[:] = [entry_for("lena", ref="service"), entry_for("ana", ref="marketing")]
    assert set(refs(cast["petra"])) == {"service", "marketing"}


def test_a_source_is_asked_only_for_those_who_may_see_it(offered, cast) -> None:
    assert refs(cast["konrad"]) == []
    assert refs(cast["nina"]) == []


def test_first_what_is_over_then_what_can_still_be_kept_then_the_rest(
    offered, cast, entry_for
) -> None:
    def due(ref: str, when: Any, **more: Any) -> Any:
        return entry_for(ref=ref, due_at=when, **more)

    offered[:] = [
        entry_for(ref="no day"),
        due("in ten days", TODAY + timedelta(days=10)),
        due("long over", TODAY - timedelta(days=30)),
        due("just over", NOW - timedelta(hours=3)),
        due("tomorrow", TODAY + timedelta(days=1)),
        due("five hours", NOW + timedelta(hours=5), urgent=True),
        due("one hour", NOW + timedelta(hours=1), urgent=True),
    ]
    wanted = ["just over", "long over", "one hour", "five hours", "tomorrow", "in ten days",
              "no day"]  # fmt: skip
    assert refs(cast["emil"]) == wanted
    workflows.take_on(actor=cast["lena"], entry=offered[-1], now=NOW)
    rest = [w for w in wanted if w != "one hour"]
    assert refs(cast["emil"]) == [*rest, "one hour"]  # a colleague has it
    assert refs(cast["lena"]) == wanted


def test_the_same_thing_of_two_sources_stands_once(offered, cast) -> None:
    offered[:] = [ENTRY, ENTRY]
    assert refs(cast["emil"]) == ["1"]


def test_a_hundred_entries_take_as_many_queries_as_one(
    offered, cast, entry_for, django_assert_max_num_queries
) -> None:
    offered[:] = [entry_for("lena", ref=str(k)) for k in range(100)]
    for entry in offered[:30]:
        workflows.take_on(actor=cast["emil"], entry=entry, now=NOW)
    emil = User.objects.get(pk=cast["emil"].pk)
    emil.permissions  # noqa: B018 - read once per request
    with django_assert_max_num_queries(5):
        assert len(gather(emil, today=TODAY, now=NOW)) == 100


@pytest.mark.parametrize(
    ("due", "told", "late"),
    [
        (NOW + timedelta(hours=5, minutes=10), "noch 5 Stunden", False),
        (NOW + timedelta(hours=1, minutes=59), "noch eine Stunde", False),
        (NOW + timedelta(minutes=20), "noch 20 Minuten", False),
        (NOW, "seit einer Stunde überfällig", True),
        (NOW - timedelta(hours=7), "seit 7 Stunden überfällig", True),
        (NOW - timedelta(hours=30), "seit gestern überfällig", True),
        (TODAY, "heute", False),
        (TODAY + timedelta(days=1), "bis morgen", False),
        (TODAY + timedelta(days=2), "noch 2 Tage", False),
        (TODAY - timedelta(days=1), "seit gestern überfällig", True),
        (TODAY - timedelta(days=63), "seit 63 Tagen überfällig", True),
        (None, "", False),
        # In Berlin it is past midnight already: this is tomorrow there.
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "noch 2 Tage", False),
    ],
)
def test_how_long_there_is_stands_in_words(own_home, due: Any, told: str, late: bool) -> None:
    assert due_words(due, NOW) == (told, late)


def test_a_figure_of_which_nobody_was_named_names_nobody(cast, own_home) -> None:
    lena = cast["lena"].department
    workflows.entrust(actor=cast["dora"], measure="nps", department=lena)
    assert Steward.objects.get().department == lena
    workflows.entrust(actor=cast["dora"], measure="nps", department=None)
    assert not Steward.objects.exists()
