"""What the six files beside operation.csv have in common: columns, a key, keys of others that they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cockpit.domain.masking import masked_id, masked_name, masked_phone
from cockpit.ingest import folding
from cockpit.ingest.codes import Reason, Unfit, quoted
from cockpit.ingest.ground import PROVINCE_CITY, Ground, Reference

Row = dict[str, Any]
"""A folded row: strings ('' for not known), dates as ISO text, numbers as their shortest text, flags 0/1; else None."""


@dataclass(frozen=True, slots=True)
class Column:
    """``read`` turns folded text into the value of the row; ``empty`` is what an empty column is."""

    name: str
    fold: Callable[[str], str]
    read: Callable[[str, str], Any] | None = None
    required: bool = False
    values: tuple[str, ...] = ()

    @property
    def empty(self) -> str | None:
        return "" if self.read is None else None


def key(name: str) -> Column:
    return Column(name, folding.code, required=True)


def code(name: str, *, required: bool = False) -> Column:
    return Column(name, folding.code, required=required)


def listed(name: str, values: tuple[str, ...]) -> Column:
    """A code that is never empty and out of a list."""
    return Column(name, folding.code, required=True, values=values)


def wording(name: str) -> Column:
    """A name: trimmed, never folded."""
    return Column(name, folding.wording)


def day(name: str) -> Column:
    return Column(name, folding.code, folding.day)


def number(name: str) -> Column:
    return Column(name, folding.code, folding.number)


def integer(name: str) -> Column:
    return Column(name, folding.code, folding.integer)


def flag(name: str) -> Column:
    return Column(name, folding.code, folding.flag)


@dataclass(frozen=True, slots=True)
class TableSource:
    """One national table. ``key`` is the column of its id; it is unique per city, or per source where ``by_source``.

    ``masks``: column of the projection -> (column of the row, how it is masked), so that screens need no key.
    """

    stem: str
    columns: tuple[Column, ...]
    table: str
    by_source: bool = False
    check: Callable[[Row, Ground], None] = lambda row, ground: None
    references: Callable[[Row, str], list[Reference]] = lambda row, source: []
    masks: tuple[tuple[str, str, Callable[[str], str]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> str:
        return self.columns[0 if self.by_source else 1].name

    def read(self, fields: list[str], source: str, ground: Ground) -> Row:
        """The folded row. Raises Unfit for the first thing that no later delivery can cure."""
        row: Row = {}
        for column, field in zip(self.columns, fields, strict=True):
            text = column.fold(field)
            if not text:
                if column.required:
                    raise Unfit(Reason.EMPTY, column=column.name)
                row[column.name] = column.empty
                continue
            if column.values and text not in column.values:
                allowed = "、".join(column.values)
                raise Unfit(Reason.VALUE, column=column.name, value=quoted(text), allowed=allowed)
            row[column.name] = column.read(text, column.name) if column.read else text
        if not self.by_source and row["city_code"] not in ground.cities:
            raise Unfit(Reason.UNKNOWN_CITY, value=quoted(row["city_code"]))
        self.check(row, ground)
        return row

    def city_code(self, row: Row) -> str:
        """The chain that the row is appended to: its city's, or the province's for what is unique within a source.

        An organisation's own area will not do: it may be corrected, and all rows of one key belong into one chain.
        """
        return PROVINCE_CITY if self.by_source else str(row["city_code"])

    def subject_id(self, row: Row, source: str) -> str:
        return subject_of(source, row[self.key]) if self.by_source else str(row[self.key])


def subject_of(source: str, key: str) -> str:
    """The subject id of an organisation or a member of staff, whose keys are unique within their source only."""
    return f"{source}/{key}"


def personal(name: str) -> tuple[tuple[str, str, Callable[[str], str]], ...]:
    """The masks of a person's three columns, ``name`` being the column of their name."""
    return (
        ("name_masked", name, masked_name),
        ("id_masked", "id_number", masked_id),
        ("phone_masked", "phone", masked_phone),
    )


def check_area(row: Row, ground: Ground, digits: tuple[int, ...]) -> None:
    """The area is known, of one of these lengths, and in the city of the row."""
    area = row["area_code"]
    if area not in ground.areas:
        raise Unfit(Reason.UNKNOWN_AREA, column="area_code", value=quoted(area))
    if len(area) not in digits:
        raise Unfit(Reason.AREA_LEVEL, column="area_code", value=quoted(area), digits="或 ".join(map(str, digits)))
    city = row.get("city_code")
    if city is not None and city != area[:4]:
        raise Unfit(Reason.OTHER_CITY, city=quoted(city), area=quoted(area))
