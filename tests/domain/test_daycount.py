"""A limit counted day by day: every day named, holidays, make-up days and suspensions among them."""

from __future__ import annotations

from datetime import date
from typing import Any

from cockpit.domain.daycount import Count, Stoppage, count_days
from cockpit.domain.workday import Workdays, calendar

DAYS = Workdays(calendar())


def counted(first: str, last: str, **given: Any) -> Count:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    usual: dict[str, Any] = {
        "near_on": None,
        "due_on": None,
        "done_on": None,
        "ended_on": None,
        "since": None,
        "as_of": end,
    }
    usual |= {"stopped": (), "stoppages": (), "calendar_days": False} | given
    days = [day for day in calendar() if start <= day.day <= end]
    return Count(count_days(days, start_on=start, **usual), "个工作日")


def told(count: Count) -> dict[str, str]:
    return {f"{day.square.day:%m-%d}": day.why for day in count.days}


def test_national_day_and_its_make_up_days_are_named() -> None:
    said = told(counted("2026-09-28", "2026-10-10"))
    assert said["09-28"] == "工作日，起算当日不计"
    assert said["09-29"] == "工作日，第 1 个工作日"
    assert said["10-01"] == "国庆节，不计"
    assert said["10-07"] == "国庆节，不计"
    assert said["10-10"] == "调休上班，第 5 个工作日"


def test_week_ends_do_not_count_and_say_so() -> None:
    said = told(counted("2026-03-06", "2026-03-09"))
    assert (said["03-07"], said["03-08"], said["03-09"]) == ("周末，不计", "周末，不计", "工作日，第 1 个工作日")


def test_a_suspended_day_names_what_stopped_it() -> None:
    n = DAYS.n(date(2026, 3, 3))
    stop = Stoppage(n, n + 2, "补正停表，自 2026-03-02 起", "O-1")
    count = counted("2026-03-02", "2026-03-06", stopped=[(n, n + 2)], stoppages=[stop])
    said = told(count)
    assert said["03-03"] == said["03-04"] == "工作日，不计：补正停表，自 2026-03-02 起"
    assert said["03-05"] == "工作日，第 1 个工作日"
    assert [day.count for day in count.days] == [0, 0, 0, 1, 2]


def test_what_overlaps_is_named_in_full_and_counted_once() -> None:
    n = DAYS.n(date(2026, 3, 3))
    stops = [Stoppage(n, n + 1, "补正停表", "O-1"), Stoppage(n, n + 1, "异议停表 Y-1", "O-2")]
    assert told(counted("2026-03-02", "2026-03-03", stopped=[(n, n + 1)], stoppages=stops))["03-03"] == (
        "工作日，不计：补正停表；异议停表 Y-1"
    )


def test_near_due_done_and_the_begin_of_the_lamp_are_marked() -> None:
    marks = {"near_on": date(2026, 3, 6), "due_on": date(2026, 3, 9), "since": date(2026, 3, 10)}
    count = counted("2026-03-02", "2026-03-12", done_on=date(2026, 3, 11), **marks)
    found = {f"{day.square.day:%m-%d}": day.marks for day in count.days if day.marks}
    assert found == {
        "03-02": ("起算日",),
        "03-06": ("临界日",),
        "03-09": ("到期日",),
        "03-10": ("亮灯",),
        "03-11": ("完成",),
    }
    assert told(count)["03-10"].endswith("已超期")
    assert told(count)["03-12"] == "工作日，已完成，不再计"


def test_after_the_end_of_a_case_nothing_is_counted() -> None:
    count = counted("2026-03-02", "2026-03-05", due_on=date(2026, 3, 3), ended_on=date(2026, 3, 3))
    assert told(count)["03-04"] == "工作日，已结束，不再计"
    assert [day.marks for day in count.days][1] == ("到期日", "办件结束")
    assert not any(day.square.done for day in count.days)


def test_days_to_come_are_told_as_such() -> None:
    assert told(counted("2026-03-02", "2026-03-04", as_of=date(2026, 3, 3)))["03-04"].endswith("尚未到")


def test_calendar_days_count_week_ends_too() -> None:
    said = told(counted("2026-03-06", "2026-03-08", calendar_days=True))
    assert said["03-08"] == "周末，第 2 天"


def test_a_year_without_a_notice_is_told_as_projected() -> None:
    assert told(counted("2027-03-01", "2027-03-02"))["03-02"] == "工作日（推定），第 1 个工作日"


def test_a_long_wait_is_one_line_and_short_stops_are_each_their_own() -> None:
    n = DAYS.n(date(2026, 3, 3))
    wait = [Stoppage(n, n + 40, "轮候，不是办理时间", "O-1")]
    lines = list(counted("2026-03-02", "2026-05-29", stopped=[(n, n + 40)], stoppages=wait).lines())
    (long,) = [line for line in lines if line.last > line.first]
    assert long.first == date(2026, 3, 3)
    assert "轮候，不是办理时间" in long.why
    week_ends = list(counted("2026-03-06", "2026-03-09").lines())
    assert [line.first == line.last for line in week_ends] == [True] * 4
