"""The town of `tests/web/customers`, for its people's rights."""

from tests.web.customers.conftest import clock, see, town, town_home  # noqa: F401 - fixtures
