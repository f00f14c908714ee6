"""The simulator writes what delivery.md asks for, to the letter."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

HEADERS = {
    "organisation.csv": "org_id,name,kind,area_code,parent_org_id",
    "staff.csv": "actor_id,org_id,name,role,phone",
    "project.csv": "city_code,project_id,name,area_code,built_on,smart_gate,template_contract_from",
    "unit.csv": "city_code,unit_id,project_id,floor_area_m2,layout,monthly_rent_yuan",
    "case.csv": "city_code,case_no,area_code,mode,channel,applicant_name,id_number,phone,household_size,"
    "floor_area_per_head_m2,income_per_head_yuan,assets_yuan",
    "tenancy.csv": "city_code,tenancy_id,unit_id,case_no,tenant_name,id_number,phone,starts_on,ends_on,"
    "monthly_rent_yuan,template_contract",
    "operation.csv": "city_code,operation_id,subject_kind,subject_id,step,action,occurred_at,recorded_at,actor_id,"
    "org_id,role,data",
}
BASE = {"organisation.csv", "staff.csv", "project.csv", "unit.csv", "operation.csv"}
CITY = {"case.csv", "tenancy.csv", "operation.csv"}
MAY_BE_NOBODY = {"submitted", "correction_received", "objection_raised", "re_review_requested", "withdrawn"} | {
    "renewal_applied"
}


def test_the_base_comes_first_and_then_the_nine_cities(simulated: Any) -> None:
    assert [folder.name for folder in simulated.folders] == ["3500-base", *(f"350{n}" for n in range(1, 10))]


def test_every_file_has_exactly_its_header(simulated: Any) -> None:
    for folder in simulated.folders:
        names = {path.name for path in folder.glob("*.csv")}
        assert names == (BASE if folder.name == "3500-base" else CITY)
        for name in names:
            assert (folder / name).read_bytes().split(b"\r\n", 1)[0].decode() == HEADERS[name]


def test_every_manifest_counts_and_hashes_its_files(simulated: Any) -> None:
    for folder in simulated.folders:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        assert manifest["format"] == "cockpit-delivery/1"
        assert manifest["source"] == "simulated"
        assert manifest["created_at"] == "2026-11-24T08:00:00+08:00"
        assert {file["name"] for file in manifest["files"]} == {path.name for path in folder.glob("*.csv")}
        for file in manifest["files"]:
            content = (folder / file["name"]).read_bytes()
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
            assert file["rows"] == content.count(b"\r\n") - 1


def test_planted_csv_lies_beside_the_deliveries_never_inside(simulated: Any) -> None:
    assert (simulated.out / "planted.csv").exists()
    assert not [folder for folder in simulated.folders if (folder / "planted.csv").exists()]


def test_operations_are_unique_within_their_city(simulated: Any) -> None:
    keys = [(row["city_code"], row["operation_id"]) for row in simulated.tables["operation"]]
    assert len(keys) == len(set(keys))


def test_nothing_happens_after_the_data_end(simulated: Any) -> None:
    end, created = (
        datetime.fromisoformat("2026-11-24T00:00:00+08:00"),
        datetime.fromisoformat("2026-11-24T08:00:00+08:00"),
    )
    for row in simulated.tables["operation"]:
        assert row["at"] < end
        assert datetime.fromisoformat(row["recorded_at"]) <= created


def test_only_applicants_and_the_system_act_without_a_name(simulated: Any) -> None:
    for row in simulated.tables["operation"]:
        if not row["actor_id"]:
            assert row["role"] == "system" or (row["role"] == "applicant" and row["action"] in MAY_BE_NOBODY)


def test_every_key_that_a_row_names_is_known(simulated: Any) -> None:
    tables = simulated.tables
    known = {kind: {row[key] for row in tables[kind]} for kind, key in (("case", "case_no"), ("unit", "unit_id"))}
    known["tenancy"] = {row["tenancy_id"] for row in tables["tenancy"]}
    people = {row["actor_id"] for row in tables["staff"]} | {""}
    offices = {row["org_id"] for row in tables["organisation"]} | {""}
    for row in tables["operation"]:
        assert row["actor_id"] in people
        assert row["org_id"] in offices
        if row["subject_kind"] in known:
            assert row["subject_id"] in known[row["subject_kind"]]
    assert {row["unit_id"] for row in tables["tenancy"]} <= known["unit"]
    assert {row["case_no"] for row in tables["tenancy"]} <= known["case"] | {""}
    assert {row["project_id"] for row in tables["unit"]} <= {row["project_id"] for row in tables["project"]}
    assert {row["parent_org_id"] for row in tables["organisation"]} <= offices


def test_every_row_belongs_to_the_city_of_its_folder(simulated: Any) -> None:
    for row in simulated.tables["case"]:
        assert row["area_code"].startswith(row["city_code"]) and len(row["area_code"]) == 9
        assert row["case_no"].startswith(row["area_code"][:6])
    criteria = [row for row in simulated.tables["operation"] if row["subject_kind"] == "criteria"]
    for row in criteria:
        assert row["city_code"] == row["data"]["area_code"][:4].ljust(4, "0")


def test_every_street_in_use_has_an_office_and_no_special_unit_a_case(simulated: Any) -> None:
    streets = [row for row in simulated.tables["organisation"] if row["kind"] == "street"]
    assert len(streets) == 1107
    assert len({row["area_code"][:6] for row in streets}) == 83
    assert {row["area_code"] for row in simulated.tables["case"]} <= {row["area_code"] for row in streets}


def test_a_step_is_given_to_every_operation_of_a_case_or_tenancy(simulated: Any) -> None:
    steps = {"case": {"S1", "S2", "S3", "S4"}, "tenancy": {"USE", "EXIT"}}
    for row in simulated.tables["operation"]:
        assert row["step"] in steps.get(row["subject_kind"], {""})
