"""Reference data: what is loaded, that loading again changes nothing, and that a corrected file replaces it."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from cockpit.db import doors, reference
from cockpit.db.tables import area, workday
from cockpit.domain.refusal import Refusal
from cockpit.domain.workday import FIRST_DAY, LAST_DAY, Workdays, calendar
from cockpit.settings import SEED_DATA


def test_the_province_is_there_with_all_its_areas(database: Engine) -> None:
    with database.connect() as connection:
        levels = Counter(connection.execute(select(area.c.level)).scalars())
    assert levels == {"province": 1, "city": 9, "county": 84, "street": 1170}


def test_every_area_hangs_under_its_code_except_pingtan_which_reports_to_the_province(database: Engine) -> None:
    above = {4: 2, 6: 4, 9: 6}
    with database.connect() as connection:
        rows = connection.execute(select(area.c.area_code, area.c.parent_code).where(area.c.level != "province")).all()
    elsewhere = [(code, parent) for code, parent in rows if parent != code[: above[len(code)]]]
    assert elsewhere == [("350128", "35")]


def test_the_calendar_is_loaded_whole(database: Engine) -> None:
    with database.connect() as connection:
        loaded = reference.workdays(connection)
    expected = Workdays(calendar())
    assert [loaded.n(day) for day in (FIRST_DAY, date(2026, 11, 24), LAST_DAY)] == [
        expected.n(day) for day in (FIRST_DAY, date(2026, 11, 24), LAST_DAY)
    ]


def test_loading_again_touches_no_row(database: Engine) -> None:
    versions = text("SELECT array_agg(xmin::text ORDER BY area_code) FROM area")
    with doors.as_owner() as connection:
        before = connection.execute(versions).scalar()
        reference.load(connection)
        assert connection.execute(versions).scalar() == before


def test_days_settled_by_hand_replace_projected_ones(database: Engine, tmp_path: Path) -> None:
    shutil.copy(SEED_DATA / "areas.csv", tmp_path)
    (tmp_path / "workdays_override.csv").write_text("day,working,name\n2027-01-01,0,元旦\n")
    with doors.as_owner() as connection:
        reference.load(connection, tmp_path)
        row = connection.execute(select(workday).where(workday.c.day == date(2027, 1, 1))).mappings().one()
    assert (row["working"], row["name"], row["projected"]) == (False, "元旦", False)


def test_an_area_that_left_the_file_leaves_the_table(database: Engine, tmp_path: Path) -> None:
    kept = (SEED_DATA / "areas.csv").read_text().splitlines()[:-1]
    (tmp_path / "areas.csv").write_text("\n".join(kept) + "\n")
    with doors.as_owner() as connection:
        reference.load(connection, tmp_path)
        assert len(connection.execute(select(area)).all()) == 1263


@pytest.mark.parametrize("line", ["2027-02-30,0,春节", "2027-02-08,maybe,春节", "2027-02-08", "2027/02/08,0,春节"])
def test_a_line_that_cannot_be_read_is_named(database: Engine, tmp_path: Path, line: str) -> None:
    shutil.copy(SEED_DATA / "areas.csv", tmp_path)
    (tmp_path / "workdays_override.csv").write_text(f"day,working,name\n{line}\n")
    with doors.as_owner() as connection, pytest.raises(Refusal, match="第 2 行"):
        reference.load(connection, tmp_path)
