"""Names for what can be wrong with a fitted model; the sentences for them stand in the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Problem(StrEnum):
    """Why a fit is not published."""

    TOO_FEW_CUSTOMERS = "too_few_customers"
    TOO_FEW_REPEAT_BUYERS = "too_few_repeat_buyers"
    NO_MAXIMUM = "no_maximum"  # gradient not small or not finite
    NOT_CURVED = "not_curved"  # Hessian not positive definite: parameters not identified
    TOTAL_MISSED = "total_missed"  # expected total of the observed time far from the actual one
    MEAN_INFINITE = "mean_infinite"  # q <= 1: the mean spend of a new customer does not exist


class Warn(StrEnum):
    """What a reader of a published fit should know."""

    NO_DROPOUT_VISIBLE = "no_dropout_visible"  # a -> 0: nobody is seen to leave; NBD is used
    DROPOUT_WEAK = "dropout_weak"  # leaving improves the fit no more than chance would
    DROPOUT_ALL_ALIKE = "dropout_all_alike"  # a, b at their upper bound
    DROPOUT_ALL_OR_NOTHING = "dropout_all_or_nothing"  # a or b at their lower bound
    RATES_ALL_ALIKE = "rates_all_alike"  # r at its upper bound: all buy equally often
    RATES_AT_BOUND = "rates_at_bound"  # r or alpha at another bound
    SPEND_ALL_ALIKE = "spend_all_alike"  # p or q at their upper bound
    SPEND_AT_BOUND = "spend_at_bound"  # another bound of the spend model
    SPEND_TIED_TO_FREQUENCY = "spend_tied_to_frequency"  # the model takes both as independent


class RefusedFit(ValueError):  # noqa: N818 - a refusal, not an accident
    """Raised when a figure is asked of a fit that is not fit to be published.

    Attributes:
        problems: why.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("the model is not published: " + ", ".join(self.problems))
