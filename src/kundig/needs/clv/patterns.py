"""Purchase patterns: what the customer-value models read, one row per customer or per pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kundig.needs.clv.units import days_per

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Purchases of customers as counts and times.

    Attributes:
        x: repeat purchases (purchase days after the first), shape (n,), whole numbers.
        t_x: time from the first to the last purchase, shape (n,), in `unit`; 0 where x is 0.
        T: time from the first purchase to the end of observation, shape (n,), in `unit`.
        unit: hour, day, week, month or year.
        weights: how many customers share the pattern, shape (n,); 1 each if not given.
        z: mean spend per repeat purchase, shape (n,), in one currency; NaN where x is 0.
    """

    x: FloatArray
    t_x: FloatArray
    T: FloatArray
    unit: str
    weights: FloatArray
    z: FloatArray | None

    def __init__(
        self,
        x: npt.ArrayLike,
        *,
        t_x: npt.ArrayLike,
        T: npt.ArrayLike,  # noqa: N803 - the letter of the literature
        unit: str,
        weights: npt.ArrayLike | None = None,
        z: npt.ArrayLike | None = None,
    ) -> None:
        """Check the arrays and keep them as floats.

        Raises:
            ValueError: if a row cannot be a purchase pattern; the message says which and why.
        """
        days_per(unit)
        arrays = {"x": _vector("x", x), "t_x": _vector("t_x", t_x), "T": _vector("T", T)}
        size = arrays["x"].size
        arrays["weights"] = np.ones(size) if weights is None else _vector("weights", weights)
        spend = None if z is None else np.asarray(z, dtype=np.float64)
        for name, array in [*arrays.items(), ("z", spend)]:
            if array is not None and array.shape != (size,):
                raise ValueError(f"{name} has the shape {array.shape}, x has ({size},)")
        _check(arrays["x"], arrays["t_x"], arrays["T"], arrays["weights"])
        if spend is not None:
            bad = (arrays["x"] > 0) & ~(np.isfinite(spend) & (spend > 0))
            _refuse(bad, "z must be above 0 where x is above 0 (leave refunds out or net them)")
            spend = np.where(arrays["x"] > 0, spend, np.nan)
        for name, array in [*arrays.items(), ("z", spend)]:
            object.__setattr__(self, name, array)
        object.__setattr__(self, "unit", unit)

    @property
    def customers(self) -> float:
        """The number of customers (patterns times their weights)."""
        return float(self.weights.sum())

    @property
    def repeat_purchases(self) -> float:
        """All repeat purchases."""
        return float(self.weights @ self.x)

    @property
    def repeat_buyers(self) -> float:
        """Customers with at least one repeat purchase."""
        return float(self.weights[self.x > 0].sum())

    def part(self, size: int) -> Patterns:
        """About `size` rows, evenly from the order of x and t_x; all of them if they are few."""
        if self.x.size <= size:
            return self
        order = np.lexsort((self.t_x, self.x))
        chosen = order[np.linspace(0, order.size - 1, size).astype(np.intp)]
        return Patterns(
            self.x[chosen],
            t_x=self.t_x[chosen],
            T=self.T[chosen],
            unit=self.unit,
            weights=self.weights[chosen],
            z=None if self.z is None else self.z[chosen],
        )


def _vector(name: str, values: npt.ArrayLike) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {array.ndim}")
    if array.size == 0:
        raise ValueError(f"{name} is empty: there is no customer")
    _refuse(~np.isfinite(array), f"{name} must be finite")
    return array


def _check(x: FloatArray, t_x: FloatArray, age: FloatArray, weights: FloatArray) -> None:
    _refuse((x < 0) | (x != np.floor(x)), "x must be a whole number from 0")
    _refuse(t_x < 0, "t_x must not be negative")
    _refuse(t_x > age, "t_x must not be after the end of observation T")
    _refuse((x == 0) & (t_x != 0), "t_x must be 0 where x is 0")
    _refuse(
        (x > 0) & (t_x == 0), "t_x must be above 0 where x is above 0 (merge purchases of one day)"
    )
    _refuse(weights <= 0, "weights must be above 0")
    if not age.any():
        raise ValueError("T is 0 for all customers: nothing was observed")


def _refuse(bad: npt.NDArray[np.bool_], reason: str) -> None:
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise ValueError(f"{reason}; wrong in {int(bad.sum())} rows, the first is row {first}")
