"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kundig_web.backups import folder

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=90 * 24 * 60)


def test_a_daily_backup_leaves_seven_days_and_four_weeks() -> None:
    kept: set[datetime] = set()
    for day in range(60):
        now = NOW + timedelta(days=day)
        kept.add(now)
        kept -= folder.to_delete(kept, now)
    ages = sorted((now - at).days for at in kept)
    assert ages[:7] == list(range(7))
    assert 9 <= len(ages) <= 10  # four weeks, the newest of which stand among the days
    assert max(ages) <= 28


@settings(max_examples=200, deadline=None)
@given(st.lists(MINUTES, min_size=1, max_size=60))
def test_the_newest_stays_and_nothing_older_than_35_days(minutes: list[int]) -> None:
    moments = {NOW - timedelta(minutes=m) for m in minutes}
    kept = moments - folder.to_delete(moments, NOW)
    newest = max(moments)
    assert newest in kept
    assert all(NOW - at <= folder.OLDEST for at in kept - {newest})
    # Deleting again deletes nothing, and nothing of the last day that has one is lost.
    assert kept == kept - folder.to_delete(kept, NOW)
    for at in moments:
        same_day = {m for m in kept if m.date() == at.date()}
        assert same_day or NOW - at > timedelta(days=1) or at.date() != newest.date()


def test_rotation_touches_only_backups_of_this_company(tmp_path: Path) -> None:
    old = NOW - timedelta(days=40)
    mine, foreign = folder.name("aaaaaaaa", old), folder.name("bbbbbbbb", old)
    for name in (mine, foreign, folder.name("aaaaaaaa", NOW), "brief.age", "kundig-x.age"):
        (tmp_path / name).write_bytes(b"x")
    assert folder.rotate(tmp_path, "aaaaaaaa", NOW) == 1
    left = {p.name for p in tmp_path.iterdir()}
    assert mine not in left
    assert {foreign, "brief.age", "kundig-x.age"} < left
