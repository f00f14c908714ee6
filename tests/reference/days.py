"""Calendar days and working days.

"Days are calendar days in Asia/Shanghai. wd(a, b) = number of working days d with a < d <= b."
"""

from datetime import date, datetime, timedelta, timezone
from functools import cache

import chinese_calendar

# China has one time zone and no summer time in the years at issue, so a fixed offset says it all.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
ONE_DAY = timedelta(days=1)


def day_of(instant: datetime) -> date:
    """The Shanghai calendar day of an instant."""
    return instant.astimezone(SHANGHAI).date()


@cache
def is_working_day(day: date) -> bool:
    """The State Council's calendar with its make-up Saturdays; Monday to Friday where it says nothing yet (2027)."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def working_days(first: date, last: date) -> int:
    """Number of working days in [first, last], both included."""
    count = 0
    day = first
    while day <= last:
        count += is_working_day(day)
        day += ONE_DAY
    return count


def wd(a: date, b: date) -> int:
    """Number of working days d with a < d <= b: the first day is not counted."""
    return working_days(a + ONE_DAY, b)


def nth_working_day_after(day: date, n: int) -> date:
    """The n-th working day after a day: what is done on it is still "within n wd"."""
    while n > 0:
        day += ONE_DAY
        n -= is_working_day(day)
    return day
