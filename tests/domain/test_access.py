"""Who may do what: the table itself, and which area an office of each role can have."""

from __future__ import annotations

import pytest

from cockpit.domain.access import ACCESS, INSPECTORS, PEOPLE, Permission, UserRole, check_may, may
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer

CHANGING = {
    Permission.ACKNOWLEDGE,
    Permission.ANSWER,
    Permission.ASK_EXTENSION,
    Permission.APPEAL,
    Permission.REVIEW,
    Permission.GRANT_EXTENSION,
    Permission.ESCALATE,
    Permission.REVOKE,
    Permission.RAISE,
}
AREAS = {
    UserRole.PROVINCE: "35",
    UserRole.PROVINCE_INSPECTOR: "35",
    UserRole.CITY_INSPECTOR: "3501",
    UserRole.CITY: "3501",
    UserRole.COUNTY: "350102",
    UserRole.STREET: "350102001",
    UserRole.DEPARTMENT: "350102",
    UserRole.PUBLIC: "35",
}


def test_every_role_stands_in_the_table() -> None:
    assert set(ACCESS) == set(UserRole)
    assert set(AREAS) == set(PEOPLE)


@pytest.mark.parametrize("role", sorted(INSPECTORS))
def test_inspectors_read_everything_and_change_nothing_but_orders(role: UserRole) -> None:
    assert {Permission.SEE_FIGURES, Permission.SEE_ROWS, Permission.EXPORT, Permission.SUPERVISE} <= ACCESS[role]
    assert ACCESS[role] & CHANGING == set()


def test_the_public_sees_what_is_published_and_nothing_else() -> None:
    assert ACCESS[UserRole.PUBLIC] == {Permission.SEE_PUBLISHED}


def test_only_the_province_revokes() -> None:
    assert [role for role in UserRole if may(role, Permission.REVOKE)] == [UserRole.PROVINCE]


def test_nobody_who_only_answers_reviews() -> None:
    for role in (UserRole.STREET, UserRole.DEPARTMENT):
        assert not may(role, Permission.REVIEW)


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not UserRole.PUBLIC])
def test_what_is_not_allowed_is_refused_by_name(role: UserRole) -> None:
    with pytest.raises(Refusal, match="提出预警") as refused:
        check_may(role, Permission.RAISE)
    assert refused.value.status == 403


@pytest.mark.parametrize("role", PEOPLE)
def test_each_role_has_areas_of_its_own_level_only(role: UserRole) -> None:
    assert Viewer("某人", AREAS[role], role).sees(AREAS[role])
    for code in ("35010", "350102001001", "36", "", "3501x2", "３５"):
        with pytest.raises(Refusal):
            Viewer("某人", code, role)


@pytest.mark.parametrize(
    ("role", "code"), [("county", "3501"), ("street", "35"), ("city", "350102"), ("public", "3501")]
)
def test_an_area_of_another_level_is_refused(role: str, code: str) -> None:
    with pytest.raises(Refusal, match="区划代码"):
        Viewer("某人", code, UserRole(role))


def test_pingtan_may_have_offices_of_a_citys_rank() -> None:
    assert Viewer("某人", "350128", UserRole.CITY).sees("350128101")


def test_the_engine_cannot_be_named_as_a_viewer() -> None:
    with pytest.raises(Refusal, match="演示查看人"):
        Viewer.parse("engine:35")


def test_a_city_sees_its_own_and_neither_its_neighbour_nor_pingtan_nor_the_province() -> None:
    fuzhou = Viewer("某人", "3501", UserRole.CITY)
    assert [code for code in ("3501", "350102", "350102001", "3502", "350128", "35") if fuzhou.sees(code)] == [
        "3501",
        "350102",
        "350102001",
    ]
