"""Intervals, resampling and small-sample guards. NumPy and SciPy only; knows no other room.

Every figure is an `Estimate` with its interval, its n and the name of its method. Nothing here
loads `scipy.stats`.
"""

from kundig.stats.counts import poisson_rate, rate_ratio
from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.guards import MIN_N, Size, enough, guarded, size
from kundig.stats.means import (
    effective_n,
    mean,
    mean_from_moments,
    median,
    quantile,
    weighted_mean,
    weighted_share,
)
from kundig.stats.nps import (
    Split,
    WaveTest,
    answers_needed,
    nps_score,
    nps_wald,
    split,
    two_waves,
)
from kundig.stats.proportions import difference, retained, wilson, wilson_bounds
from kundig.stats.ratios import (
    TopSums,
    ratio_from_sums,
    ratio_of_sums,
    top_count,
    top_share,
    top_share_from_sums,
)
from kundig.stats.resampling import bootstrap
from kundig.stats.scales import box_share, mean_of_counts
from kundig.stats.shrinkage import Groups, Spread, shrink_means, shrink_shares

__all__ = [
    "MIN_N",
    "Estimate",
    "Groups",
    "Size",
    "Split",
    "Spread",
    "TopSums",
    "WaveTest",
    "answers_needed",
    "around",
    "bootstrap",
    "box_share",
    "cannot_tell",
    "difference",
    "effective_n",
    "enough",
    "guarded",
    "mean",
    "mean_from_moments",
    "mean_of_counts",
    "median",
    "nps_score",
    "nps_wald",
    "poisson_rate",
    "quantile",
    "rate_ratio",
    "ratio_from_sums",
    "ratio_of_sums",
    "retained",
    "shrink_means",
    "shrink_shares",
    "size",
    "split",
    "top_count",
    "top_share",
    "top_share_from_sums",
    "two_waves",
    "weighted_mean",
    "weighted_share",
    "wilson",
    "wilson_bounds",
]
