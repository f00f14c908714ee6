"""Readable histories: a case told in one chain of calls, the world around it filled in.

    history = case("350102-2026-00001").submitted("2026-03-02 09:00").accepted("2026-03-04")
    world = history.world()                      # -> World, with organisations, staff, projects, units
    world.write_delivery(tmp_path / "delivery")  # the same as delivery.md wants it

Every action of delivery.md is a method: the first argument says when (Shanghai time), keyword arguments are members of
`data` (None takes a default member away). Defaults are what a careful office would write, so that a history says only
what its test is about. Reserved keywords: `by` ("street/clerk": organisation kind and role, "/applicant", "/system"),
`actor` (another actor_id), `recorded` (the source's stamp), `step`, `id` (the operation_id).
A date without a time means office hours: operations of one history keep the order in which they are told.
"""

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.reference import World
from tests.reference.days import SHANGHAI, is_working_day, nth_working_day_after
from tests.reference.model import STEP_OF_ACTION, Row

SOURCE = "national"
STREET = "350102001"
SPECIFIC = "经核查,该户人口3人,人均住房面积12平方米,符合准入条件"
DEPARTMENTS = (
    "civil_affairs",
    "public_security",
    "real_estate",
    "market_supervision",
    "human_resources",
    "provident_fund",
    "tax",
    "veterans",
    "disabled_federation",
)
FULL_ELEMENTS = {
    "acceptance": ["applicant_name", "area", "result", "period", "objection_channel", "publisher"],
    "eligibility": ["applicant_name", "area", "result", "category", "period", "objection_channel", "publisher"],
    "ranking": ["applicant_name", "area", "period", "objection_channel", "publisher"],
    "result": ["applicant_name", "area", "result", "unit", "publisher"],
}
FULL_CONTENTS = ["location", "number", "layout", "area", "rent", "eligible_groups", "registration_period"]

STEP_OF_NOTICE = {"acceptance": "S1", "eligibility": "S3", "ranking": "S4", "result": "S4"}
BY_NOTICE = {
    "acceptance": "street/clerk",
    "eligibility": "county_housing/clerk",
    "ranking": "county_housing/clerk",
    "result": "county_housing/clerk",
}

