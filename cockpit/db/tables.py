"""Every table of cockpit, as SQLAlchemy Core; the Alembic migrations create exactly these (a test compares).

Three kinds of table:

* the **ledger** ``operation`` and its heads, append-only, written by ``db.ledger`` alone;
* **bookkeeping** of the import (``delivery``, ``quarantine``) and reference data (``area``, ``workday``, …);
* **projections**: everything else follows from the ledger and can be dropped and rebuilt (`cockpit rebuild`).

``city_code`` leads every key of data that grows (design.md, decision 5). Codes are ``text COLLATE "C"`` so that a
prefix of an area is a range of the index. Days are Shanghai calendar days; ``*_n`` is the running number of a working
day.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    DDL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE, JSONB

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
    }
)


def _code(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text(collation="C"), primary_key=key, nullable=null)


def _moment(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=null)


# --- reference data -------------------------------------------------------------------------------------------------

area = Table(
    "area",
    metadata,
    _code("area_code", key=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),  # province | city | county | street
    _code("parent_code", null=True),  # of the reporting tree: 350128 平潭 hangs under 35
    Column("kind", Text, nullable=False),  # street | town | township | special, or the level
    comment="The province, its cities, counties, streets and towns; 平潭 (350128) reports to the province.",
)

workday = Table(
    "workday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("n", Integer, nullable=False),  # number of working days from the first day of the table up to this day
    Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False),  # name of the holiday, 调休上班, 周末 or ''
    Column("projected", Boolean, nullable=False),  # the State Council's notice for that year is not out yet
    Index("workday_n_idx", "n"),
)

workday_version = Table(
    "workday_version",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),  # one row
    Column("digest", Text, nullable=False),
    comment="Which calendar table workday holds: tells a process that the one it keeps is old (db.reference).",
)

# --- ledger ---------------------------------------------------------------------------------------------------------

operation = Table(
    "operation",
    metadata,
    _code("city_code", key=True),
    Column("seq", BigInteger, primary_key=True),  # gapless per city
    Column("source", Text, nullable=False),
    _code("operation_id"),
    Column("subject_kind", Text, nullable=False),
    _code("subject_id"),
    Column("step", Text, nullable=False),
    Column("action", Text, nullable=False),
    _moment("occurred_at"),
    _moment("recorded_at"),
    _moment("received_at"),
    Column("actor_id", Text, nullable=False),
    Column("org_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # keyed hash of the folded plaintext: tells a duplicate
    Column(
        "record", LargeBinary, nullable=False
    ),  # canonical JSON, personal members as ciphertext; what the leaf covers
    Column("leaf", LargeBinary, nullable=False),  # SM3(0x00 || record)
    Column("link", LargeBinary, nullable=False),  # SM3(0x01 || previous link || leaf)
    UniqueConstraint("city_code", "source", "operation_id"),
    Index("operation_subject_idx", "city_code", "subject_kind", "subject_id", "occurred_at"),
    Index("operation_received_idx", "received_at", postgresql_using="brin"),
    # What people did here, for /audit: a few among millions that were delivered.
    Index(
        "operation_people_idx",
        "received_at",
        "city_code",
        "seq",
        postgresql_where=text("source = 'cockpit' AND role NOT IN ('system', 'engine')"),
    ),
    comment="The ledger: everything that happened, append-only.",
)

chain_head = Table(
    "chain_head",
    metadata,
    _code("city_code", key=True),
    Column("seq", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=False),
)

subject_key = Table(
    "subject_key",
    metadata,
    _code("city_code", key=True),
    Column("subject_kind", Text, primary_key=True),
    _code("subject_id", key=True),
    Column("wrapped", LargeBinary, nullable=False),  # the subject's data key under the key of the house
    comment="Destroying a row makes the subject's personal data unreadable; the proofs stay valid.",
)

# --- import bookkeeping ---------------------------------------------------------------------------------------------

delivery = Table(
    "delivery",
    metadata,
    Column("source", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    _moment("created_at"),
    _moment("received_at"),
    Column("fingerprint", Text, nullable=False),  # digest over the manifest's file hashes
    Column("loaded", Integer, nullable=False),
    Column("duplicate", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("done", Boolean, nullable=False),  # false while its chunks are being loaded, or after a crash in between
)

delivery_file = Table(
    "delivery_file",
    metadata,
    Column("source", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("line", Integer, nullable=False),  # lines up to here are dealt with: where an interrupted import goes on
    Column("loaded", Integer, nullable=False),
    Column("duplicate", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("source", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("reason", Text, nullable=False),  # code, e.g. unknown_case
    Column("detail", Text, nullable=False),  # the Chinese sentence
    Column("waiting", Boolean, nullable=False),  # true: refused only because a key is not known yet
    Column("encoding", Text, nullable=False),  # how the raw bytes are to be read
    Column("raw", LargeBinary, nullable=False),  # ciphertext of the raw bytes
)

# --- projections of the delivered tables ------------------------------------------------------------------------------


def _version() -> tuple[Column[Any], ...]:
    """The delivery whose row counts: the one with the later created_at, then delivery_id, then line."""
    return (
        _moment("delivered_at"),
        Column("delivery_id", Text, nullable=False),
        Column("line", Integer, nullable=False),
    )


organisation = Table(
    "organisation",
    metadata,
    Column("source", Text, primary_key=True),
    _code("org_id", key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _code("area_code"),
    Column("parent_org_id", Text, nullable=False),
    *_version(),
)

staff = Table(
    "staff",
    metadata,
    Column("source", Text, primary_key=True),
    _code("actor_id", key=True),
    Column("org_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("phone", Text, nullable=False),  # ciphertext token or ''
    *_version(),
)

project = Table(
    "project",
    metadata,
    _code("city_code", key=True),
    _code("project_id", key=True),
    Column("name", Text, nullable=False),
    _code("area_code"),
    Column("built_on", Date),
    Column("smart_gate", Boolean),
    Column("template_contract_from", Date),
    *_version(),
)

unit = Table(
    "unit",
    metadata,
    _code("city_code", key=True),
    _code("unit_id", key=True),
    Column("project_id", Text(collation="C"), nullable=False),
    Column("floor_area_m2", Numeric),
    Column("layout", Text, nullable=False),
    Column("monthly_rent_yuan", Numeric),
    *_version(),
    Index("unit_project_idx", "city_code", "project_id"),
)

case_file = Table(
    "case_file",
    metadata,
    _code("city_code", key=True),
    _code("case_no", key=True),
    _code("area_code"),
    Column("mode", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),  # ciphertext tokens; the *_masked columns are for screens
    Column("id_number", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("name_masked", Text, nullable=False),  # 张**
    Column("id_masked", Text, nullable=False),  # 350***********1234
    Column("phone_masked", Text, nullable=False),  # 138****1234
    Column("household_size", Integer),
    Column("floor_area_per_head_m2", Numeric),
    Column("income_per_head_yuan", Numeric),
    Column("assets_yuan", Numeric),
    *_version(),
    comment="case.csv as delivered: who applies, where, for what.",
)

tenancy = Table(
    "tenancy",
    metadata,
    _code("city_code", key=True),
    _code("tenancy_id", key=True),
    Column("unit_id", Text(collation="C"), nullable=False),
    Column("case_no", Text(collation="C"), nullable=False),
    Column("tenant_name", Text, nullable=False),
    Column("id_number", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("name_masked", Text, nullable=False),
    Column("id_masked", Text, nullable=False),
    Column("phone_masked", Text, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("monthly_rent_yuan", Numeric),
    Column("template_contract", Boolean),
    *_version(),
    Index("tenancy_unit_idx", "city_code", "unit_id"),
)

# What an index narrows clocks and matters down by, and a rule's SELECT asks for in the same words: for how many days at
# most a clock counted until it was done or cut (working days; calendar days are no fewer), and for how many a matter
# outlasted the day that it names, else its begin. What goes on lasts for ever.
LASTED = "coalesce(done_n - start_n, cut_on - start_on, 2147483647)"
OUTLASTED = "coalesce(done_on - coalesce(due_on, start_on), 2147483647)"

# --- facts ------------------------------------------------------------------------------------------------------------

stale_subject = Table(
    "stale_subject",
    metadata,
    _code("city_code", key=True),
    Column("subject_kind", Text, primary_key=True),
    _code("subject_id", key=True),
    comment="Subjects that got operations since their facts were made; written with the operations (facts.keeping).",
)

case_fact = Table(
    "case_fact",
    metadata,
    _code("city_code", key=True),
    _code("case_no", key=True),
    _code("area_code"),  # street or town, 9 digits
    Column("path", Text, nullable=False),  # unit | subsidy: determined.mode, else case.mode
    Column("channel", Text, nullable=False),
    Column("submitted_on", Date),
    Column("accepted_on", Date),
    *[Column(f"{step}_{edge}", Date) for step in ("s1", "s2", "s3", "s4") for edge in ("begin", "end")],
    Column("waiting_from", Date),  # end of S3 of a qualified case
    Column("waiting_to", Date),  # begin of S4
    Column("ended_on", Date),
    Column("end_kind", Text),  # domain.vocabulary.EndKind
    Column("handled_days", Integer),  # working days of the 60-day total used; null while running
    Column("on_time", Boolean),  # handled within 60; null while running
    Column("state", Text, nullable=False),  # S1 | S2 | S3 | WAIT | S4 | ended
    _moment("last_at", null=True),
    Index("case_fact_area_idx", "area_code", "submitted_on"),
    Index("case_fact_ended_idx", "ended_on"),
    Index("case_fact_open_idx", "area_code", postgresql_where=text("state <> 'ended'")),
    Index("case_fact_latest_idx", text("submitted_on DESC NULLS LAST"), "city_code", "case_no"),  # the list's own order
    comment="One row per case: its milestones as calendar days (facts.cases).",
)

clock = Table(
    "clock",
    metadata,
    _code("city_code", key=True),
    _code("case_no", key=True),
    _code("clock", key=True),  # facts.clocks: accept | S1 | S2 | S3 | S4 | total | answer | decide | objection | …
    _code("instance", key=True),  # '', '1', the department, the objection_no
    _code("start_op", key=True),  # the operation that starts it; a department asked again has a second row
    _code("area_code"),
    Column("source", Text, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("start_n", Integer, nullable=False),
    Column("stopped", INT4MULTIRANGE, nullable=False),  # numbers of the working days that do not count
    Column("done_on", Date),  # done in time if on or before the due day
    Column("done_n", Integer),
    Column("cured_on", Date),  # ends a lamp that burns: the done day, or the end of the case
    Column("cut_on", Date),  # no lamp begins after this day
    Column("step", Text, nullable=False),
    Column("asked_of", Text, nullable=False),  # kind of the organisation that must act
    _code("done_op", null=True),
    Index("clock_lasted_idx", "clock", text(LASTED)),
    Index("clock_open_idx", "clock", "area_code", postgresql_where=text("done_on IS NULL AND cut_on IS NULL")),
    comment="One row per running limit: from when, what stops it, until when (facts.clocks).",
)

stoppage = Table(
    "stoppage",
    metadata,
    _code("city_code", key=True),
    _code("case_no", key=True),
    Column("kind", Text, primary_key=True),  # correction | re_review | objection | explicit | wait | refused
    _code("instance", key=True),
    _code("operation_id", key=True),  # the operation from which on the days do not count
    Column("source", Text, primary_key=True),
    Column("from_n", Integer, primary_key=True),  # numbers of working days, to_n exclusive
    Column("to_n", Integer, primary_key=True),
    comment="One row per stretch of working days that do not count in a case, unmerged (facts.suspension).",
)

statement = Table(
    "statement",
    metadata,
    _code("city_code", key=True),
    _code("subject_kind", key=True),
    _code("subject_id", key=True),
    _code(
        "kind", key=True
    ),  # street_opinion | survey | answer | eligibility_notice | result_notice | criteria_change …
    _code("instance", key=True),
    _code("operation_id", key=True),
    Column("source", Text, primary_key=True),
    _code("area_code"),
    _moment("at"),
    Column("day", Date, nullable=False),
    Column("step", Text, nullable=False),
    Column("faults", ARRAY(Text), nullable=False),  # what is wrong with it: vague, no_verdict, elements, short, cut …
    Column("cures", ARRAY(Text), nullable=False),  # the faults of earlier ones that this one ends, the day after
    Column("takes_over", ARRAY(Text), nullable=False),  # the faults whose lamp a red one of this day replaces
    Column("actor_id", Text, nullable=False),
    Column("org_id", Text, nullable=False),
    Column("text_key", LargeBinary),  # keyed hash of the letters of an opinion: equal ones are mass text
    Column(
        "mass", Boolean, nullable=False, server_default=text("false")
    ),  # ≥ 20 others of that actor and day are equal
    _code("closes", null=True),  # of a notice closed early: its opening, which cannot cure it
    Column("counts", Boolean, nullable=False),  # false: after the case's end, read for mass text only
    Column(
        "checks", ARRAY(Text), nullable=False, server_default=text("'{}'")
    ),  # domain.check: what it was held against
    Index("statement_subject_idx", "city_code", "subject_kind", "subject_id", "kind", "instance", "at"),
    Index("statement_faulty_idx", "kind", postgresql_where=text("faults <> '{}' OR mass")),
    Index("statement_text_idx", "source", "actor_id", "day", "text_key", postgresql_where=text("text_key IS NOT NULL")),
    comment="One row per thing said, shown or decreed, and what is wrong with it (facts.opinions, notices, criteria).",
)

omission = Table(
    "omission",
    metadata,
    _code("city_code", key=True),
    _code("subject_kind", key=True),
    _code("subject_id", key=True),
    _code("kind", key=True),  # e.g. opinion: moved on without the street's opinion
    _code("instance", key=True),
    _code("operation_id", key=True),  # the operation that moved on
    _code("area_code"),
    Column("source", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("mended_on", Date),  # the missing thing came after all
    Column("taken_on", Date),  # a red lamp burns in its place from this day on
    Column("step", Text, nullable=False),
    Column("asked_of", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("org_id", Text, nullable=False),
    Index("omission_kind_idx", "kind"),
    comment="One row per act done before what had to precede it (facts.omissions).",
)

decision = Table(
    "decision",
    metadata,
    _code("city_code", key=True),
    _code("case_no", key=True),
    _code("operation_id", key=True),
    Column("source", Text, primary_key=True),
    _code("area_code"),
    Column("day", Date, nullable=False),
    Column("accepted_on", Date),  # acceptance day: the first accepted, else submitted
    _code("criteria_set"),
    Column("result", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("org_id", Text, nullable=False),
    Index("decision_set_idx", "criteria_set"),
    comment="One row per determined: by which criteria set (facts.decisions).",
)

criteria_period = Table(
    "criteria_period",
    metadata,
    _code("area_code", key=True),
    Column("from_on", Date, primary_key=True),
    Column("to_on", Date),  # exclusive
    _code("city_code"),
    _code("criteria_set"),
    comment="Which criteria set is in force at an area's own level, by day (facts.criteria).",
)

batch_member = Table(
    "batch_member",
    metadata,
    _code("city_code", key=True),
    _code("batch_id", key=True),
    _code("case_no", key=True),
    Column("source", Text, nullable=False),
    Column("operation_id", Text, nullable=False),
    _moment("at"),
    Column("org_id", Text, nullable=False),
    Index("batch_member_case_idx", "city_code", "case_no"),
    comment="One row per case that names a batch, with its first operation that does (facts.standings).",
)

batch_fact = Table(
    "batch_fact",
    metadata,
    _code("city_code", key=True),
    _code("batch_id", key=True),
    _code("area_code"),  # of the organisation that published its plan, else of its first operation
    _moment("ranking_published_at", null=True),
    comment="One row per allotment batch (facts.batches).",
)

plan_unit = Table(
    "plan_unit",
    metadata,
    _code("city_code", key=True),
    _code("unit_id", key=True),
    _code("operation_id", key=True),
    Column("source", Text, primary_key=True),
    _code("batch_id"),
    _moment("at"),
    Column("day", Date, nullable=False),
    Index("plan_unit_batch_idx", "city_code", "batch_id"),
    comment="One row per home in a published allotment plan (facts.batches).",
)

standing = Table(
    "standing",
    metadata,
    _code("city_code", key=True),
    _code("batch_id", key=True),
    _code("case_no", key=True),
    Column("from_at", DateTime(timezone=True), primary_key=True),
    _moment("to_at", null=True),  # exclusive
    Column("rank_no", Integer, nullable=False),
    Column("layout", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("waits", Boolean, nullable=False),  # not ended, not failed at re-examination, no home selected in the batch
    Column("passed", Text, nullable=False),  # '' never passed | undocumented | documented
    Index("standing_case_idx", "city_code", "case_no"),
    comment="How a ranked case stood in its batch from one instant to another (facts.standings).",
)

selection = Table(
    "selection",
    metadata,
    _code("city_code", key=True),
    _code("batch_id", key=True),
    _code("case_no", key=True),
    _code("operation_id", key=True),
    Column("source", Text, primary_key=True),
    _moment("at"),
    Column("day", Date, nullable=False),
    Column("ranked", Boolean, nullable=False),
    Column("rank_no", Integer),
    Column("layout", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("org_id", Text, nullable=False),
    Index("selection_case_idx", "city_code", "case_no"),
    comment="One row per home selected, with the selector's standing at that instant (facts.standings).",
)

unit_fact = Table(
    "unit_fact",
    metadata,
    _code("city_code", key=True),
    _code("unit_id", key=True),
    _code("area_code"),  # its project's
    Column("state", Text, nullable=False),  # occupied | ready | repair | vacated | unknown
    Column("since", Date),
)

tenancy_fact = Table(
    "tenancy_fact",
    metadata,
    _code("city_code", key=True),
    _code("tenancy_id", key=True),
    _code("area_code"),  # its unit's project's
    Column("starts_on", Date),
    Column("vacated_on", Date),
    Index("tenancy_fact_area_idx", "area_code"),
)

pending = Table(
    "pending",
    metadata,
    _code("city_code", key=True),
    _code("subject_kind", key=True),
    _code("subject_id", key=True),
    _code("kind", key=True),  # ready | repair | unused | expiry | waiting | recheck | visit | arrears … (facts.pending)
    Column("start_on", Date, primary_key=True),
    Column("times", SmallInteger, primary_key=True),  # n-th absence in a row, n months owed; else 0
    _code("operation_id", key=True),  # the operation that began it, '' for what a row of tenancy.csv began
    Column("source", Text, primary_key=True),
    _code("area_code"),
    Column("due_on", Date),  # the day that the record itself names
    Column("done_on", Date),  # day of the operation that ends it
    _code("done_op", null=True),
    Column("step", Text, nullable=False),
    Column("asked_of", Text, nullable=False),
    Index("pending_outlasted_idx", "kind", text(OUTLASTED)),
    comment="One row per matter pending on a home, a tenancy or a waiting household (facts.pending); read by prompts.",
)

# --- limits that people set -------------------------------------------------------------------------------------------


def _change() -> tuple[Column[Any], ...]:
    """What every change of a limit says: its operation, from when, on what ground, who recorded it and when."""
    return (
        _code("city_code", key=True),
        _code("change_no", key=True),  # operation_id of the limit_changed
        Column("since", Date, nullable=False),  # governs clocks that start on this day or later
        Column("document_no", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("grounds", Text, nullable=False),
        _moment("changed_at"),
        Column("changed_by", Text, nullable=False),
    )


limit_line = Table(
    "limit_line",
    metadata,
    *_change(),
    _code("limit_code"),  # domain.limit
    _code("instance"),  # '' or the department
    _code("area_code"),  # city or county
    Column("days", Integer, nullable=False),
    Column("near", Integer, nullable=False),
    comment="Stricter limits of cities and counties, one row per limit_changed in the ledger (db.limits).",
)

light_line = Table(
    "light_line",
    metadata,
    *_change(),
    Column("light", Text, nullable=False),  # domain.limit.OverdueLight
    comment="How the province shows what is overdue, one row per limit_changed in the ledger (db.limits).",
)

# --- findings, alerts, rollups ----------------------------------------------------------------------------------------

evaluation = Table(
    "evaluation",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),  # one row
    Column("as_of", Date, nullable=False),
    Column("rules_version", Text, nullable=False),
    Column("ledger_size", BigInteger, nullable=False),  # operations in the ledger when it was made: tells a stale one
    # Single operations may be added to it (jobs.take_up): nothing had happened after the day, and what was not judged
    # since stands in stale_subject.
    Column("extendable", Boolean, nullable=False, server_default=text("false")),
    comment="The day up to which findings and rollups are stored.",
)

kept_day = Table(
    "kept_day",
    metadata,
    Column("place", SmallInteger, primary_key=True, autoincrement=False),  # db.past: the schema past_<place>
    Column("day", Date, nullable=False, unique=True),
    Column("rules_version", Text, nullable=False),
    Column("heads", JSONB, nullable=False),  # city_code -> seq of the ledger that was read: tells a stale one
    _moment("kept_at"),
    comment="Which earlier days are kept, and where (jobs.past).",
)

finding = Table(
    "finding",
    metadata,
    _code("city_code", key=True),
    _code("subject_kind", key=True),
    _code("subject_id", key=True),
    _code("finding", key=True),  # R05.answer.over
    _code("instance", key=True),
    Column("since", Date, primary_key=True),
    Column("until", Date),  # exclusive, as printed by `cockpit alerts` on evaluation.as_of
    Column("open", Boolean, nullable=False),  # burns at the end of evaluation.as_of
    Column("raising", SmallInteger, nullable=False),  # n-th time this key burns
    Column("rule", Text(collation="C"), nullable=False),
    Column("level", Text, nullable=False),
    Column("lamp_class", Text, nullable=False),
    Column("step", Text, nullable=False),
    _code("area_code"),
    _code("case_no"),  # '' for batch, criteria, unit
    Column("org_id", Text, nullable=False),  # the organisation that must answer, '' where none is known
    Column("actor_id", Text, nullable=False),  # who acted, '' for an omission
    Column("source", Text, nullable=False),
    Column("evidence", ARRAY(Text), nullable=False),  # operation ids
    Column("measured", JSONB, nullable=False),  # the values compared: {"limit": 5, "start_on": …, "due_on": …}
    Index("finding_open_idx", "area_code", "level", postgresql_where=text("open AND lamp_class <> 'prompt'")),
    Index("finding_since_idx", "since"),
    Index("finding_rule_idx", "rule", "since"),
    Index("finding_case_idx", "case_no"),
    Index("finding_area_idx", "area_code", "since"),
    comment="Every lamp as an interval [since, until) (jobs.evaluate).",
)

alert = Table(
    "alert",
    metadata,
    _code("city_code", key=True),
    _code("alert_no", key=True),  # 3501-00001234
    _code("subject_kind"),
    _code("subject_id"),
    _code("finding"),
    _code("instance"),
    Column("raising", SmallInteger, nullable=False),
    _moment("raised_at"),
    Column("since", Date, nullable=False),  # as first seen; the finding's own since may have moved
    Column("level", Text, nullable=False),  # as first shown
    Column("rules_version", Text, nullable=False, server_default=text("''")),  # of the evaluation that raised it
    Column("late_record", Boolean, nullable=False),  # a record that arrived late took the finding away
    UniqueConstraint("city_code", "subject_kind", "subject_id", "finding", "instance", "raising", name="alert_key"),
    comment="What people were told: one row per alert_raised in the ledger (jobs.raise_alerts).",
)

# --- people -----------------------------------------------------------------------------------------------------------

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),  # what they log in with
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),  # domain.access.UserRole
    _code("area_code"),  # bounds everything that they see
    Column("org_id", Text, nullable=False),  # in whose name they act, '' for somebody who only looks
    Column("password", Text, nullable=False),  # argon2id, '' where only single sign-on is allowed
    Column("demo", Boolean, nullable=False),  # made by `cockpit demo`: its password lies in the data folder
    _moment("created_at"),
    _moment("disabled_at", null=True),
    comment="Who may log in (actions.accounts).",
)

session = Table(
    "session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the cookie: a dump of the table opens nothing
    Column("account", Text, nullable=False),
    _moment("begun_at"),
    _moment("seen_at"),
    _moment("ends_at"),
    Index("session_account_idx", "account"),
    comment="Who is logged in; deleting a row logs out at once (actions.sessions).",
)

login_try = Table(
    "login_try",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("who", LargeBinary, nullable=False),  # SHA-256 of the name given: people type passwords there
    Column("origin", LargeBinary, nullable=False),  # of the browser where it is known for this account, else of address
    Column("address", LargeBinary, nullable=False),
    _moment("at"),
    Column("good", Boolean, nullable=False),
    Index("login_try_who_idx", "who", "at"),
    Index("login_try_address_idx", "address", "at"),
    comment="What the limits on logging in are counted from (actions.sessions).",
)

scope_key = Table(
    "scope_key",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),  # one row
    Column("key", LargeBinary, nullable=False),
    comment="What the doors seal a viewer's scope with (db.policies); made at random by the migration.",
)


# --- follow-up --------------------------------------------------------------------------------------------------------


def _standing() -> tuple[Column[Any], ...]:
    """Where the work on an alert stands: the members of domain.following.FollowUp beside its key and ``n``."""
    return (
        _code("area_code"),  # of the lamp
        _code("office_area"),  # of the office that must answer, as it was when the alert was raised
        Column("office_kind", Text, nullable=False),  # '' where no organisation of the kind was known
        _code("org_id"),
        Column("lamp_class", Text, nullable=False),
        Column("rule", Text(collation="C"), nullable=False),
        Column("level", Text, nullable=False),
        Column("since", Date, nullable=False),
        Column("raised_on", Date, nullable=False),
        Column("last_on", Date, nullable=False),
        _code("judge_area"),  # who reviews: one level up, or who ordered it
        Column("state", Text, nullable=False),  # domain.follow_up.State
        Column("due_on", Date),  # last day of whoever has the next move; null when nobody has
        Column("limit_days", SmallInteger, nullable=False),
        Column("feedback_due_on", Date),
        Column("interim_due_on", Date),
        Column("late", Boolean, nullable=False),  # 逾期未反馈: irregular, goes by the limits of red
        Column("returns", SmallInteger, nullable=False),
        Column("extension_asked", Boolean, nullable=False),
        Column("asked_days", SmallInteger, nullable=False),  # of an extension that waits for an answer
        Column("spoke", ARRAY(Text), nullable=False),  # who spoke for the office: judges nothing of this alert
        Column("appealed", Boolean, nullable=False),
        Column("before", Text, nullable=False),  # the state that an appeal interrupted
        Column("resume_on", Date),
        Column("order_no", Text, nullable=False),  # of the 督办函
        Column("escalated_on", Date),
        Column("interviewed", Boolean, nullable=False),
        Column("cause", Text, nullable=False),
        Column("outcome", Text, nullable=False),
    )


follow_up = Table(
    "follow_up",
    metadata,
    _code("city_code", key=True),
    _code("alert_no", key=True),
    Column("n", SmallInteger, nullable=False),  # acts so far
    *_standing(),
    Index("follow_up_office_idx", "office_area", "state", postgresql_where=text("due_on IS NOT NULL")),
    Index("follow_up_judge_idx", "judge_area", "state", postgresql_where=text("due_on IS NOT NULL")),
    Index("follow_up_due_idx", "due_on", postgresql_where=text("due_on IS NOT NULL")),
    Index("follow_up_repeated_idx", "org_id", "rule", "since", postgresql_where=text("level = 'red'")),
    Index("follow_up_order_key", "city_code", "order_no", unique=True, postgresql_where=text("order_no <> ''")),
    comment="Where the work on each alert stands: its last follow_up_act (jobs.follow_up).",
)

follow_up_act = Table(
    "follow_up_act",
    metadata,
    _code("city_code", key=True),
    _code("alert_no", key=True),
    Column("n", SmallInteger, primary_key=True, autoincrement=False),  # 0: the alert was raised
    Column("act", Text, nullable=False),  # domain.follow_up.Act
    _moment("at"),
    Column("actor_id", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("actor_org_id", Text(collation="C"), nullable=False),
    Column("actor_role", Text, nullable=False),  # domain.access.UserRole
    _code("actor_area"),
    Column("said", JSONB, nullable=False),
    Column("account", Text(collation="C"), nullable=False),  # of a feedback: its letters, by which copies are found
    Column("receipt", Text, nullable=False),
    *_standing(),
    Index("follow_up_act_at_idx", "at"),
    Index(
        "follow_up_act_judged_idx",
        "last_on",
        postgresql_where=text("act IN ('supervision_ordered', 'feedback_returned', 'feedback_failed')"),
    ),
    Index("follow_up_act_office_idx", "org_id", "at", postgresql_where=text("account <> ''")),
    comment="What was done about each alert, and where the work stood after it (jobs.follow_up).",
)

order_head = Table(
    "order_head",
    metadata,
    _code("city_code", key=True),
    Column("year", SmallInteger, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    comment="The last number of a 督办函 in each city and year (jobs.orders).",
)


def _measures() -> list[Column[int]]:
    """As declared in db.measures: flows first, then stocks at the end of the day or month."""
    flows = (
        "submitted",
        "submitted_online",
        "accepted",
        "ended",
        "ended_on_time",
        "exits",
        "red_raised",
        "yellow_raised",
    )
    stocks = ("homes", "in_hand", "waiting", "tenancies", "red_open", "yellow_open")
    return [Column(measure, Integer, nullable=False, server_default=text("0")) for measure in (*flows, *stocks)]


day_rollup = Table(
    "day_rollup",
    metadata,
    _code("city_code", key=True),
    _code("area_code", key=True),  # county; 4 or 2 digits for lamps of a city's or the province's own subjects
    Column("day", Date, primary_key=True),
    *_measures(),
    Index("day_rollup_day_idx", "day"),
    comment="One row per county and day, a column per measure; counts, never ratios (jobs.rollup).",
)

month_rollup = Table(
    "month_rollup",
    metadata,
    _code("city_code", key=True),
    _code("area_code", key=True),
    Column("month", Date, primary_key=True),  # its first day
    *_measures(),
    Index("month_rollup_month_idx", "month"),
    comment="day_rollup by month: flows summed, stocks at its last day; the running month so far (jobs.rollup).",
)

handled_rollup = Table(
    "handled_rollup",
    metadata,
    _code("city_code", key=True),  # 35 for the rows of the province
    _code("area_code", key=True),  # province, city or county: a median is no sum, so every level has its own rows
    Column("month", Date, primary_key=True),  # its first day
    Column("handled_days", Integer, primary_key=True),
    Column("cases", Integer, nullable=False),
    Index("handled_rollup_area_idx", "area_code", "month"),
    comment="Ended cases by the working days they took, per area and month; medians are read off (jobs.rollup).",
)

event.listen(
    metadata,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        """
        CREATE OR REPLACE FUNCTION unstopped_day(start_n integer, days integer, stopped int4multirange)
        RETURNS integer LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
        -- Number of the working day on which the unstopped working days after start_n come to `days`.
        -- Walks the few stopped ranges from left to right: each one that begins before the day pushes it back.
        DECLARE
            due integer := start_n + days;
            part int4range;
        BEGIN
            IF days <= 0 THEN
                RETURN start_n;
            END IF;
            FOR part IN SELECT unnest(stopped) LOOP
                EXIT WHEN lower(part) > due;
                due := due + greatest(0, upper(part) - greatest(lower(part), start_n + 1));
            END LOOP;
            RETURN due;
        END $$;
        """
    ),
)
