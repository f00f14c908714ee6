"""The final state: no order, cut or repetition of deliveries changes it, and every row has come to one end."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from cockpit.db import engine
from cockpit.db.chain import verify_chain
from cockpit.db.cipher import Subject
from cockpit.db.doors import writing_as_engine
from cockpit.domain.refusal import Refusal
from cockpit.ingest import deliveries, loading, projections
from cockpit.ingest.bookkeeping import Receipt
from tests.databases import cloned
from tests.ingest.parcel import CIPHER, OPERATIONS, STREET, WORLD, Row, bring, count, operation, parcel, refused, state

State = dict[str, list[tuple[object, ...]]]

ALL: dict[str, list[Row]] = {**WORLD, "operation": OPERATIONS}

MIXED: dict[str, list[Row]] = {
    **ALL,
    "case": [*WORLD["case"], WORLD["case"][0], [*WORLD["case"][1][:4], "local_platform", *WORLD["case"][1][5:]]],
    "operation": [
        *OPERATIONS,
        OPERATIONS[0],  # once more
        operation("OP-1", data={"materials": []}),  # with another content
        operation("OP-8", subject="C-NONE"),
        operation("OP-8", subject="C-NONE"),
        operation("OP-9", action="nonsense"),
        ["too", "short"],
    ],
}


def conserved(receipts: list[Receipt], database: Engine) -> bool:
    files = [file for receipt in receipts for file in receipt.files]
    in_quarantine = sum(file.quarantined for file in files if file.rows)
    return (
        all(file.loaded + file.duplicate + file.quarantined == file.rows for file in files)
        and count(database, "quarantine") == in_quarantine
    )


def rebuilt(database: Engine) -> State:
    """Every row of the six tables, before or after a rebuild, tokens and stamps included."""
    with database.connect() as conn:
        return {
            table: sorted((tuple(row) for row in conn.execute(text(f"SELECT * FROM {table}"))), key=repr)
            for table in ("organisation", "staff", "project", "unit", "case_file", "tenancy")
        }


def check_rebuild(database: Engine) -> None:
    before = rebuilt(database)
    with writing_as_engine() as conn:
        projections.rebuild(conn, CIPHER)
    assert rebuilt(database) == before


def test_every_row_is_loaded_a_duplicate_or_quarantined(database: Engine, tmp_path: Path) -> None:
    receipts = bring(parcel(tmp_path / "d", MIXED))
    assert conserved(receipts, database)
    operations = receipts[0].files[-1]
    assert (operations.loaded, operations.duplicate, operations.quarantined) == (5, 1, 5)
    cases = receipts[0].files[-3]
    assert (cases.loaded, cases.duplicate, cases.quarantined) == (3, 1, 0)
    assert refused(database) == {
        ("operation.csv", 8): "conflict",
        ("operation.csv", 9): "unknown_case",
        ("operation.csv", 10): "unknown_case",
        ("operation.csv", 11): "unknown_action",
        ("operation.csv", 12): "columns",
    }
    check_rebuild(database)


def test_the_same_delivery_twice_changes_nothing(database: Engine, tmp_path: Path) -> None:
    first = bring(parcel(tmp_path / "d", MIXED))
    before, tables = state(database), rebuilt(database)
    counts = [count(database, table) for table in ("operation", "quarantine", "subject_key", "delivery")]
    again = bring(tmp_path / "d")
    assert again[0].repeated and not first[0].repeated
    assert again[0].files == first[0].files
    assert (state(database), rebuilt(database)) == (before, tables)
    assert [count(database, table) for table in ("operation", "quarantine", "subject_key", "delivery")] == counts


def test_the_same_rows_in_another_delivery_are_duplicates(database: Engine, tmp_path: Path) -> None:
    bring(parcel(tmp_path / "one", ALL))
    before = state(database)
    receipt = bring(parcel(tmp_path / "two", ALL, delivery_id="D-2"))[0]
    assert (receipt.loaded, receipt.duplicate, receipt.quarantined) == (0, receipt.rows, 0)
    assert state(database) == before
    check_rebuild(database)


def test_of_two_contents_under_one_key_the_earlier_line_stays(database: Engine, tmp_path: Path) -> None:
    other = operation("OP-1", data={"materials": []})
    bring(parcel(tmp_path / "d", {**WORLD, "operation": [other, OPERATIONS[0], other]}))
    assert refused(database) == {("operation.csv", 3): "conflict"}


def test_two_sources_and_two_cities_may_use_one_operation_id(database: Engine, tmp_path: Path) -> None:
    city = "3502"
    there = [[city, "C-1", "350203001", "unit", "window", "", "", "", "", "", "", ""]]
    bring(parcel(tmp_path / "a", {**WORLD, "case": [*WORLD["case"], *there], "operation": [operation("OP-1")]}))
    receipt = bring(
        parcel(
            tmp_path / "b",
            {**{name: WORLD[name] for name in ("organisation", "staff")}, "operation": [operation("OP-1", city=city)]},
            source="other",
        )
    )[0]
    assert receipt.loaded == receipt.rows  # the organisations of another source are others too
    with database.connect() as conn:
        assert conn.execute(text("SELECT count(*) FROM operation WHERE operation_id = 'OP-1'")).scalar() == 2


def test_rows_that_wait_are_released_by_the_delivery_that_brings_the_key(database: Engine, tmp_path: Path) -> None:
    children_first = [*reversed(WORLD["organisation"]), ["O-LEAF", "", "operator", STREET, "O-STREET"]]
    bring(parcel(tmp_path / "1", {"operation": [*OPERATIONS, OPERATIONS[1]]}, delivery_id="D-1"))
    assert set(refused(database).values()) == {"unknown_case", "unknown_unit", "unknown_tenancy"}
    bring(parcel(tmp_path / "2", {"tenancy": WORLD["tenancy"], "case": WORLD["case"]}, delivery_id="D-2"))
    bring(parcel(tmp_path / "3", {"unit": WORLD["unit"], "staff": WORLD["staff"]}, delivery_id="D-3"))
    assert count(database, "operation") == 2  # the two cases
    bring(parcel(tmp_path / "4", {"organisation": children_first, "project": WORLD["project"]}, delivery_id="D-4"))
    assert refused(database) == {}
    with database.connect() as conn:
        rows = conn.execute(text("SELECT delivery_id, loaded, duplicate, quarantined FROM delivery ORDER BY 1")).all()
    assert [tuple(row) for row in rows] == [("D-1", 5, 1, 0), ("D-2", 3, 0, 0), ("D-3", 4, 0, 0), ("D-4", 4, 0, 0)]
    check_rebuild(database)


def test_organisations_that_name_each_other_wait_for_ever(database: Engine, tmp_path: Path) -> None:
    circle = [["O-1", "", "operator", STREET, "O-2"], ["O-2", "", "operator", STREET, "O-1"]]
    bring(parcel(tmp_path / "d", {"organisation": circle}))
    assert set(refused(database).values()) == {"unknown_organisation"}


def test_a_waiting_row_whose_key_was_taken_by_another_content_becomes_a_conflict(
    database: Engine, tmp_path: Path
) -> None:
    bring(parcel(tmp_path / "1", {"operation": [operation("OP-1", subject="C-1")]}, delivery_id="D-1"))
    bring(parcel(tmp_path / "2", {**WORLD, "case": WORLD["case"][1:], "tenancy": []}, delivery_id="D-2"))
    bring(parcel(tmp_path / "3", {"operation": [operation("OP-1", subject="C-2")]}, delivery_id="D-3"))
    bring(parcel(tmp_path / "4", {"case": WORLD["case"][:1]}, delivery_id="D-4"))
    assert refused(database) == {("operation.csv", 2): "conflict"}


def test_a_waiting_row_is_judged_by_the_hour_of_its_own_delivery(database: Engine, tmp_path: Path) -> None:
    early = parcel(tmp_path / "1", {"operation": OPERATIONS}, delivery_id="D-9", created_at="2026-11-20T00:00:00Z")
    bring(early)
    bring(parcel(tmp_path / "2", WORLD, delivery_id="D-2", created_at="2024-01-01T00:00:00Z"))
    assert refused(database) == {}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_the_row_of_the_later_delivery_counts_whatever_the_order(
    database: Engine, tmp_path: Path, order: tuple[int, ...]
) -> None:
    rents = ("320", "350", "320")  # back to what it was: an equal row that came again later must win again
    parcels = [
        parcel(
            tmp_path / str(number),
            {"project": WORLD["project"], "unit": [["3501", "U-1", "P-1", "45.5", "", rent]]},
            delivery_id=f"D-{number}",
            created_at=f"2026-11-2{number}T08:00:00+08:00",
        )
        for number, rent in enumerate(rents)
    ]
    for number in order:
        bring(parcels[number])
    with database.connect() as conn:
        rows = conn.execute(text("SELECT monthly_rent_yuan, delivery_id, line FROM unit")).all()
    assert [tuple(map(str, row)) for row in rows] == [("320", "D-2", "2")]
    check_rebuild(database)


def test_of_one_delivery_the_later_line_counts(database: Engine, tmp_path: Path) -> None:
    rows = [["O-1", name, "operator", STREET, ""] for name in ("甲", "乙", "甲", "丙", "甲")]
    receipt = bring(parcel(tmp_path / "d", {"organisation": rows}))[0]
    assert (receipt.loaded, receipt.duplicate) == (3, 2)
    with database.connect() as conn:
        assert conn.execute(text("SELECT name, line FROM organisation")).one() == ("甲", 6)
    check_rebuild(database)


def test_a_staff_members_new_office_does_not_depend_on_the_order(database: Engine, tmp_path: Path) -> None:
    bring(parcel(tmp_path / "2", {"staff": [["A-1", "O-CITY", "林一", "approver", ""]]}, delivery_id="D-2"))
    bring(parcel(tmp_path / "1", WORLD, delivery_id="D-1"))
    with database.connect() as conn:
        assert conn.execute(text("SELECT org_id, role FROM staff WHERE actor_id = 'A-1'")).one() == (
            "O-CITY",
            "approver",
        )
    check_rebuild(database)


MANY: dict[str, list[Row]] = {
    **ALL,
    "case": [
        *WORLD["case"],
        *(["3501", f"K-{n}", STREET, "unit", "window", f"王{n}", "", "", "", "", "", ""] for n in range(12)),
    ],
    "operation": [
        *OPERATIONS,
        *(operation(f"K-{n}", subject=f"K-{n}") for n in range(12)),
        operation("W-1", subject="NEVER"),
        operation("W-2", action="nonsense"),
    ],
}
"""ALL and more cases; no key has two contents, for between those the cut would decide."""


@pytest.fixture(scope="module")
def whole(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The final state of MANY in one delivery."""
    with cloned(server_url, template, "whole") as address:
        opened = engine.connect_to(address)
        bring(parcel(tmp_path_factory.mktemp("whole"), MANY))
        found = state(opened)
        opened.dispose()
    return found