# What a careful office writes: action -> (who, members of data). A member may be a function of the day.
Member = Any | Callable[[date], Any]
DEFAULTS: dict[str, tuple[str, dict[str, Member]]] = {
    "submitted": ("/applicant", {"materials": [{"code": "id_card", "how": "certificate"}]}),
    "accepted": ("street/clerk", {"receipt_no": "R-1"}),
    "correction_requested": (
        "street/clerk",
        {"items": ["income_proof"], "reason_code": "C01", "due_on": lambda d: str(nth_working_day_after(d, 10))},
    ),
    "correction_received": ("/applicant", {}),
    "rejected": ("street/clerk", {"reason_code": "J01", "reason": "住房面积超过标准", "notice_delivered_on": str}),
    "surveyed": ("street/surveyor", {"surveyors": ["s-1", "s-2"], "place": "申请人家中", "photos": ["1.jpg"]}),
    "street_opinion_given": ("street/reviewer", {"verdict": "pass", "opinion": SPECIFIC}),
    "dispatched": ("county_housing/clerk", {"department": "real_estate"}),
    "answered": ("", {"department": "real_estate", "verdict": "pass", "opinion": SPECIFIC}),
    "compared": ("county_housing/system", {"criteria_set": "C-35", "items": [], "result": "pass"}),
    "comparison_overridden": (
        "county_housing/reviewer",
        {"manual_result": "fail", "reason": "另有房产", "evidence": "登记簿", "approver_id": "chief"},
    ),
    "proposed": ("county_housing/reviewer", {"result": "qualified"}),
    "determined": (
        "county_housing/approver",
        {"result": "qualified", "category": "A", "criteria_set": "C-35"},
    ),
    "registered": ("county_housing/clerk", {"waiting_no": "W-1"}),
    "notified": ("county_housing/clerk", {"delivered_on": str, "proof": "签收", "reasons": "住房面积超过标准"}),
    "batch_entered": ("county_housing/clerk", {"batch_id": "B1"}),
    "re_examined": ("county_housing/clerk", {"result": "pass"}),
    "ranked": ("county_housing/clerk", {"batch_id": "B1", "rank_no": 1, "layout": ""}),
    "rank_changed": (
        "county_housing/clerk",
        {"batch_id": "B1", "from": 1, "to": 2, "reason": "r", "document_no": "d"},
    ),
    "passed": ("county_housing/clerk", {"batch_id": "B1", "kind": "defer", "reason": "r", "document_no": "d"}),
    "unit_selected": ("operator/operator", {"batch_id": "B1", "unit_id": "U1"}),
    "contract_signed": ("operator/operator", {"tenancy_id": "T1"}),
    "contract_filed": ("operator/operator", {}),
    "subsidy_paid": ("county_housing/clerk", {"amount_yuan": 878}),
    "step_started": ("county_housing/clerk", {}),
    "step_ended": ("county_housing/clerk", {}),
    "notice_opened": ("", {"channel": "website", "text": "张**,鼓东街道"}),
    "notice_closed": ("", {}),
    "objection_raised": ("/applicant", {"objection_no": "1"}),
    "objection_concluded": (
        "county_housing/clerk",
        {"objection_no": "1", "sustained": False, "conclusion": "不成立"},
    ),
    "objection_published": ("county_housing/clerk", {"objection_no": "1"}),
    "re_review_requested": ("/applicant", {}),
    "re_review_answered": ("county_housing/clerk", {"result": "upheld"}),
    "clock_suspended": ("county_housing/clerk", {"reason": "系统升级", "evidence": "公告"}),
    "suspension_extended": ("county_housing/approver", {"approver_id": "chief", "days": 5}),
    "clock_resumed": ("county_housing/clerk", {}),
    "document_attached": ("street/clerk", {"document": "survey_record", "for_action": "surveyed"}),
    "condition_changed": (
        "county_housing/approver",
        {"item": "income", "from": "1", "to": "2", "approval_no": "批1", "approver_role": "approver"},
    ),
    "withdrawn": ("/applicant", {}),
    "terminated": ("county_housing/clerk", {"reason": "r"}),
    "plan_published": ("county_housing/clerk", {"contents": FULL_CONTENTS, "units": []}),
    "intent_opened": ("county_housing/clerk", {}),
    "lottery_held": ("county_housing/clerk", {"notary": "公证处", "record_no": "1"}),
    "ranking_published": (
        "county_housing/clerk",
        {"starts_on": str, "ends_on": lambda d: str(nth_working_day_after(d, 4))},
    ),
    "criteria_changed": (
        "province_housing/approver",
        {
            "parameters": {
                "floor_area_per_head_m2": 15,
                "income_per_head_yuan": 53000,
                "assets_yuan": None,
                "residence_years": None,
            },
            "area_code": "35",
            "approval_no": "闽政1",
            "approved_by": "省政府",
            "published_on": str,
            "effective_on": str,
        },
    ),
    "ready": ("operator/operator", {}),
    "listed": ("county_housing/clerk", {"list_no": "L1"}),
    "repair_started": ("operator/operator", {"due_on": lambda d: str(d + timedelta(days=30))}),
    "repaired": ("operator/operator", {}),
    "assigned": ("operator/operator", {"tenancy_id": "T1"}),
    "vacated": ("operator/operator", {}),
    "use_observed": ("operator/operator", {"on": str, "source": "meter"}),
    "moved_in": ("operator/operator", {}),
    "rent_charged": ("operator/system", {"month": "2026-03", "amount_yuan": 90}),
    "rent_paid": ("operator/operator", {"month": "2026-03", "amount_yuan": 90}),
    "visited": ("operator/operator", {"result": "ok"}),
    "visit_planned": ("operator/operator", {"on": lambda d: str(d + timedelta(days=7))}),
    "renewal_applied": ("/applicant", {}),
    "renewed": ("operator/operator", {"ends_on": lambda d: str(d + timedelta(days=1826))}),
    "recheck_opened": ("county_housing/clerk", {"due_on": lambda d: str(d + timedelta(days=30))}),
    "recheck_compared": ("county_housing/system", {"changes": []}),
    "recheck_decided": ("county_housing/reviewer", {"result": "pass"}),
    "change_detected": ("county_housing/system", {"source": "real_estate", "what": "名下新增住房登记"}),
    "rectification_ordered": (
        "county_housing/reviewer",
        {"due_on": lambda d: str(nth_working_day_after(d, 15)), "measure": "education"},
    ),
    "rectified": ("operator/operator", {}),
    "moving_period_set": ("county_housing/reviewer", {"until": lambda d: str(d + timedelta(days=90))}),
    "court_enforced": ("county_housing/reviewer", {}),
}


