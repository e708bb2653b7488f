"""Expected purchases under BG/NBD, exact at a = 1 and without overflow.

The published closed form (Fader, Hardie & Lee 2005, equation 10) divides by a - 1 and holds a
Gauss hypergeometric function that overflows for large x. By Euler's transformation
(Abramowitz & Stegun 15.3.3) it becomes, with k = r + x, c = a + b + x - 1, A = a + b - 1 - r,
tau = t / (alpha + T) and z = tau / (1 + tau),

    c / (a - 1) * [1 - (1 - z)^(a - 1) * 2F1(A, a - 1; c; z)]

whose first argument no longer grows with x. Near a = 1 and near c = 0 this is 0/0; there the
rate, which has no singularity, is integrated instead:

    rate = k / (alpha + T) * (1 + u)^(-a) * 2F1(a, A; a + b + x; u / (1 + u)).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]

#: Closer than this to a singular point the integral replaces the closed form.
NEAR = 1e-3
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(24)
#: (r, alpha, a, b) in the unit of the times
Parameters = tuple[float, float, float, float]


def alive(parameters: Parameters, x: FloatArray, t_x: FloatArray, age: FloatArray) -> FloatArray:
    """Probability of being alive at the end of observation, shape (n,); 1 where x is 0."""
    r, alpha, a, b = parameters
    if a == 0:
        return np.ones_like(x)
    # b may lie on its bound of 0 where x is 1: the odds of having left are then without limit.
    safe = np.maximum(np.where(x > 0, b + x - 1, 1.0), np.finfo(np.float64).tiny)
    log_odds = np.log(a) - np.log(safe) + (r + x) * np.log1p((age - t_x) / (alpha + t_x))
    return np.where(x > 0, special.expit(-log_odds), 1.0)


def rate_if_alive(
    parameters: Parameters, x: FloatArray, age: FloatArray, after: FloatArray
) -> FloatArray:
    """Expected purchases per unit of time, `after` the end of observation, given alive then."""
    r, alpha, a, b = parameters
    u = after / (alpha + age)
    now = (r + x) / (alpha + age)
    if a == 0:
        return np.broadcast_to(now, np.broadcast_shapes(now.shape, u.shape)).astype(np.float64)
    inner = special.hyp2f1(a, a + b - 1 - r, a + b + x, u / (1 + u))
    return np.asarray(now * (1 + u) ** -a * inner, dtype=np.float64)


def purchases_if_alive(
    parameters: Parameters, x: FloatArray, age: FloatArray, horizon: FloatArray
) -> FloatArray:
    """Expected purchases within `horizon` after the end of observation, given alive then.

    Args:
        parameters: r, alpha, a, b.
        x: repeat purchases, shape (n,).
        age: T, shape (n,).
        horizon: shape (n,) or ().

    Returns:
        shape (n,).
    """
    r, alpha, a, b = parameters
    tau = horizon / (alpha + age)
    if a == 0:
        return np.asarray((r + x) * tau, dtype=np.float64)
    c = a + b + x - 1
    near = (np.abs(c) < NEAR) | (abs(a - 1) < NEAR)
    z = tau / (1 + tau)
    with np.errstate(all="ignore"):
        inner = special.hyp2f1(a + b - 1 - r, a - 1, c, z)
        result = c / (a - 1) * (1 - (1 - z) ** (a - 1) * inner) if a != 1 else np.zeros_like(z)
        small = np.abs(result * (a - 1)) < 1e-5 * np.abs(c)  # the bracket has lost its digits
    again = np.broadcast_to(near | small | ~np.isfinite(result), z.shape)
    if again.any():
        spread = [np.broadcast_to(v, z.shape)[again] for v in (x, age, horizon)]
        result = np.array(result)
        with np.errstate(all="ignore"):
            result[again] = _integrated(parameters, *spread)
    # the rate only falls, so (r + x) * tau is an upper bound; far outside of it the
    # hypergeometric function has overflowed
    good = (result >= 0) & (result <= (r + x) * tau * (1 + 1e-9))
    if not good.all():
        spread = [np.broadcast_to(v, z.shape)[~good] for v in (x, age, horizon)]
        result = np.array(result)
        result[~good] = [_averaged(parameters, *one) for one in zip(*spread, strict=True)]
    return np.asarray(result, dtype=np.float64)


def _integrated(
    parameters: Parameters, x: FloatArray, age: FloatArray, horizon: FloatArray
) -> FloatArray:
    """The rate integrated over v = log(1 + u), in which it is smooth; Gauss-Legendre."""
    _, alpha, _, _ = parameters
    end = np.log1p(horizon / (alpha + age))
    total = np.zeros_like(end)
    pieces = max(1, int(np.ceil(end.max() / 2)))
    for piece in range(pieces):
        for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
            v = end * (piece + (node + 1) / 2) / pieces
            after = np.expm1(v) * (alpha + age)
            jacobian = np.exp(v) * (alpha + age) * end / pieces / 2
            total += weight * jacobian * rate_if_alive(parameters, x, age, after)
    return total


def _averaged(parameters: Parameters, x: float, age: float, horizon: float) -> float:
    """One customer's expectation as the mean over p ~ Beta(a, b + x); slow and always finite.

    The mean of (1 - (1 + p tau)^-k) / p is taken by the trapezoidal rule over the logit of p.
    """
    r, alpha, a, b = parameters
    k, tau, rest = r + x, horizon / (alpha + age), b + x
    middle, spread = np.log(a / rest), np.sqrt(1 / a + 1 / rest)
    low, high = middle - 12 * spread - 45 / a, middle + 12 * spread + 45 / rest
    size = int(np.clip((high - low) / (0.1 * min(1.0, spread)), 500, 200_000))
    y = np.linspace(low, high, size)
    log_weight = -a * np.logaddexp(0, -y) - rest * np.logaddexp(0, y)
    weight = np.exp(log_weight - log_weight.max())
    p = special.expit(y)
    tiny = p * tau < 1e-12
    safe = np.where(tiny, 1.0, p)
    each = np.where(tiny, k * tau, -np.expm1(-k * np.log1p(safe * tau)) / safe)
    return float(weight @ each / weight.sum())


def distinct(x: FloatArray, age: FloatArray) -> tuple[FloatArray, FloatArray, npt.NDArray[np.intp]]:
    """Distinct pairs of x and T and the place of each customer's pair among them, shape (n,)."""
    xs, x_place = np.unique(x, return_inverse=True)
    ages, age_place = np.unique(age, return_inverse=True)
    code, place = np.unique(x_place * ages.size + age_place, return_inverse=True)
    return xs[code // ages.size], ages[code % ages.size], place
