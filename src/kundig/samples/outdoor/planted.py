"""What is planted in Nordhang Outdoor: the figures that later work must find again."""

from __future__ import annotations

from typing import Final

import numpy as np

from kundig.samples.cells import Floats

NAME: Final = "Nordhang Outdoor"
SOURCE: Final = "nordhang"
DAYS: Final = 1096  # three years that end yesterday
FIRST_ID: Final = 10001

#: Branches and where customers live; the online shop sells to all of them.
BRANCHES: Final = ("Nord", "Ost", "Mitte", "West", "Süd", "Online")
WEST, SUED, ONLINE = 3, 4, 5
HOME_SHARES: Final = (0.24, 0.17, 0.23, 0.18, 0.18)

#: Segments: adventure travellers, price-sensitive families, everybody else.
SEGMENTS: Final = ("adventure", "family", "other")
ADVENTURE, FAMILY, OTHER = 0, 1, 2
SEGMENT_SHARES: Final = (0.40, 0.45, 0.15)
PREMIUM_SHARE: Final = (0.82, 0.10, 0.42)  # how often the dearer article is taken
ONLINE_SHARE: Final = (0.50, 0.40, 0.45)
BRANCH_DELIVERY: Final = 0.25  # bought in a branch, delivered home

#: Buying (BG/NBD in shop time, days): rate ~ Gamma(r, alpha), dropout ~ Beta(a, b).
R, ALPHA, A, B = 1.5, 150.0, 0.9, 3.9
#: A late delivery adds (multiplier - 1) times the customer's own dropout probability.
LATE_DROPOUT: Final = 2.0
EARLY_SHARE: Final = 0.45  # customers who are already there when the export begins
EARLY_DAYS: Final = 200

#: Lateness: share of late deliveries before and after the decision, days late ~ Geometric.
LATE_BEFORE, LATE_AFTER, LATE_DAYS_P = 0.17, 0.06, 0.36
DECIDED_AGO, EFFECTIVE_AGO = 37, 35

#: Satisfaction: shares per score; every planted shift tilts them by exp(-tilt * score).
NPS_SHARES: Final = (1.2, 0.6, 1.0, 1.6, 2.2, 5.4, 6.0, 14.0, 24.0, 21.0, 23.0)
CSAT_SHARES: Final = (2.0, 4.0, 11.0, 40.0, 43.0)
CES_SHARES: Final = (3.0, 5.0, 7.0, 11.0, 20.0, 31.0, 23.0)
NPS_LATE, NPS_WEST = 0.30, 0.16
CSAT_LATE, CSAT_WEST = 0.85, 0.42

#: Süd looks worse: no answers for a while, then just these in the last 30 days.
SUED_SILENT_FROM, SUED_SILENT_TO = 125, 1
SUED_NPS: Final = (8, 3, 9, 6, 10, 7, 2, 9, 8, 5, 6, 9, 7, 8)
SUED_CSAT: Final = (4, 2, 5, 3, 4, 1, 4, 5, 3, 4, 2, 5, 4, 4)

#: Share of purchases that are reviewed, surveyed, complained about, written about.
NPS_ANSWERED, CSAT_ANSWERED = 0.11, 0.16
COMPLAINT_LATE, COMPLAINT_ELSE, MENTION_SHARE = 0.13, 0.012, 0.016
ANSWERED_WITHIN_24H, ONLY_AUTOMATIC = 0.66, 0.06
CANCELLED_LINES, GUEST_ORDERS, SALE_SHARE = 0.012, 0.011, 0.16


def tilted(shares: tuple[float, ...], *tilts: float) -> Floats:
    """Shares per score after the planted shifts."""
    score = np.arange(len(shares), dtype=np.float64)
    weights = np.asarray(shares) * np.exp(-sum(tilts) * score)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def mean(shares: Floats, lowest: int) -> float:
    """The mean score of shares."""
    return float((shares * (np.arange(len(shares)) + lowest)).sum())


def nps(shares: Floats) -> float:
    """Net promoter score of shares over 0 to 10."""
    return float(100 * (shares[9:].sum() - shares[:7].sum()))