def cut(rng: random.Random, folder: Path) -> list[Path]:
    """MANY cut into deliveries at random, some rows in two of them."""
    pieces = rng.randint(1, 6)
    shares: list[dict[str, list[Row]]] = [{} for _ in range(pieces)]
    for stem, rows in MANY.items():
        for row in rows:
            for share in rng.sample(shares, rng.choice((1, 1, 1, 2)) if pieces > 1 else 1):
                share.setdefault(stem, []).append(row)
    return [
        parcel(
            folder / str(number), share, delivery_id=f"D-{number}", created_at=f"2026-11-{20 + number % 3}T08:00:00Z"
        )
        for number, share in enumerate(shares)
        if share
    ]


@pytest.mark.parametrize("seed", range(8))
def test_no_cut_and_no_order_changes_the_final_state(
    whole: State, database: Engine, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    monkeypatch.setattr(loading, "CHUNK", rng.choice((1, 3, 7, 10_000)))
    parcels = cut(rng, tmp_path)
    rng.shuffle(parcels)
    receipts = [receipt for path in [*parcels, *rng.sample(parcels, len(parcels))] for receipt in bring(path)]
    assert len(receipts) == 2 * len(parcels)
    assert state(database) == whole
    assert set(refused(database).values()) == {"unknown_case", "unknown_action"}
    check_rebuild(database)


@pytest.mark.parametrize("seed", range(3))
def test_processes_side_by_side_end_in_the_same_state(
    whole: State, database: Engine, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(loading, "CHUNK", 3)
    parcels = cut(random.Random(seed), tmp_path)
    steps: list[tuple[str, int, int]] = []
    receipts = bring(tmp_path, processes=3, progress=lambda what, done, total: steps.append((what, done, total)))
    assert len(receipts) == len(parcels)
    assert conserved(receipts, database)
    assert steps[-1][1] == steps[-1][2] == sum(receipt.rows for receipt in receipts)
    assert state(database) == whole
    check_rebuild(database)
    with writing_as_engine() as conn:
        assert verify_chain(conn, "3501") == verify_chain(conn, "3500") == []


def test_what_fails_in_another_process_fails_the_import(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(conn: Connection, subjects: set[Subject]) -> None:
        if any(subject.kind == "case" for subject in subjects):
            raise Refusal("停在这里。")

    monkeypatch.setattr(deliveries, "WORTH_A_PROCESS", 0)
    parcel(tmp_path / "1", {**WORLD, "case": [], "tenancy": []}, delivery_id="D-1")
    for number in (2, 3):
        parcel(tmp_path / str(number), {"case": WORLD["case"], "operation": OPERATIONS}, delivery_id=f"D-{number}")
    with pytest.raises(Refusal, match="停在这里"):
        bring(tmp_path, processes=2, touched=failing)
    receipts = bring(tmp_path)  # and afterwards it goes on
    assert conserved(receipts, database)


class Killed(BaseException):
    """As a kill -9 would: nothing after it runs, and nothing of the transaction stays."""


@pytest.mark.parametrize("at", range(1, 14))
def test_an_import_that_is_killed_anywhere_goes_on_where_it_stood(
    database: Engine, tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 2)
    parcel(tmp_path / "d", MIXED)
    opened = 0

    @contextmanager
    def frail() -> Iterator[Connection]:
        nonlocal opened
        opened += 1
        with writing_as_engine() as conn:
            yield conn
            if opened == at + 3:
                raise Killed

    with pytest.raises(Killed):
        bring(tmp_path / "d", door=frail)
    receipts = bring(tmp_path / "d")
    assert conserved(receipts, database)
    assert {name: len(rows) for name, rows in state(database).items()} == {
        "organisation": 2, "staff": 2, "project": 1, "unit": 2, "case_file": 2, "tenancy": 1, "operation": 5,
    }  # fmt: skip
    operations = receipts[0].files[-1]
    assert (operations.loaded, operations.duplicate, operations.quarantined) == (5, 1, 5)
    check_rebuild(database)


def test_the_touched_subjects_are_told_before_the_commit_and_only_once(database: Engine, tmp_path: Path) -> None:
    told: list[Subject] = []

    def touched(conn: Connection, subjects: set[Subject]) -> None:
        told.extend(subjects)
        assert conn.in_transaction()

    bring(parcel(tmp_path / "d", ALL), touched=touched)
    assert ("3501", "case", "C-1") in told and ("3501", "project", "P-1") in told
    told.clear()
    bring(parcel(tmp_path / "e", ALL, delivery_id="D-0", created_at="2026-11-01T00:00:00Z"), touched=touched)
    assert told == []


def test_a_failing_hook_leaves_nothing_of_its_chunk(database: Engine, tmp_path: Path) -> None:
    def failing(conn: Connection, subjects: set[Subject]) -> None:
        raise Killed

    with pytest.raises(Killed):
        bring(parcel(tmp_path / "d", ALL), touched=failing)
    assert count(database, "operation") == count(database, "organisation") == 0
