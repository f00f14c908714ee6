"""One row for each clause of delivery.md, and the reason that it is refused with; the rest is loaded."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from cockpit.db.ledger import Entry
from cockpit.domain.action import ACTIONS
from cockpit.ingest.codes import Reason, Unfit
from cockpit.ingest.ground import Delivery, Ground
from cockpit.ingest.sources import TABLES
from cockpit.ingest.sources import operation as source
from tests.ingest.parcel import CIPHER, CREATED, NOW, STREET, WORLD, bring, operation, parcel, refused

AREAS = frozenset({"35", "3501", "3502", "350102", "350128", "350203", STREET, "350128001", "350203001"})
GROUND = Ground(CIPHER, AREAS, frozenset({"3501", "3502"}), NOW)
DELIVERY = Delivery("national", "D-1", datetime.fromisoformat(CREATED))


def read(row: list[str]) -> Entry:
    return source.read(row, DELIVERY, GROUND)


def reason(row: list[str]) -> str:
    with pytest.raises(Unfit) as unfit:
        read(row)
    assert unfit.value.detail.endswith("。")
    return unfit.value.reason.value


def criteria(
    area: str, city: str, subject: str = "S-1", parameters: object = None, step: str = "", **more: object
) -> list[str]:
    data = {
        "criteria_set": "S-1",
        "area_code": area,
        "parameters": {"assets_yuan": 50000} if parameters is None else parameters,
        "effective_on": "2026-01-01",
        **more,
    }
    return operation(kind="criteria", subject=subject, step=step, action="criteria_changed", city=city, data=data)


def notice(**more: object) -> list[str]:
    data = {"notice": "acceptance", "starts_on": "2026-03-02", "ends_on": "2026-03-06", **more}
    return operation(action="notice_opened", data=data)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # never empty
        (operation(operation_id=" "), "empty"),
        (operation(city=""), "empty"),
        (operation(kind=""), "empty"),
        (operation(subject="　"), "empty"),
        (operation(action=""), "empty"),
        (operation(at="", recorded="2026-03-02T09:00:00+08:00"), "empty"),
        (operation(recorded=" "), "empty"),
        (operation(role=""), "empty"),
        # what and about whom
        (operation(kind="alert"), "subject_kind"),
        (operation(kind="session"), "subject_kind"),
        (operation(kind="organisation"), "subject_kind"),
        (operation(action="approved"), "unknown_action"),
        (operation(action="Submitted"), "unknown_action"),
        (operation(action="row_received"), "unknown_action"),
        (operation(kind="unit", subject="U-1", action="submitted"), "unknown_action"),
        (operation(action="moved_in", step="USE"), "unknown_action"),
        # steps
        (operation(step="S2"), "step"),
        (operation(step="s1"), "step"),
        (operation(step="", action="withdrawn"), "no_step"),
        (operation(step="S5", action="withdrawn"), "value"),
        (operation(kind="tenancy", subject="T-1", step="USE", action="vacated", data={"reason": "退租"}), "step"),
        # who
        (operation(role="mayor"), "value"),
        (operation(actor=""), "no_actor"),
        (operation(org=""), "no_actor"),
        (operation(actor="", org="", role="clerk"), "no_actor"),
        (operation(action="accepted", actor="", org="", role="applicant", data={"receipt_no": "1"}), "no_actor"),
        # when
        (operation(at="2026-03-02 09:00:00+08:00"), "time"),
        (operation(at="2026-03-02T09:00:00"), "no_offset"),
        (operation(at="2026-03-02T09:00"), "no_offset"),
        (operation(at="2026-02-30T09:00:00+08:00"), "time"),
        (operation(at="2026-03-02T24:00:00+08:00"), "time"),
        (operation(at="2026-03-02T09:00:60+08:00"), "time"),
        (operation(at="2026-03-02T09:00:00.123+08:00"), "time"),
        (operation(at="2026-03-02T09:00:00+0800"), "time"),
        (operation(at="2026-3-2T09:00:00+08:00"), "time"),
        (operation(at="0001-01-01T00:00:00+08:00"), "time"),
        (operation(at="2026-03-02"), "time"),
        (operation(at="2026-11-24T08:05:00.000001+08:00"), "future"),
        (operation(recorded="2026-11-24T00:05:01Z"), "future"),
        # where
        (operation(city="3599"), "unknown_city"),
        (operation(city="3500"), "unknown_city"),
        (operation(city="350102"), "unknown_city"),
        (criteria("35", "3501"), "other_city"),
        (criteria("3501", "3500"), "other_city"),
        (criteria("350203", "3501"), "other_city"),
        (criteria("350199", "3501"), "unknown_area"),
        (criteria("", "3501"), "unknown_area"),
        (criteria("3501", "3501", subject="S-2"), "criteria_subject"),
        # data
        (operation(data="{"), "json"),
        (operation(data="[]"), "json"),
        (operation(data="null"), "json"),
        (operation(data="{'materials': []}"), "json"),
        (operation(data='{"materials": [], "x": NaN}'), "json"),
        (operation(data='{"materials": [], "x": "\\ud800"}'), "json"),
        (operation(data='{"materials": ' + "[" * 300 + "]" * 300 + "}"), "member_type"),
        (operation(data='{"materials": [], "x": ' + "[" * 300 + "]" * 300 + "}"), "json"),
        (operation(data={}), "missing"),
        (operation(data={"materials": None}), "missing"),
        (operation(data={"materials": ""}), "missing"),
        (operation(data={"materials": {}}), "member_type"),
        (operation(data={"materials": ["id_card"]}), "member_type"),
        (operation(data={"materials": [{"code": "id_card", "how": "fax"}]}), "member_value"),
        (operation(action="accepted", data={"receipt_no": 17}), "member_type"),
        (operation(action="accepted", data={"receipt_no": None}), "missing"),
        (operation(action="correction_requested", data={"items": [], "due_on": "2026-02-29"}), "member_date"),
        (operation(action="correction_requested", data={"items": [], "due_on": "2026-2-8"}), "member_date"),
        (operation(action="correction_requested", data={"items": [], "due_on": 20260208}), "member_type"),
        (operation(action="correction_requested", data={"items": "身份证"}), "member_type"),
        (operation(action="surveyed", data={"surveyors": "A-1"}), "member_type"),
        (operation(action="surveyed", data={"surveyors": [1]}), "member_type"),
        (operation(action="surveyed", data={"surveyors": [], "photos": "2"}), "member_type"),
        (operation(action="surveyed", data={"surveyors": [], "photos": -1}), "member_type"),
        (operation(action="surveyed", data={"surveyors": [], "photos": True}), "member_type"),
        (operation(action="street_opinion_given", data={"verdict": "ok"}), "member_value"),
        (operation(action="street_opinion_given", data={"opinion": ["同意"]}), "member_type"),
        (operation(step="S2", action="answered", data={"department": "tax", "hit": "1"}), "member_type"),
        (operation(step="S2", action="answered", data={"department": "tax", "hit": 2}), "member_type"),
        (operation(step="S2", action="answered", data={"verdict": "pass"}), "missing"),
        (
            operation(step="S2", action="compared", data={"criteria_set": "S", "items": [1], "result": "pass"}),
            "member_type",
        ),
        (operation(step="S2", action="compared", data={"criteria_set": "S", "items": [], "result": ""}), "missing"),
        (operation(step="S3", action="determined", data={"result": "pass", "criteria_set": "S"}), "member_value"),
        (operation(step="S4", action="ranked", data={"batch_id": "B", "rank_no": "1"}), "member_type"),
        (operation(step="S4", action="ranked", data={"batch_id": "B", "rank_no": 1.5}), "member_type"),
        (operation(step="S4", action="ranked", data={"batch_id": "B", "rank_no": True}), "member_type"),
        (operation(step="S4", action="ranked", data={"batch_id": "B", "rank_no": ""}), "missing"),
        (operation(step="S4", action="ranked", data={"batch_id": "B", "rank_no": 2**40}), "member_type"),
        (operation(step="S4", action="rank_changed", data={"batch_id": "B", "from": "3", "to": 1}), "member_type"),
        (operation(step="S4", action="passed", data={"batch_id": "B", "kind": "skip"}), "member_value"),
        (operation(step="S4", action="subsidy_paid", data={"amount_yuan": "350"}), "member_type"),
        (notice(notice="final"), "member_value"),
        (notice(ends_on=""), "missing"),
        (notice(elements="area"), "member_type"),
        (notice(elements=[1]), "member_type"),
        (operation(action="notice_closed", data={"notice": "acceptance", "withdrawn": "yes"}), "member_type"),
        (operation(action="objection_concluded", data={"objection_no": "1", "sustained": ""}), "missing"),
        (operation(action="suspension_extended", data={"approver_id": "A", "days": "5"}), "member_type"),
        (operation(action="condition_changed", data={"item": "income", "from": 1, "to": "2"}), "member_type"),
        (criteria("3501", "3501", parameters=[]), "member_type"),
        (criteria("3501", "3501", parameters={"assets_yuan": "5"}), "member_type"),
        (criteria("3501", "3501", parameters={"assets_yuan": True}), "member_type"),
        (criteria("3501", "3501", effective_on=None), "missing"),
        (operation(kind="unit", subject="U-1", action="use_observed", data={"source": "gate"}), "missing"),
        (
            operation(kind="unit", subject="U-1", action="use_observed", data={"on": "2026-03-01", "source": "x"}),
            "member_value",
        ),
        (
            operation(kind="tenancy", step="USE", action="rent_paid", data={"month": "2026-13", "amount_yuan": 1}),
            "member_date",
        ),
        (operation(kind="tenancy", step="USE", action="violation_found", data={"situation": 15}), "member_value"),
        (operation(kind="tenancy", step="USE", action="violation_found", data={"situation": "3"}), "member_type"),
        (operation(kind="tenancy", step="USE", action="visited", data={"result": "gone"}), "member_value"),
        (
            operation(
                kind="tenancy",
                step="USE",
                action="rectification_ordered",
                data={"due_on": "2026-05-01", "measure": "fine"},
            ),
            "member_value",
        ),
    ],
)
def test_an_operation_is_refused_with_its_reason(row: list[str], expected: str) -> None:
    assert reason(row) == expected


@pytest.mark.parametrize(
    "row",
    [
        operation(step=""),
        operation(actor="", org="", role="system"),
        operation(actor="", org="", role="applicant"),
        operation(actor="A-1", org="", role="applicant"),
        operation(role="applicant"),
        operation(at="2026-11-24T08:05:00+08:00"),
        operation(at="2026-03-02T09:00Z"),
        operation(at="2026-03-02T09:00:00.123456-01:30"),
        operation(at="２０２６-０３-０２T０９:００:００+０８:００"),
        operation(at="2026-03-02T09:00:00+08:00", recorded="2026-03-01T09:00:00+08:00"),
        operation(kind="unit", subject="U-1", step="S9", action="ready", data=""),
        operation(kind="batch", subject="B-1", step="nonsense", action="intent_opened", data="  "),
        criteria("35", "3500"),
        criteria("350128", "3501"),
        criteria("3501", "3501", parameters={}),
        operation(data={"materials": []}),
        operation(action="accepted", data={"receipt_no": ""}),
        operation(action="correction_requested", data={"items": [], "due_on": None, "reason_code": ""}),
        operation(action="surveyed", data={"surveyors": [], "photos": 0}),
        operation(action="surveyed", data={"surveyors": ["A-1"], "photos": ["1.jpg"]}),
        operation(step="S2", action="answered", data={"department": "tax", "verdict": None, "hit": True}),
        operation(step="S4", action="ranked", data={"batch_id": "B", "rank_no": 3.0}),
        operation(step="S4", action="subsidy_paid", data={"amount_yuan": 350.5}),
        operation(kind="tenancy", step="EXIT", action="reclaim_ordered", data={"situation": 14}),
        operation(kind="tenancy", step="", action="vacated", data={"reason": ""}),
        notice(elements=["area", "另见现场公示栏"], text="姓名：张**"),
        notice(unheard_of={"x": [1, None]}),
    ],
)
def test_an_operation_that_the_page_allows_is_read(row: list[str]) -> None:
    assert read(row).operation_id == "OP-1"


def test_reading_folds_what_means_the_same() -> None:
    plain = operation(
        action="notice_closed",
        data={"notice": "acceptance", "withdrawn": 1, "x": [1, {"y": 2}]},
        at="2026-03-02T01:00:00Z",
    )
    other = operation(
        operation_id="　ＯＰ-1 ",
        step="Ｓ1",
        action="notice_closed",
        at="2026-03-02T09:00:00.000000+08:00",
        recorded="2026-03-02T10:00+09:00",
        data='{"x": [1.0, {"y": 2e0}], "withdrawn": true, "notice": " ａcceptance"}',
    )
    assert read(plain) == read(other)


def test_an_optional_member_that_says_nothing_is_not_there() -> None:
    silent = {"items": [], "reason_code": "", "due_on": None}
    assert read(operation(action="correction_requested", data=silent)).data == {"items": []}


def test_wording_is_never_folded() -> None:
    said = " 人均９㎡，符合（一）；"
    entry = read(operation(action="street_opinion_given", data={"opinion": said, "basis": said}))
    assert entry.data == {"opinion": said, "basis": said}


def test_different_words_are_different_contents() -> None:
    one, two = (read(operation(action="street_opinion_given", data={"opinion": opinion})) for opinion in ("9㎡", "9m2"))
    assert one.content != two.content


def test_every_action_is_read_with_its_required_members() -> None:
    values: dict[str, Any] = {
        "CODE": "x", "TEXT": "说明", "DATE": "2026-03-01", "MONTH": "2026-03", "INTEGER": 1, "NUMBER": 1, "FLAG": 0,
        "CODES": ["x"], "LIST": [], "OBJECTS": [], "MATERIALS": [], "ELEMENTS": [], "PHOTOS": 2, "PARAMETERS": {},
    }  # fmt: skip
    for action in ACTIONS.values():
        data = {
            member.name: int(member.values[0])
            if member.values and member.shape.name == "INTEGER"
            else member.values[0]
            if member.values
            else values[member.shape.name]
            for member in action.members
        }
        data |= {"area_code": "3501"} if action.name == "criteria_changed" else {}
        row = operation(
            kind=action.subject_kind,
            subject="x",
            step="S1" if action.step == "any" else "",
            action=action.name,
            data=data,
        )
        assert read(row).action == action.name
        for member in action.members:
            if member.required:
                assert reason(
                    [*row[:-1], str({k: v for k, v in data.items() if k != member.name}).replace("'", '"')]
                ) in ("missing",), (action.name, member.name)


def test_the_vocabulary_has_as_many_actions_as_the_page() -> None:
    kinds = [action.subject_kind for action in ACTIONS.values()]
    counted = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert counted == {"case": 40, "batch": 4, "criteria": 1, "unit": 7, "tenancy": 19}


Change = Callable[[list[str]], list[str]]


def put(place: int, value: str) -> Change:
    return lambda row: [*row[:place], value, *row[place + 1 :]]


@pytest.mark.parametrize(
    ("stem", "change", "expected"),
    [
        ("organisation", put(0, ""), "empty"),
        ("organisation", put(2, ""), "empty"),
        ("organisation", put(2, "ministry"), "value"),
        ("organisation", put(3, ""), "empty"),
        ("organisation", put(3, "350199"), "unknown_area"),
        ("staff", put(0, " "), "empty"),
        ("staff", put(3, ""), "empty"),
        ("staff", put(3, "applicant"), "value"),
        ("project", put(0, ""), "empty"),
        ("project", put(1, ""), "empty"),
        ("project", put(3, "3501"), "area_level"),
        ("project", put(3, "350203"), "other_city"),
        ("project", put(3, ""), "empty"),
        ("project", put(4, "2015-06-31"), "date"),
        ("project", put(4, "20150630"), "date"),
        ("project", put(5, "是"), "value"),
        ("project", put(5, "2"), "value"),
        ("unit", put(0, "3599"), "unknown_city"),
        ("unit", put(0, "3500"), "unknown_city"),
        ("unit", put(3, "45,5"), "number"),
        ("unit", put(3, "45.5㎡"), "number"),
        ("unit", put(3, "٤٥"), "number"),
        ("unit", put(5, "NaN"), "number"),
        ("unit", put(5, "1e3"), "number"),
        ("case", put(2, "350102"), "area_level"),
        ("case", put(2, "350102999"), "unknown_area"),
        ("case", put(2, "350203001"), "other_city"),
        ("case", put(3, ""), "empty"),
        ("case", put(3, "both"), "value"),
        ("case", put(4, ""), "empty"),
        ("case", put(4, "wechat"), "value"),
        ("case", put(8, "2.5"), "integer"),
        ("case", put(8, "9999999999"), "integer"),
        ("case", put(10, "一千"), "number"),
        ("tenancy", put(7, "2024/01/01"), "date"),
        ("tenancy", put(10, "yes"), "value"),
    ],
)
def test_a_row_of_another_file_is_refused_with_its_reason(stem: str, change: Change, expected: str) -> None:
    with pytest.raises(Unfit) as unfit:
        TABLES[stem].read(change(list(WORLD[stem][0])), "national", GROUND)
    assert unfit.value.reason.value == expected


@pytest.mark.parametrize(
    ("stem", "change"),
    [
        ("organisation", put(1, "")),
        ("organisation", put(3, "35")),
        ("organisation", put(3, STREET)),
        ("staff", put(1, "")),
        ("staff", put(3, "system")),
        ("project", put(3, "350128001")),
        ("project", put(5, "")),
        ("unit", put(2, "")),
        ("unit", put(3, "０４５.５０")),
        ("case", put(2, "350128001")),
        ("case", put(8, "3.0")),
        ("tenancy", put(3, "")),
    ],
)
def test_a_row_that_the_page_allows_is_read(stem: str, change: Change) -> None:
    TABLES[stem].read(change(list(WORLD[stem][0])), "national", GROUND)


@pytest.mark.parametrize("value", ["张三丰", "350102189001011234", "13800005678", "林 一"])
def test_a_reason_never_repeats_what_may_be_personal(value: str) -> None:
    """A shifted column puts names where codes belong, and reasons are stored in the clear."""
    for stem, rows in WORLD.items():
        for place in range(len(rows[0])):
            try:
                TABLES[stem].read(put(place, value)(list(rows[0])), "national", GROUND)
            except Unfit as unfit:
                assert value not in unfit.detail
    for place in range(12):
        try:
            read(put(place, value)(operation()))
        except Unfit as unfit:
            assert value not in unfit.detail


def test_the_moment_five_minutes_after_the_delivery_was_made_is_not_yet_the_future() -> None:
    latest = datetime.fromisoformat(CREATED) + timedelta(minutes=5)
    assert read(operation(at=latest.isoformat())).occurred_at == latest
    assert reason(operation(at=(latest + timedelta(microseconds=1)).isoformat())) == "future"


def test_every_reason_ends_in_a_sentence_and_only_unknown_keys_wait() -> None:
    assert {reason.value for reason in Reason if reason.waits} == {
        f"unknown_{table}" for table in ("organisation", "staff", "project", "unit", "case", "tenancy")
    }
    assert all(reason.says.endswith("。") for reason in Reason)


def test_rows_that_name_unknown_keys_wait_with_that_reason(database: Engine, tmp_path: Path) -> None:
    rows = {
        "organisation": [["O-9", "", "street", STREET, "O-NONE"], *WORLD["organisation"]],
        "staff": [*WORLD["staff"], ["A-9", "O-NONE", "", "clerk", ""]],
        "project": WORLD["project"],
        "unit": [["3501", "U-9", "P-NONE", "", "", ""], ["3502", "U-8", "P-1", "", "", ""]],
        "case": WORLD["case"],
        "tenancy": [
            ["3501", "T-8", "U-NONE", "", "", "", "", "", "", "", ""],
            ["3501", "T-9", "", "C-NONE", "", "", "", "", "", "", ""],
        ],
        "operation": [
            operation("OP-1", actor="A-NONE"),
            operation("OP-2", org="O-NONE"),
            operation("OP-3", subject="C-NONE"),
            operation("OP-4", kind="tenancy", subject="T-NONE", step="USE", action="moved_in"),
            operation("OP-5", kind="unit", subject="U-NONE", action="ready"),
            operation("OP-6", city="3502"),  # a case of Fuzhou
            operation("OP-7", kind="batch", subject="B-NONE", action="intent_opened"),
        ],
    }
    receipt = bring(parcel(tmp_path / "d", rows))[0]
    assert refused(database) == {
        ("organisation.csv", 2): "unknown_organisation",
        ("staff.csv", 4): "unknown_organisation",
        ("unit.csv", 2): "unknown_project",
        ("unit.csv", 3): "unknown_project",
        ("tenancy.csv", 2): "unknown_unit",
        ("tenancy.csv", 3): "unknown_case",
        ("operation.csv", 2): "unknown_staff",
        ("operation.csv", 3): "unknown_organisation",
        ("operation.csv", 4): "unknown_case",
        ("operation.csv", 5): "unknown_tenancy",
        ("operation.csv", 6): "unknown_unit",
        ("operation.csv", 7): "unknown_case",
    }
    assert receipt.quarantined == 12
    assert receipt.loaded + receipt.quarantined == receipt.rows
