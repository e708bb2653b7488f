"""Nordhang Outdoor, the regional outdoor shop of the articles, with everything planted in it."""

from kundig.samples.outdoor.company import write_outdoor

__all__ = ["write_outdoor"]
