"""Maximum likelihood in log-parameters: search, curvature and the checks before publishing.

The objective is the mean negative log-likelihood per customer with its analytic gradient. Search
is projected BFGS (Nocedal & Wright 2006, chapters 3, 6 and 16) followed by Newton steps;
curvature is the central difference of the gradient. A parameter at its bound counts as fixed. With
two to four parameters the steps are written out here: SciPy's L-BFGS-B gives the same maxima, but
its BLAS threads cost ten times the work on a machine that others use too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
#: log-parameters -> (mean negative log-likelihood, its gradient)
Objective = Callable[[FloatArray], tuple[float, FloatArray]]

#: A gradient of the mean log-likelihood per log-parameter above this is no maximum.
GRADIENT_LIMIT = 1e-5
_STEP = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where the search ended.

    Attributes:
        log_parameters: shape (k,).
        objective: mean negative log-likelihood there.
        gradient: largest absolute entry of the gradient over the free parameters.
        free: shape (k,), False where the parameter lies at a bound.
        curvature: Hessian of the objective, shape (k, k), 0 in rows and columns that are fixed.
        positive: True if the curvature of the free parameters is positive definite.
    """

    log_parameters: FloatArray
    objective: float
    gradient: float
    free: npt.NDArray[np.bool_]
    curvature: FloatArray
    positive: bool

    @property
    def good(self) -> bool:
        """True if this is a maximum: finite, flat and curved the right way."""
        return bool(
            np.isfinite(self.objective) and self.gradient <= GRADIENT_LIMIT and self.positive
        )

    def covariance(self, customers: float) -> FloatArray:
        """Covariance of the log-parameters (inverse Hessian), 0 for fixed ones, shape (k, k)."""
        result = np.zeros_like(self.curvature)
        if self.positive and self.free.any():
            part = np.ix_(self.free, self.free)
            result[part] = np.linalg.inv(self.curvature[part] * customers)
        return result


def maximise(
    objective: Objective, *, starts: Sequence[FloatArray], bounds: Sequence[tuple[float, float]]
) -> Maximum:
    """The best maximum found from all starts.

    Args:
        objective: mean negative log-likelihood and gradient at log-parameters of shape (k,).
        starts: log-parameters to start from; all are tried.
        bounds: lowest and highest value per log-parameter.
    """
    lows, highs = (np.array(side) for side in zip(*bounds, strict=True))
    best: Maximum | None = None
    for start in starts:
        found = _descend(objective, np.clip(start, lows, highs), lows, highs)
        here = _polish(objective, found, lows, highs)
        if best is None or (here.good, -here.objective) > (best.good, -best.objective):
            best = here
    if best is None:
        raise ValueError("no start given")
    return best


def _descend(
    objective: Objective, theta: FloatArray, lows: FloatArray, highs: FloatArray
) -> FloatArray:
    """Projected BFGS with backtracking, steps of at most 2 per log-parameter."""
    value, gradient = objective(theta)
    fresh = np.eye(theta.size)
    model = fresh  # approximates the Hessian
    for _ in range(400):
        free = _free(theta, gradient, lows, highs)
        if np.abs(gradient[free]).max(initial=0.0) < 1e-8:
            break
        step = np.zeros_like(theta)
        step[free] = np.linalg.solve(model[np.ix_(free, free)], -gradient[free])
        if -(gradient @ step) < 1e-13 * max(1.0, abs(value)):
            break  # what is left to gain is below the digits of the objective
        step *= min(1.0, 2 / np.abs(step).max())
        for _ in range(25):
            there = np.clip(theta + step, lows, highs)
            next_value, next_gradient = objective(there)
            if next_value <= value + 1e-4 * (gradient @ (there - theta)):
                break
            step = step / 2
        else:
            if model is fresh:
                break
            model = fresh
            continue
        moved, change = there - theta, next_gradient - gradient
        theta, value, gradient = there, next_value, next_gradient
        along = float(moved @ change)
        if along <= 1e-12 * float(np.abs(moved).max() * np.abs(change).max()):
            model = model / 2  # curved downwards: reach farther
            continue
        if model is fresh:
            model = fresh * (float(change @ change) / along)
        seen = model @ moved
        model = model - np.outer(seen, seen) / (moved @ seen) + np.outer(change, change) / along
    return theta


