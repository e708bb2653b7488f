"""The clock and the days of Heute's tests."""

from tests.web.today.conftest import clock, cold, warm

__all__ = ["clock", "cold", "warm"]
