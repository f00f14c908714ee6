"""Made-up people cannot be taken for real ones."""

from __future__ import annotations

import re
from typing import Any

from cockpit.simulate.people import check_digit, masked


def test_the_check_digit_follows_the_national_standard() -> None:
    # The worked example of GB 11643-1999.
    assert check_digit("11010519491231002") == "X"


def test_identity_numbers_are_valid_in_form_and_impossible_in_fact(simulated: Any) -> None:
    for row in simulated.tables["case"]:
        number = row["id_number"]
        assert number[17] == check_digit(number[:17])
        assert 1880 <= int(number[6:10]) <= 1899


def test_no_phone_could_be_dialled(simulated: Any) -> None:
    for table in ("case", "tenancy", "staff"):
        for row in simulated.tables[table]:
            assert re.fullmatch(r"100[0-9]{8}", row["phone"])


def test_names_say_that_they_are_made_up(simulated: Any) -> None:
    assert all(row["applicant_name"][1] == "测" for row in simulated.tables["case"])
    assert all(row["name"][1] == "示" for row in simulated.tables["staff"])


def test_a_masked_name_hides_its_middle() -> None:
    assert masked("张测一") == "张*一"
