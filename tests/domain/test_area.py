"""Areas nest by their codes, except 平潭."""

from __future__ import annotations

import pytest

from cockpit.domain.area import AreaLevel, Scope, level_of, parent_of, path_of
from cockpit.domain.refusal import Refusal


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("35", AreaLevel.PROVINCE),
        ("3501", AreaLevel.CITY),
        ("350102", AreaLevel.COUNTY),
        ("350128", AreaLevel.COUNTY),
        ("350102001", AreaLevel.STREET),
    ],
)
def test_the_length_of_a_code_says_its_level(code: str, level: AreaLevel) -> None:
    assert level_of(code) is level


@pytest.mark.parametrize(
    "code", ["", "9999", "36", "350", "35010", "35010200", "3501020011", "35a1", "35\n", "３５", "'; --"]
)
def test_what_is_no_code_of_this_province_is_refused_as_not_found(code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        Scope.of(code)
    assert refusal.value.status == 404


def test_the_way_down_to_a_street_names_every_level() -> None:
    assert path_of("350102001") == ["35", "3501", "350102", "350102001"]


def test_pingtan_hangs_directly_under_the_province() -> None:
    assert parent_of("350128") == "35"
    assert path_of("350128107") == ["35", "350128", "350128107"]


def test_nothing_is_above_the_province() -> None:
    assert parent_of("35") is None


@pytest.mark.parametrize("code", ["3501", "350102", "350102001", "350181"])
def test_a_city_contains_itself_and_what_begins_with_its_code(code: str) -> None:
    assert Scope.of("3501").contains(code)


@pytest.mark.parametrize("code", ["350128", "350128001", "3502", "350203", "35", "3500"])
def test_a_city_contains_neither_pingtan_nor_its_neighbours_nor_the_province(code: str) -> None:
    assert not Scope.of("3501").contains(code)


def test_pingtan_contains_its_own_towns_and_nothing_else_of_the_city() -> None:
    assert Scope.of("350128").contains("350128107")
    assert not Scope.of("350128").contains("350127")
    assert not Scope.of("350128").contains("350129")


@pytest.mark.parametrize("code", ["35", "3500", "3501", "350128001", "350982999"])
def test_the_province_contains_everything(code: str) -> None:
    assert Scope.of("35").contains(code)
