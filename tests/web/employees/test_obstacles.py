"""What keeps people from serving customers well: told by department, never by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kundig_web.desk.conditions import obstacles
from kundig_web.needs import workflows
from kundig_web.needs.models import Hint
from tests.web.conftest import NOW, TODAY

PAGE = "/obstacles/"


def obstacle(actor: Any, text: str = "Kein Schlüssel zum Lager.", **more: Any) -> Hint:
    given = {
        "actor": actor, "now": NOW, "today": TODAY, "day": TODAY, "text": text, "kind": "obstacle",
        "department": actor.department,
    }  # fmt: skip
    return workflows.note_hint(**given | more)


def test_an_obstacle_reaches_the_people_lead_without_the_authors_name(
    client_of: Any, cast: Any, demo: Any
) -> None:
    one = obstacle(cast["emil"])
    petra = client_of("petra")
    listed = petra.get(PAGE).content.decode()
    alone = petra.get(f"/hints/{one.pk}/").content.decode()
    for page in (listed, alone):
        assert "Kein Schlüssel zum Lager." in page
        assert "Service" in page
        assert "Emil" not in page


def test_praise_and_wishes_are_no_obstacles(client_of: Any, cast: Any, demo: Any) -> None:
    for kind in ("praise", "wish", "complaint", ""):
        obstacle(cast["emil"], f"Das ist {kind or 'nichts'}", kind=kind)
    page = client_of("petra").get(PAGE).content.decode()
    assert "Das ist" not in page
    assert "Niemand hat etwas aufgeschrieben." in page


def test_a_private_one_is_for_the_people_lead_alone(client_of: Any, cast: Any, demo: Any) -> None:
    obstacle(cast["emil"], private=True)
    seen = {
        n: "Kein Schlüssel" in client_of(n).get(PAGE).content.decode()
        for n in ("petra", "lena", "dora")
    }
    assert seen == {"petra": True, "lena": False, "dora": False}


@pytest.mark.parametrize(
    ("name", "status"),
    [("petra", 200), ("lena", 200), ("dora", 200), ("emil", 403), ("konrad", 403)],
)
def test_the_page_is_for_those_who_look_after_conditions(
    client_of: Any, demo: Any, name: str, status: int
) -> None:
    assert client_of(name).get(PAGE).status_code == status


def test_the_people_lead_answers_and_the_author_reads_it(
    client_of: Any, cast: Any, demo: Any
) -> None:
    one = obstacle(cast["emil"])
    client_of("petra").post(
        f"/hints/{one.pk}/answer/", {"answer": "Ab Montag liegt er an der Kasse."}
    )
    assert "Ab Montag" in client_of("emil").get(f"/hints/{one.pk}/").content.decode()
    assert "Ab Montag" in client_of("petra").get(PAGE).content.decode()


def test_what_waits_stands_before_what_was_answered(cast: Any, own_home: Any) -> None:
    done = obstacle(cast["emil"], "Beantwortet")
    workflows.answer(actor=cast["petra"], now=NOW, heard=done, text="Ja")
    obstacle(cast["emil"], "Wartet", day=TODAY - timedelta(days=30))
    found = obstacles(cast["petra"], 10)
    assert [o.words for o in found] == ["Wartet", "Beantwortet"]
    assert len(obstacles(cast["petra"], 1)) == 1


def test_the_list_asks_the_same_number_of_questions_however_long(
    client_of: Any, cast: Any, demo: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        obstacle(cast["emil"], f"Hindernis {n}")
    client = client_of("petra")
    with django_assert_max_num_queries(12):
        assert "Hindernis 29" in client.get(PAGE).content.decode()