def moment(when: str | date | datetime, number: int = 0) -> datetime:
    """ "2026-03-02 09:00" in Shanghai; a bare date is 10:00 of it, one minute later for each operation told before."""
    if isinstance(when, datetime):
        return when if when.tzinfo else when.replace(tzinfo=SHANGHAI)
    if isinstance(when, date) or len(when) == 10:
        midnight = datetime.fromisoformat(str(when)).replace(tzinfo=SHANGHAI)
        return midnight + timedelta(hours=10, minutes=number)
    at = datetime.fromisoformat(when)
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


class History:
    """The operations of one subject, told in order. Each action is a method that gives the history back."""

    def __init__(self, kind: str, subject_id: str, area_code: str, **columns: Any) -> None:
        self.kind = kind
        self.subject_id = subject_id
        self.area_code = area_code
        self.columns = columns
        self.operations: list[Row] = []

    @property
    def city_code(self) -> str:
        return self.area_code[:4] if len(self.area_code) > 2 else self.area_code.ljust(4, "0")

    def __getattr__(self, action: str) -> Callable[..., "History"]:
        if action not in DEFAULTS:
            raise AttributeError(action)

        def told(when: str | date | datetime, **given: Any) -> "History":
            return self.did(action, when, **given)

        return told

    def did(
        self,
        action: str,
        when: str | date | datetime,
        *,
        by: str | None = None,
        actor: str | None = None,
        recorded: str | date | datetime | None = None,
        step: str | None = None,
        id: str | None = None,
        **members: Any,
    ) -> "History":
        """Append one operation."""
        number = len(self.operations)
        at = moment(when, number)
        who, defaults = DEFAULTS[action]
        if (self.kind, action) == ("tenancy", "vacated"):
            defaults = {"reason": "自愿退出"}
        data = {k: v(at.astimezone(SHANGHAI).date()) if callable(v) else v for k, v in defaults.items()} | members
        if action == "notice_opened":
            data = notice_members(at.astimezone(SHANGHAI).date()) | {"elements": FULL_ELEMENTS[data["notice"]]} | data
        if self.kind == "criteria":
            data = {"criteria_set": self.subject_id} | data | {"area_code": members.get("area_code", self.area_code)}
        data = {k: v for k, v in data.items() if v is not None or k in ("verdict",)}
        if by is None:
            by = BY_NOTICE[data["notice"]] if action.startswith("notice_") else who
            if action == "answered":
                by = f"{data['department']}/department_reviewer"
        kind, _, role = by.partition("/")
        org_id = organisation_id(kind, self.area_code) if kind else ""
        self.operations.append(
            {
                "source": SOURCE,
                "city_code": self.city_code,
                "operation_id": id or f"{self.kind}-{self.subject_id}-{number + 1:03}",
                "subject_kind": self.kind,
                "subject_id": self.subject_id,
                "step": step if step is not None else self.usual_step(action, data),
                "action": action,
                "occurred_at": at,
                "recorded_at": at if recorded is None else moment(recorded, number),
                "actor_id": actor if actor is not None else (f"{org_id}-{role}" if org_id else ""),
                "org_id": org_id,
                "role": role,
                "data": data,
            }
        )
        return self

    def usual_step(self, action: str, data: Row) -> str:
        """The list's step; a notice's own; else the step of the operation told before."""
        if self.kind in ("batch", "criteria", "unit"):
            return ""
        if action in STEP_OF_ACTION:
            return STEP_OF_ACTION[action]
        if "notice" in data:
            return STEP_OF_NOTICE[data["notice"]]
        return self.operations[-1]["step"] if self.operations else "S1"

    def world(self) -> "BuiltWorld":
        return world_of(self)


def notice_members(day: date) -> Row:
    """Five working days from the day of the opening on, or from the next working day."""
    starts_on = day if is_working_day(day) else nth_working_day_after(day, 1)
    return {"starts_on": str(starts_on), "ends_on": str(nth_working_day_after(starts_on, 4))}


def organisation_id(kind: str, area_code: str) -> str:
    """One organisation of each kind: a street's, a city's, the province's, the rest the county's."""
    return f"{kind}-{organisation_area(kind, area_code)}"


def organisation_area(kind: str, area_code: str) -> str:
    lengths = {"street": 9, "city_housing": 4, "province_housing": 2}
    return area_code[: lengths.get(kind, 6)]


# --- the subjects ---------------------------------------------------------------------------------------------------


def case(case_no: str = "350102-2026-00001", *, area: str = STREET, mode: str = "unit", **columns: Any) -> History:
    return History("case", case_no, area, mode=mode, **columns)


