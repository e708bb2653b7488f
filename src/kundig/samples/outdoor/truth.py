"""The truth file: everything planted, and the state of each customer."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from kundig.samples.cells import Calendar, each
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor import slips
from kundig.samples.outdoor.goods import REASON_WEIGHTS, REASONS, RETURN_SHARES
from kundig.samples.outdoor.life import Customers, Orders
from kundig.samples.outdoor.tally import Tally
from kundig.samples.products import CATEGORIES


class TruthFile:
    """Customers are written as they come; the summary is put before them at the end."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "truth.json"
        self._part = folder / "truth.part"
        self._file = self._part.open("w", encoding="utf-8", newline="\n")
        self._begun = False
        self.segments = np.zeros(len(p.SEGMENTS), dtype=np.int64)
        self.left = 0

    def __enter__(self) -> TruthFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def customers(
        self, calendar: Calendar, block: Customers, orders: Orders, *, untouched: int
    ) -> None:
        """Append one block: segment, home branch, and the day after which the customer left."""
        self.segments += np.bincount(block.segment, minlength=len(p.SEGMENTS))
        self.left += int((block.left >= 0).sum())
        gone = each(block.left, lambda d: "null" if d < 0 else f'"{calendar.date(d).isoformat()}"')
        bought = np.bincount(orders.customer, minlength=len(block.ids))
        rows = [
            f'"{i}": {{"segment": "{p.SEGMENTS[s]}", "home": "{p.BRANCHES[h]}", "left": {g}, '
            f'"orders": {n}{", " + chr(34) + "story" + chr(34) + ": true" if k < untouched else ""}}}'
            for k, (i, s, h, g, n) in enumerate(
                zip(block.ids, block.segment, block.home, gone, bought, strict=True)
            )
        ]
        self._file.write((",\n" if self._begun else "") + ",\n".join(rows))
        self._begun = True

    def finish(
        self,
        calendar: Calendar,
        *,
        tally: Tally,
        seed: int,
        rows: dict[str, int],
        story: dict[str, Any],
    ) -> None:
        """Write the truth file."""
        summary = {
            "company": p.NAME,
            "seed": seed,
            "today": calendar.today.isoformat(),
            "first_day": calendar.start.isoformat(),
            "last_day": calendar.ago(1).isoformat(),
            "rows": rows,
            "segments": self._segments(),
            "silently_left": self.left,
            "buying": _buying(),
            "lateness": _lateness(calendar, tally),
            "satisfaction": _satisfaction(tally),
            "branches": _branches(calendar),
            "returns": _returns(),
            "complaints": {
                k: tally.counts[k] for k in sorted(tally.counts) if "compl" in k or k == "praise"
            },
            "dirty": _dirty(tally),
            "refused_rows": {**slips.refused(), "all": sum(slips.refused().values())},
            "story": story,
        }
        self._file.close()
        head = json.dumps(summary, ensure_ascii=False, indent=1)
        with self.path.open("w", encoding="utf-8", newline="\n") as out:
            out.write(head[:-2] + ',\n "customers": {\n')
            with self._part.open("r", encoding="utf-8") as part:
                shutil.copyfileobj(part, out)
            out.write("\n}}\n")

    def _segments(self) -> dict[str, dict[str, float]]:
        return {
            name: {"planted_share": share, "customers": int(n), "premium_share": premium}
            for name, share, n, premium in zip(
                p.SEGMENTS, p.SEGMENT_SHARES, self.segments, p.PREMIUM_SHARE, strict=True
            )
        }


def _buying() -> dict[str, Any]:
    return {
        "model": "BG/NBD in shop time; a late delivery adds (multiplier - 1) times the dropout probability",
        "r": p.R,
        "alpha_days": p.ALPHA,
        "a": p.A,
        "b": p.B,
        "dropout_multiplier_after_late": p.LATE_DROPOUT,
        "dropout_after_repeat_on_time": round(p.A / (p.A + p.B), 4),
        "dropout_after_repeat_late": round(p.LATE_DROPOUT * p.A / (p.A + p.B), 4),
    }


def _lateness(calendar: Calendar, tally: Tally) -> dict[str, Any]:
    c = tally.counts
    effective: dt.date = calendar.ago(p.EFFECTIVE_AGO)
    return {
        "planted_before": p.LATE_BEFORE,
        "planted_after": p.LATE_AFTER,
        "decision": "E4",
        "effective": effective.isoformat(),
        "deliveries_before": c["deliveries_before"],
        "late_before": c["late_before"],
        "deliveries_after": c["deliveries_after"],
        "late_after": c["late_after"],
    }


def _satisfaction(tally: Tally) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, shares, lowest, late, west in (
        ("nps", p.NPS_SHARES, 0, p.NPS_LATE, p.NPS_WEST),
        ("csat", p.CSAT_SHARES, 1, p.CSAT_LATE, p.CSAT_WEST),
    ):
        kinds = {
            "on_time": p.tilted(shares),
            "late": p.tilted(shares, late),
            "west_on_time": p.tilted(shares, west),
            "west_late": p.tilted(shares, late, west),
        }
        means = {k: round(p.mean(v, lowest), 4) for k, v in kinds.items()}
        out[name] = {
            "planted_mean": means,
            "drop_when_late": round(means["on_time"] - means["late"], 4),
            "drop_in_west": round(means["on_time"] - means["west_on_time"], 4),
            "drawn": tally.means(name),
        }
        if name == "nps":
            out[name]["planted_score"] = {k: round(p.nps(v), 2) for k, v in kinds.items()}
    return out


def _branches(calendar: Calendar) -> dict[str, Any]:
    return {
        "really_worse": "West",
        "only_looks_worse": "Süd",
        "sued_recent_answers": {
            "since": calendar.ago(p.SUED_SILENT_FROM).isoformat(),
            "first": calendar.ago(29).isoformat(),
            "nps": list(p.SUED_NPS),
            "csat": list(p.SUED_CSAT),
        },
    }


def _returns() -> dict[str, Any]:
    out: dict[str, Any] = {"online_factor": 1.4, "branch_factor": 0.6}
    for name, share, weights in zip(CATEGORIES, RETURN_SHARES, REASON_WEIGHTS, strict=True):
        reasons = {r: round(w / sum(weights), 4) for r, w in zip(REASONS, weights, strict=True)}
        out[name] = {"share_of_lines": share, "reasons": reasons}
    return out


def _dirty(tally: Tally) -> dict[str, dict[str, int]]:
    c, found = tally.counts, slips.counts()
    found["bestellungen.csv"] |= {
        "no_customer": c["no_customer_lines"],
        "cancellations": c["cancellation_lines"],
    }
    found["umfrage_beziehung.csv"] = {
        "nps_outside_scale": c["nps_outside_scale"],
        "nps_blank": c["nps_blank"],
    }
    return found
