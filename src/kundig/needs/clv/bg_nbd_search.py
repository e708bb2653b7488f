"""The search for the BG/NBD maximum: starts, bounds, the limit without dropout, named boundaries.

Bounds are wide of every real population; a parameter at one of them means that the data do not
tell it from a simpler model, which is then named. Without visible dropout (a -> 0) the simpler
model is the NBD, which is fitted in its own right.
"""

from __future__ import annotations

import numpy as np

from kundig.needs.clv.bg_nbd_likelihood import Likelihood
from kundig.needs.clv.maximum import Maximum, maximise, refine
from kundig.needs.clv.patterns import Patterns
from kundig.needs.clv.verdicts import Warn

#: A log-likelihood gained by dropout below this means that none is visible at all.
_NO_GAIN = 1e-3
#: Below this gain dropout is not shown: 5 % of a chi-squared with 1 degree of freedom at its edge.
_WEAK_GAIN = 1.3528
#: Above this many patterns the search begins on a part of them.
_LARGE = 50_000
_PART = 10_000

#: of log(r, alpha, a, b), alpha in median ages
_BOUNDS = ((-9.0, 7.0), (-12.0, 12.0), (-12.0, 4.6), (-12.0, 9.2))
_STARTS = (np.log([0.5, 0.5, 0.5, 1.5]), np.log([2.0, 1.0, 2.0, 10.0]))


def search(patterns: Patterns, likelihood: Likelihood) -> tuple[Maximum, tuple[Warn, ...]]:
    """The maximum, of four parameters or of two when no dropout is visible, and its warnings."""
    best = _near_a_part(patterns, likelihood) if patterns.x.size > _LARGE else None
    if best is None:
        best = maximise(likelihood.full, starts=_STARTS, bounds=_BOUNDS)
    if _clearly_leaving(best, likelihood.customers):
        return best, ()
    nbd = maximise(likelihood.without_dropout, starts=[best.log_parameters[:2]], bounds=_BOUNDS[:2])
    gain = (nbd.objective - best.objective) * likelihood.customers
    if gain < _NO_GAIN:
        return nbd, (Warn.NO_DROPOUT_VISIBLE, *_bound_warnings(nbd))
    weak = (Warn.DROPOUT_WEAK,) if gain < _WEAK_GAIN else ()
    return best, (*weak, *_bound_warnings(best))


def _near_a_part(patterns: Patterns, likelihood: Likelihood) -> Maximum | None:
    """The maximum reached from that of a part of the patterns, or None if that fails."""
    part = Likelihood(patterns.part(_PART))
    found = maximise(part.full, starts=_STARTS, bounds=_BOUNDS)
    if not (found.good and found.free.all()):
        return None
    start = found.log_parameters.copy()
    start[1] += np.log(part.scale / likelihood.scale)
    best = refine(likelihood.full, near=found, start=start, bounds=_BOUNDS)
    return best if best.good else None


def _clearly_leaving(best: Maximum, customers: float) -> bool:
    """True if `a` is so well determined that the model without dropout needs no look."""
    if not (best.good and best.free.all()):
        return False
    error = float(np.sqrt(best.covariance(customers)[2, 2]))
    return error < 0.25 and float(best.log_parameters[2] - best.log_parameters[3]) > np.log(1e-3)


def _bound_warnings(best: Maximum) -> list[Warn]:
    """Names for the parameters that lie at a bound."""
    found: set[Warn] = set()
    for i in np.flatnonzero(~best.free):
        low = best.log_parameters[i] < sum(_BOUNDS[i]) / 2
        if i >= 2:
            found.add(Warn.DROPOUT_ALL_OR_NOTHING if low else Warn.DROPOUT_ALL_ALIKE)
        else:
            found.add(Warn.RATES_ALL_ALIKE if i == 0 and not low else Warn.RATES_AT_BOUND)
    return sorted(found)
