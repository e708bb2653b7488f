"""Customer value without a contract: purchase patterns, BG/NBD, Gamma-Gamma, discounted value."""

from kundig.needs.clv.patterns import Patterns
from kundig.needs.clv.value import Values, clv
from kundig.needs.clv.verdicts import Problem, RefusedFit, Warn

__all__ = ["Patterns", "Problem", "RefusedFit", "Values", "Warn", "clv"]
