"""The description of the API is true: every operation answers as the OpenAPI document says.

A small number of examples runs in the suite; the full search:

    KUNDIG_API_EXAMPLES=300 .venv/bin/pytest tests/web/api/test_schema.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from kundig.store.home import Home
from kundig_web.limits.counting import Limit
from kundig_web.site.api.reference import document
from kundig_web.words.words import texts

EXAMPLES = int(os.environ.get("KUNDIG_API_EXAMPLES", "12"))
DOCUMENT = json.loads(json.dumps(document()))
#: Left out, because the document describes forms, not meanings: a cursor of another list has the
#: right form and is refused all the same; and in an address a list of one number looks like the
#: number, so that what was meant to be wrong arrives as right. Wrong values are tested by name.
MEANING = [positive_data_acceptance, negative_data_rejection]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = get_wsgi_application()


@pytest.fixture(scope="module")
def _a_company(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    from kundig.register import build

    folder = tmp_path_factory.mktemp("schema") / "company"
    shutil.copytree(demo_home.folder, folder)
    build(Home(folder))
    return Home(folder)


@pytest.fixture
def key(
    _a_company: Home, settings: Any, program: Any, tmp_path: Any, monkeypatch: Any
) -> Iterator[str]:
    """A key with all scopes, in a company that the search may change."""
    # The search tries keys that do not exist by the hundred.
    monkeypatch.setattr("kundig_web.access.door.TOKEN", Limit("token.network", 10**6, 3600))
    settings.KUNDIG_HOME = str(_a_company.folder)
    settings.WEB_FOLDER = tmp_path / "web"
    # As Django's own test client does: the end of a request would close the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield program().headers["Authorization"]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: Any, key: str) -> None:
    headers = {"Authorization": key, "Accept-Encoding": "identity"}
    response = case.call(headers=headers)
    case.validate_response(response, headers=headers, excluded_checks=MEANING)
    assert response.status_code < 500


def test_the_document_is_served_and_names_every_operation_and_its_refusals(db, own_home) -> None:
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    names = []
    for path, operations in told["paths"].items():
        assert path.startswith("/api/")
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["security"], path
            for status in ("401", "403", "429"):
                assert list(operation["responses"][status]["content"]) == [
                    "application/problem+json"
                ]
    assert len(names) == len(set(names)) >= 13


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_describes_every_operation_in_both_languages(db, own_home, language) -> None:
    answer = Client().get("/api/", headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, operations in DOCUMENT["paths"].items():
        assert path in page
        for operation in operations.values():
            said = texts("site")[f"api_op_{operation['operationId']}"][language]
            assert said.split(",")[0].split("„")[0].split("’")[0] in page
    assert not re.search(r"https?://(?!testserver)", page)
    assert "<script>" not in page
    assert len(answer.content) < 150_000


def test_every_parameter_is_explained_in_both_languages() -> None:
    said = texts("site")
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                key = f"api_param_{parameter['name'].replace('-', '_').lower()}"
                assert set(said[key]) == {"de", "en"}