def batch(batch_id: str = "B1", *, area: str = STREET) -> History:
    return History("batch", batch_id, area)


def unit(unit_id: str = "U1", *, area: str = STREET) -> History:
    return History("unit", unit_id, area)


def tenancy(
    tenancy_id: str = "T1", *, area: str = STREET, unit_id: str = "U1", case_no: str = "", **columns: Any
) -> History:
    return History("tenancy", tenancy_id, area, unit_id=unit_id, case_no=case_no, **columns)


def criteria(criteria_set: str = "C-35", *, area: str = "35") -> History:
    return History("criteria", criteria_set, area)


def clean_case(
    case_no: str = "350102-2026-00001",
    *,
    until: str = "S4",
    start: str = "2026-03-02",
    area: str = STREET,
    mode: str = "unit",
    batch_id: str = "B1",
    rank_no: int = 1,
) -> History:
    """A case without a fault, told to the end of a step; step S4 begins 40 working days after submission."""

    def wd(n: int) -> date:
        return nth_working_day_after(date.fromisoformat(start), n)

    h = case(case_no, area=area, mode=mode)
    h.submitted(start).accepted(wd(1)).surveyed(wd(2)).document_attached(wd(2)).street_opinion_given(wd(3))
    h.notice_opened(wd(4), notice="acceptance").notice_closed(wd(9), notice="acceptance").step_ended(wd(9), step="S1")
    if until == "S1":
        return h
    h.dispatched(wd(9)).dispatched(wd(9), department="civil_affairs")
    h.answered(wd(11)).answered(wd(12), department="civil_affairs").compared(wd(13)).step_ended(wd(13), step="S2")
    if until == "S2":
        return h
    h.proposed(wd(14)).determined(wd(15), mode=mode)
    h.document_attached(wd(15), document="determination_sheet", for_action="determined")
    h.notice_opened(wd(15), notice="eligibility").notice_closed(wd(20), notice="eligibility").registered(wd(20))
    h.step_ended(wd(20), step="S3")
    if until == "S3":
        return h
    h.batch_entered(wd(40), batch_id=batch_id).re_examined(wd(42)).ranked(wd(43), batch_id=batch_id, rank_no=rank_no)
    h.notice_opened(wd(43), notice="ranking").notice_closed(wd(48), notice="ranking")
    if mode == "subsidy":
        # From `ranked` on the result is due within 2 working days, so it goes up beside the ranking.
        h.notice_opened(wd(44), notice="result", elements=["applicant_name", "area", "result", "publisher"])
        return h.subsidy_paid(wd(50)).step_ended(wd(50), step="S4")
    h.unit_selected(wd(49), batch_id=batch_id).notice_opened(wd(50), notice="result").contract_signed(wd(51))
    h.document_attached(wd(51), document="contract", for_action="contract_signed")
    return h.step_ended(wd(51), step="S4").contract_filed(wd(55))


# --- the world around them --------------------------------------------------------------------------------------------


