"""What screens show of personal data."""

import pytest

from cockpit.domain.masking import masked_id, masked_name, masked_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("欧阳修远", "欧**"),
        ("𠮷田", "𠮷**"),
        ("Ann", "A**"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_of_a_name_the_first_character_is_shown(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_of_an_id_number_three_and_four_characters_are_shown() -> None:
    assert masked_id("350102189001011234") == "350***********1234"
    assert masked_id("35010218900101123X") == "350***********123X"
    assert masked_id("350102900101123") == "350********1123"


def test_of_a_phone_three_and_four_digits_are_shown() -> None:
    assert masked_phone("13800005678") == "138****5678"


@pytest.mark.parametrize("value", ["1", "1234567", "1234567890", "3501021234"])
def test_of_a_short_value_nothing_is_shown(value: str) -> None:
    assert masked_phone(value) == masked_id(value) == "****"


def test_what_is_not_known_stays_empty() -> None:
    assert masked_phone("") == masked_id("") == ""


@pytest.mark.parametrize("length", range(40))
def test_at_most_seven_characters_are_ever_shown(length: int) -> None:
    value = "9" * length
    for masked in (masked_name, masked_id, masked_phone):
        assert masked(value).count("9") <= min(7, max(0, length - 1))