def refine(
    objective: Objective, *, near: Maximum, start: FloatArray, bounds: Sequence[tuple[float, float]]
) -> Maximum:
    """Newton steps only, from a start near the maximum, with the curvature of `near` at first."""
    lows, highs = (np.array(side) for side in zip(*bounds, strict=True))
    return _polish(objective, np.clip(start, lows, highs), lows, highs, near.curvature)


def _polish(
    objective: Objective,
    theta: FloatArray,
    lows: FloatArray,
    highs: FloatArray,
    borrowed: FloatArray | None = None,
) -> Maximum:
    """Newton steps from `theta` as long as they help, then the curvature there.

    The curvature is the dear part: it is kept while the gradient falls to a third per step.
    """
    value, gradient = objective(theta)
    free = _free(theta, gradient, lows, highs)
    curvature = _curvature(objective, theta, free) if borrowed is None else borrowed
    place = theta if borrowed is None else theta + np.inf  # where the curvature was taken
    for _ in range(10):
        part = np.ix_(free, free)
        size = np.abs(gradient[free]).max(initial=0.0)
        if size < 1e-10 or not _is_positive(curvature[part]):
            break
        step = np.zeros_like(theta)
        step[free] = np.linalg.solve(curvature[part], -gradient[free])
        step = np.clip(theta + np.clip(step, -1, 1), lows, highs) - theta
        next_value, next_gradient = objective(theta + step)
        next_size = np.abs(next_gradient[free]).max()
        worse = not next_value <= value + 1e-13 * abs(value) or next_size >= size
        if not worse:
            theta, value, gradient = theta + step, next_value, next_gradient
        still, free = free, _free(theta, gradient, lows, highs)
        stale = next_size > size / 3 or (still != free).any()
        if stale and not np.array_equal(place, theta):
            curvature, place = _curvature(objective, theta, free), theta
        elif worse:
            break
    if not np.abs(theta - place).max() <= 1e-5:
        curvature = _curvature(objective, theta, free)
    largest = float(np.abs(gradient[free]).max(initial=0.0))
    positive = _is_positive(curvature[np.ix_(free, free)]) if free.any() else True
    return Maximum(theta, float(value), largest, free, curvature, positive)


def _free(
    theta: FloatArray, gradient: FloatArray, lows: FloatArray, highs: FloatArray
) -> npt.NDArray[np.bool_]:
    """False where a parameter lies at a bound and the likelihood pushes it outwards."""
    at_low = (theta <= lows + 1e-9) & (gradient >= 0)
    at_high = (theta >= highs - 1e-9) & (gradient <= 0)
    return ~(at_low | at_high)


def _curvature(objective: Objective, theta: FloatArray, free: npt.NDArray[np.bool_]) -> FloatArray:
    """Central difference of the gradient, symmetric, shape (k, k)."""
    result = np.zeros((theta.size, theta.size))
    for i in np.flatnonzero(free):
        step = np.zeros_like(theta)
        step[i] = _STEP
        up, down = objective(theta + step)[1], objective(theta - step)[1]
        result[i] = (up - down) / (2 * _STEP)
    result[:, ~free] = 0.0
    return (result + result.T) / 2


def _is_positive(matrix: FloatArray) -> bool:
    """True if the smallest eigenvalue is above the noise of the differences."""
    if not np.isfinite(matrix).all():
        return False
    values = np.linalg.eigvalsh(matrix)
    return bool(values[0] > max(1e-9, 1e-9 * values[-1]))