class BuiltWorld(World):
    """A World that can write itself as a delivery."""

    def write_delivery(
        self, folder: Path, *, delivery_id: str = "D-1", created_at: datetime | None = None, source: str = SOURCE
    ) -> Path:
        """A delivery folder exactly as delivery.md has it; made an hour after the last operation unless said."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        stamps = [stamp for o in self.operations for stamp in (o["occurred_at"], o["recorded_at"])]
        if created_at is None:
            created_at = max(stamps, default=datetime(2026, 1, 1, tzinfo=SHANGHAI)) + timedelta(hours=1)
        tables: dict[str, list[Row]] = {
            "organisation.csv": list(self.organisations.values()),
            "staff.csv": list(self.staff.values()),
            "project.csv": list(self.projects.values()),
            "unit.csv": list(self.units.values()),
            "case.csv": list(self.cases.values()),
            "tenancy.csv": list(self.tenancies.values()),
            "operation.csv": self.operations,
        }
        files = []
        for name, rows in tables.items():
            path = folder / name
            with path.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(COLUMNS[name])
                writer.writerows([cell(row[column]) for column in COLUMNS[name]] for row in rows)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files.append({"name": name, "rows": len(rows), "sha256": digest})
        manifest = {
            "format": "cockpit-delivery/1",
            "source": source,
            "delivery_id": delivery_id,
            "created_at": created_at.isoformat(),
            "files": files,
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
        return folder


COLUMNS = {
    "organisation.csv": ["org_id", "name", "kind", "area_code", "parent_org_id"],
    "staff.csv": ["actor_id", "org_id", "name", "role", "phone"],
    "project.csv": [
        "city_code",
        "project_id",
        "name",
        "area_code",
        "built_on",
        "smart_gate",
        "template_contract_from",
    ],
    "unit.csv": ["city_code", "unit_id", "project_id", "floor_area_m2", "layout", "monthly_rent_yuan"],
    "case.csv": [
        "city_code",
        "case_no",
        "area_code",
        "mode",
        "channel",
        "applicant_name",
        "id_number",
        "phone",
        "household_size",
        "floor_area_per_head_m2",
        "income_per_head_yuan",
        "assets_yuan",
    ],
    "tenancy.csv": [
        "city_code",
        "tenancy_id",
        "unit_id",
        "case_no",
        "tenant_name",
        "id_number",
        "phone",
        "starts_on",
        "ends_on",
        "monthly_rent_yuan",
        "template_contract",
    ],
    "operation.csv": [
        "city_code",
        "operation_id",
        "subject_kind",
        "subject_id",
        "step",
        "action",
        "occurred_at",
        "recorded_at",
        "actor_id",
        "org_id",
        "role",
        "data",
    ],
}


def cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def world_of(*histories: History, with_criteria: bool = True) -> BuiltWorld:
    """The world of these histories: their rows, and every organisation, member of staff, project and unit they name.

    Unless told otherwise the province has a criteria set C-35, approved and published in 2022.
    """
    if with_criteria:
        told = criteria("C-35").criteria_changed("2022-12-19", published_on="2022-12-19", effective_on="2023-01-01")
        if not any(h.kind == "criteria" and h.subject_id == "C-35" for h in histories):
            histories = (told, *histories)
    world = BuiltWorld()
    for h in histories:
        place(world, h)
        for operation in h.operations:
            world.operations.append(operation)
            employ(world, operation, h.area_code)
    return world


def place(world: World, h: History) -> None:
    """The rows of the other files that a subject needs."""
    city = h.city_code
    if h.kind == "case":
        world.cases[city, h.subject_id] = {
            "source": SOURCE,
            "city_code": city,
            "case_no": h.subject_id,
            "area_code": h.area_code,
            "mode": "unit",
            "channel": "window",
            "applicant_name": "张三",
            "id_number": "",
            "phone": "",
            "household_size": "3",
            "floor_area_per_head_m2": "12",
            "income_per_head_yuan": "30000",
            "assets_yuan": "",
        } | h.columns
    if h.kind in ("unit", "tenancy"):
        unit_id = h.subject_id if h.kind == "unit" else h.columns["unit_id"]
        project_id = f"P-{h.area_code}"
        world.projects[city, project_id] = {
            "source": SOURCE,
            "city_code": city,
            "project_id": project_id,
            "name": "安居小区",
            "area_code": h.area_code,
            "built_on": "2015-01-01",
            "smart_gate": "1",
            "template_contract_from": "2022-05-01",
        }
        world.units[city, unit_id] = {
            "source": SOURCE,
            "city_code": city,
            "unit_id": unit_id,
            "project_id": project_id,
            "floor_area_m2": "45",
            "layout": "1-1",
            "monthly_rent_yuan": "90",
        }
    if h.kind == "tenancy":
        world.tenancies[city, h.subject_id] = {
            "source": SOURCE,
            "city_code": city,
            "tenancy_id": h.subject_id,
            "unit_id": h.columns["unit_id"],
            "case_no": h.columns["case_no"],
            "tenant_name": "张三",
            "id_number": "",
            "phone": "",
            "starts_on": "2026-03-01",
            "ends_on": "2031-02-28",
            "monthly_rent_yuan": "90",
            "template_contract": "1",
        } | h.columns


def employ(world: World, operation: Row, area_code: str) -> None:
    """The organisation and the member of staff that an operation names. A plain actor works for its organisation."""
    org_id, actor_id = operation["org_id"], operation["actor_id"]
    if org_id:
        kind = org_id.rpartition("-")[0]
        world.organisations[SOURCE, org_id] = {
            "source": SOURCE,
            "org_id": org_id,
            "name": org_id,
            "kind": kind,
            "area_code": organisation_area(kind, area_code),
            "parent_org_id": "",
        }
    if actor_id and (SOURCE, actor_id) not in world.staff:
        world.staff[SOURCE, actor_id] = {
            "source": SOURCE,
            "actor_id": actor_id,
            "org_id": org_id,
            "name": "李四",
            "role": operation["role"] if operation["role"] != "applicant" else "clerk",
            "phone": "",
        }
