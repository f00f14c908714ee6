"""Offices, their people, and lamps to be answered: what tests of the follow-up stand on.

with engine_door() as connection:
    settle(connection)
    number = light(connection, "R05.answer.over", org="O350102-civil_affairs")
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from cockpit.actions.desk import Desk
from cockpit.db import tables
from cockpit.domain.access import UserRole
from cockpit.domain.viewer import Viewer
from cockpit.jobs.raise_alerts import raise_alerts
from cockpit.rules import FINDINGS
from tests.facts.reading import CIPHER

MONDAY = date(2026, 3, 2)
STREET, COUNTY, CITY, PROVINCE = "350102001", "350102", "3501", "35"
CIVIL = "O350102-civil_affairs"
ORGANISATIONS = (
    ("O35", "福建省住房和城乡建设厅", "province_housing", "35"),
    ("O3501", "福州市住房和城乡建设局", "city_housing", "3501"),
    ("O350102", "鼓楼区住房和城乡建设局", "county_housing", "350102"),
    (CIVIL, "鼓楼区民政局", "civil_affairs", "350102"),
    ("O350102001", "鼓东街道办事处", "street", "350102001"),
    ("O350128", "平潭综合实验区住建部门", "county_housing", "350128"),
)
_UNTOLD = ("mode", "channel", "applicant_name", "id_number", "phone", "name_masked", "id_masked", "phone_masked")
_numbers = itertools.count(1)


def someone(role: str, area: str, name: str = "", org: str = "") -> Viewer:
    account = name or f"{role}-{area}"
    return Viewer(name=account, area_code=area, role=UserRole(role), org_id=org, account=account)


street, county, city, province = (
    someone("street", STREET),
    someone("county", COUNTY),
    someone("city", CITY),
    someone("province", PROVINCE),
)
civil_affairs = someone("department", COUNTY, org=CIVIL)
inspector, city_inspector = someone("province_inspector", PROVINCE), someone("city_inspector", CITY)
foreign_city, foreign_inspector = someone("city", "3502"), someone("city_inspector", "3502")
public = someone("public", PROVINCE)
EVERYBODY = (street, county, city, province, civil_affairs, inspector, city_inspector, foreign_city, foreign_inspector,
             public)  # fmt: skip


def at(day: date, hour: int = 9) -> datetime:
    """An hour of the office on a day, Shanghai time."""
    return datetime.combine(day, time(hour - 8), UTC)


def desk(day: date, hour: int = 9) -> Desk:
    return Desk(CIPHER, lambda: at(day, hour))


def settle(connection: Connection) -> None:
    """The offices."""
    stamp = {"source": "national", "parent_org_id": "", "delivered_at": at(MONDAY), "delivery_id": "d", "line": 1}
    names = ("org_id", "name", "kind", "area_code")
    connection.execute(
        insert(tables.organisation), [dict(zip(names, row, strict=True)) | stamp for row in ORGANISATIONS]
    )


def light(
    connection: Connection,
    finding: str = "R05.answer.over",
    *,
    org: str = "O350102",
    area: str = "350102001",
    since: date = MONDAY,
    on: date | None = None,
    until: date | None = None,
    instance: str = "",
    subject: str = "",
    asked_of: str = "county_housing",
) -> str:
    """A lamp, and the alert that it raises on the day (its first where none is given); answers the alert's number."""
    known, number = FINDINGS[finding], next(_numbers)
    row: dict[str, Any] = {
        "city_code": "3500" if area == "35" else area[:4],
        "subject_kind": "case",
        "subject_id": subject or f"C-{number}",
        "finding": finding,
        "instance": instance,
        "since": since,
        "until": until,
        "open": until is None,
        "raising": 1,
        "rule": finding[:3],
        "level": str(known.level),
        "lamp_class": str(known.lamp_class),
        "step": "S2",
        "area_code": area,
        "case_no": subject or f"C-{number}",
        "org_id": org,
        "actor_id": "",
        "source": "national",
        "evidence": [],
        "measured": {"limit": 5, "start_on": f"{since}", "due_on": f"{since}", "over_days": 1, "left_days": 1,
                     "asked_of": asked_of},
    }  # fmt: skip
    filed = {"city_code": row["city_code"], "case_no": row["case_no"], "area_code": area} | dict.fromkeys(_UNTOLD, "")
    stamp = {"delivered_at": at(MONDAY), "delivery_id": "d", "line": 1}
    connection.execute(upsert(tables.case_file).values(filed | stamp).on_conflict_do_nothing())
    connection.execute(insert(tables.finding), [row])
    raise_alerts(connection, CIPHER, on or since, now=at(on or since, 8), rules_version="made-up")
    a = tables.alert.c
    return str(
        connection.execute(
            select(a.alert_no).where(a.subject_id == row["subject_id"], a.finding == finding)
        ).scalar_one()
    )


def put_out(connection: Connection, number: str, until: date) -> None:
    """The lamp of an alert goes out."""
    a, f = tables.alert.c, tables.finding.c
    subject = select(a.subject_id).where(a.alert_no == number).scalar_subquery()
    code = select(a.finding).where(a.alert_no == number).scalar_subquery()
    connection.execute(
        update(tables.finding).where(f.subject_id == subject, f.finding == code).values(until=until, open=False)
    )


def working_days(day: date, count: int) -> Iterator[date]:
    """The day itself and those after it, rest days included."""
    return (day + timedelta(days=offset) for offset in range(count))


FACTS = "{day}收到鼓楼区住建局第{n}批联审件后，经办人员调岗，漏登收件台账，致核对意见迟出{n}个工作日"
CORRECTION = "{day}已补出核对意见并送达区住建局，收件台账改为每日下班前双人清点，第{n}周起由科长抽查"


def feedback(n: int = 1, day: str = "3月3日", **other: Any) -> dict[str, Any]:
    """A feedback that says enough. ``n`` alone does not make it another text: figures are no difference."""
    told = {
        "facts": FACTS.format(day=day, n=n),
        "cause": "staff",
        "correction": CORRECTION.format(day=day, n=n),
        "documents": f"鼓民核〔2026〕{n}号",
    }
    return told | other


SUBJECTS = [
    "户籍档案",
    "收入流水",
    "存款证明",
    "车辆登记",
    "社保缴费",
    "经营执照",
    "纳税记录",
    "残疾证件",
    "优抚身份",
    "房产查档",
    "婚姻登记",
    "就业合同",
]
PLACES = [
    "窗口",
    "档案室",
    "数据组",
    "复核岗",
    "信访科",
    "收发室",
    "核对中心",
    "值班室",
    "培训班",
    "督查组",
    "台账员",
    "联络员",
]


def another_feedback(n: int) -> dict[str, Any]:
    """The n-th of feedbacks that are different texts."""
    what, where, also = SUBJECTS[n % 12], PLACES[n // 12 % 12], SUBJECTS[(n * 5 + 1) % 12]
    return {
        "facts": f"3月{n % 28 + 1}日{where}移交{what}时少了附页，{also}又被误归到邻近乡镇，两处相加耽搁{n % 7 + 1}日",
        "cause": "oversight",
        "correction": f"由{where}补齐{what}附页，把{also}调回本辖区，自4月起双人签收{what}{where}交接单",
        "documents": f"文{n}号",
    }
