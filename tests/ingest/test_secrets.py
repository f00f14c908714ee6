"""Personal data, opinions, notice texts and refused rows are ciphertext in every table, from the first row on."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cockpit.db.chain import verify_chain
from cockpit.db.cipher import Subject
from cockpit.db.doors import writing_as_engine
from cockpit.db.keys import destroy
from cockpit.db.ledger import operations
from cockpit.ingest import projections
from tests.ingest.parcel import CIPHER, STREET, WORLD, bring, operation, parcel

NAME, ID_NUMBER, PHONE, STAFF_PHONE, WORDS = (
    "上官䶮明",
    "350102189912319876",
    "13911112222",
    "13733334444",
    "独居无房产收入800元",
)
SEEDED = (NAME, ID_NUMBER, PHONE, STAFF_PHONE, WORDS)

CASE = ["3501", "C-1", STREET, "unit", "window", NAME, ID_NUMBER, PHONE, "1", "", "", ""]
TENANCY = ["3501", "T-1", "U-1", "C-1", NAME, ID_NUMBER, PHONE, "", "", "", ""]
EVERYTHING = f"{NAME} {ID_NUMBER} {PHONE} {WORDS}"

OPERATIONS = [
    operation("1", data={"materials": [{"code": EVERYTHING, "how": "paper", "name": EVERYTHING}]}),
    operation("2", action="surveyed", data={"surveyors": ["A-1"], "place": EVERYTHING, "photos": [EVERYTHING]}),
    operation("3", action="street_opinion_given", data={"opinion": EVERYTHING, "basis": EVERYTHING}),
    operation("4", action="correction_requested", data={"items": [EVERYTHING], "unheard_of": EVERYTHING}),
    operation("5", action="rejected", data={"reason": EVERYTHING, EVERYTHING[:4]: {"deep": [EVERYTHING]}}),
    operation(
        "6",
        action="notice_opened",
        data={
            "notice": "acceptance",
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-06",
            "elements": ["area", EVERYTHING],
            "text": EVERYTHING,
        },
    ),
    operation(
        "7",
        step="S2",
        action="compared",
        data={"criteria_set": "S", "result": "pass", "items": [{"item": "income", "value": EVERYTHING}]},
    ),
    operation("8", step="S3", action="notified", data={"proof": EVERYTHING, "reasons": EVERYTHING}),
    operation("9", action="objection_concluded", data={"objection_no": "1", "sustained": 0, "conclusion": EVERYTHING}),
    operation("10", action="clock_suspended", data={"reason": EVERYTHING, "evidence": EVERYTHING}),
    operation("11", action="condition_changed", data={"item": "income", "from": EVERYTHING, "to": EVERYTHING}),
    operation(
        "12",
        kind="tenancy",
        subject="T-1",
        step="USE",
        action="change_detected",
        data={"source": "visit", "what": EVERYTHING},
    ),
    operation("13", kind="batch", subject="B", action="lottery_held", data={"notary": NAME, "record_no": "1"}),
    # refused: shifted columns, unknown values, a broken record
    operation("14", action=NAME),
    operation("15", action="visited", data={"result": NAME}),
    operation("16", role=PHONE),
    operation("17", at=ID_NUMBER),
    operation("18", subject="NEVER", data={"materials": [{"code": EVERYTHING}]}),
    [EVERYTHING],
]


@pytest.fixture
def imported(database: Engine, tmp_path: Path) -> Engine:
    tables = {
        **WORLD,
        "staff": [["A-1", "O-STREET", "林一", "clerk", STAFF_PHONE]],
        "case": [CASE, [NAME, *CASE[1:]], [*CASE[:4], NAME, *CASE[5:]], [*CASE[:8], ID_NUMBER, *CASE[9:]]],
        "tenancy": [TENANCY, [*TENANCY[:7], PHONE, *TENANCY[8:]]],
        "operation": OPERATIONS,
    }
    receipt = bring(parcel(tmp_path / "d", tables))[0]
    assert (receipt.loaded, receipt.quarantined) == (6 + 2 + 13, 3 + 1 + 6)
    return database


def dump(database: Engine) -> str:
    """Every column of every table, bytes as text, names in both their forms in JSON."""
    shown: list[str] = []
    with database.connect() as conn:
        tables = conn.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        for table in tables:
            for row in conn.execute(text(f'SELECT * FROM "{table}"')):
                shown += [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row]
    return "\n".join(shown)


def test_no_table_holds_a_personal_word_in_the_clear(imported: Engine) -> None:
    everything = dump(imported)
    assert "鼓东家园" in everything  # the dump does see words
    for word in SEEDED:
        assert word not in everything
        assert word.encode("unicode_escape").decode() not in everything
        assert word.encode().hex() not in everything


def test_masks_show_what_the_page_says(imported: Engine) -> None:
    with imported.connect() as conn:
        for table in ("case_file", "tenancy"):
            masks = conn.execute(text(f"SELECT name_masked, id_masked, phone_masked FROM {table}")).one()
            assert tuple(masks) == ("上**", "350***********9876", "139****2222")


def test_the_words_come_back_for_the_rules(imported: Engine) -> None:
    with writing_as_engine() as conn:
        data = {op.operation_id: op.data for op in operations(conn, CIPHER)}
    assert data["3"] == {"opinion": EVERYTHING, "basis": EVERYTHING}
    assert data["6"]["elements"] == ["area", EVERYTHING]
    assert data["2"]["photos"] == [EVERYTHING]
    assert data["1"]["materials"] == [{"code": EVERYTHING, "how": "paper", "name": EVERYTHING}]


def test_destroying_a_persons_key_takes_their_data_from_every_table(imported: Engine) -> None:
    with writing_as_engine() as conn:
        destroy(conn, Subject("3501", "case", "C-1"))
        projections.rebuild(conn, CIPHER)
    with writing_as_engine() as conn:
        for op in operations(conn, CIPHER, subjects=[("3501", "case", "C-1")]):
            assert not any(word in str(op.data) for word in SEEDED)
        assert verify_chain(conn, "3501") == []
    with imported.connect() as conn:
        masks = conn.execute(text("SELECT name_masked, id_masked, phone_masked FROM case_file")).one()
        assert tuple(masks) == ("", "", "")
        assert conn.execute(text("SELECT name_masked FROM tenancy")).scalar() == "上**"
