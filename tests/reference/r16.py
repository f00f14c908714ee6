"""R16 越权越序或要件缺失办理: the right hands, the right order, true times, and the papers in the file."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from .case import STEPS, Case, Suspension
from .days import ONE_DAY, day_of, is_working_day, nth_working_day_after, wd
from .lamps import Burning
from .ledger import Ledger
from .model import Operation

COUNTY_OR_CITY = ("county_housing", "city_housing")
THE_DEPARTMENT = "the department named"

# actions: organisation kinds, roles. A notice's actions are written action:notice. What is not here: any, any
# (criteria_changed is R08's).
TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    action: (kinds, roles)
    for actions, kinds, roles in (
        (
            "accepted correction_requested rejected notice_opened:acceptance notice_closed:acceptance",
            ("street",),
            ("clerk", "reviewer"),
        ),
        ("surveyed", ("street",), ("surveyor", "clerk", "reviewer")),
        ("street_opinion_given", ("street",), ("reviewer",)),
        ("dispatched compared", ("county_housing",), ("clerk", "reviewer", "system")),
        ("answered", (THE_DEPARTMENT,), ("department_reviewer",)),
        ("comparison_overridden proposed", ("county_housing",), ("reviewer",)),
        ("determined", ("county_housing",), ("approver",)),
        (
            "registered notified notice_opened:eligibility notice_closed:eligibility",
            ("county_housing",),
            ("clerk", "reviewer", "approver"),
        ),
        (
            "batch_entered re_examined ranked rank_changed passed lottery_held plan_published intent_opened "
            "ranking_published notice_opened:ranking notice_closed:ranking notice_opened:result notice_closed:result",
            COUNTY_OR_CITY,
            ("clerk", "reviewer", "approver", "system"),
        ),
        (
            "unit_selected contract_signed contract_filed subsidy_paid",
            ("operator", "county_housing"),
            ("operator", "clerk", "reviewer"),
        ),
    )
    for action in actions.split()
}

DOCUMENTS = {"surveyed": "survey_record", "determined": "determination_sheet", "contract_signed": "contract"}


def burning(ledger: Ledger) -> Iterator[Burning]:
    for (kind, city, subject_id), operations in ledger.by_subject.items():
        if kind == "case":
            if (city, subject_id) not in ledger.cases:
                continue
            operations = ledger.cases[city, subject_id].operations
        subject = ledger.subject(kind, city, subject_id)
        for operation in operations:
            where = {"instance": operation.id, "step": operation.step}
            if not is_authorised(ledger, operation):
                yield Burning(subject, "R16.authority", operation.day, **where)
            if is_backdated(operation, operations):
                yield Burning(subject, "R16.backdated", day_of(operation.recorded_at), **where)

    for case in ledger.cases.values():
        yield from out_of_order(case)
        yield from same_person(case)
        yield from suspensions(case)
        for action, document in DOCUMENTS.items():
            yield from documents(case, action, document)


def is_authorised(ledger: Ledger, operation: Operation) -> bool:
    """Whether the row's organisation kind and role stand in the table's line for the action.

    "An organisation-less operation of role system satisfies every line of R16's table that lists system"; any other
    operation without organisation "burns on every line of the table".
    """
    action = operation.action
    if action in ("notice_opened", "notice_closed"):
        action = f"{action}:{operation['notice']}"
    if action not in TABLE:
        return True
    kinds, roles = TABLE[action]
    if operation.row["role"] not in roles:
        return False
    if not operation.row["org_id"]:
        return operation.row["role"] == "system"
    organisation = ledger.organisation(operation)
    if kinds == (THE_DEPARTMENT,):
        kinds = (operation["department"],)
    return organisation is not None and organisation["kind"] in kinds


def is_backdated(operation: Operation, same_subject: list[Operation]) -> bool:
    """ "occurred_at earlier by > 24 h than an operation of the same subject with an earlier recorded_at, or
    wd(day of occurred_at, day of recorded_at) > 3" """
    if wd(operation.day, day_of(operation.recorded_at)) > 3:
        return True
    return any(
        other.recorded_at < operation.recorded_at and other.at - operation.at > timedelta(hours=24)
        for other in same_subject
    )


def out_of_order(case: Case) -> Iterator[Burning]:
    """ "a step begins before the step before it has begun, S4 begins before S3 has ended, or a `step_ended` comes later
    than the begin of the next step"; one lamp per later step, since the first of these; judged by instants.
    """
    for earlier, later in pairwise(STEPS):
        begin = case.begins[later]
        if begin is None:
            continue
        before = case.begins[earlier]
        end = case.ends["S3"]
        if before is None or before.at > begin.at or (later == "S4" and (end is None or end.at > begin.at)):
            yield case.burning("R16.order", begin.day, instance=later, step=begin.step)
            continue
        late = [o for o in case.step_ends(earlier) if o.at > begin.at]
        if late:
            yield case.burning("R16.order", late[0].day, instance=later, step=late[0].step)


def same_person(case: Case) -> Iterator[Burning]:
    """ "actor of `proposed` = actor of the `determined` that follows, both not empty" """
    for proposed in case.every("proposed"):
        determined = case.first("determined", since=proposed.at)
        if determined is not None and proposed.row["actor_id"] == determined.row["actor_id"] != "":
            yield case.burning("R16.same_person", determined.day, step=determined.step)


def suspensions(case: Case) -> Iterator[Burning]:
    """reasonless: "n-th counts every `clock_suspended`, and a reasonless one is never open". long: see below."""
    every = case.every("clock_suspended")
    for number, suspended in enumerate(every, 1):
        where = {"instance": str(number), "step": suspended.step}
        if suspended.lacks("reason"):
            yield case.burning("R16.suspension.reasonless", suspended.day, **where)
        for suspension in case.explicit_suspensions:
            if suspension.opened is suspended:
                last = last_day_allowed(case, suspension)
                resumed_on = suspension.closed.day if suspension.closed else None
                if last is None or (resumed_on is not None and resumed_on <= last):
                    continue
                # After the end of the case nothing is open any more; one that burns stays until `clock_resumed`.
                if case.begins_before_end(last + ONE_DAY):
                    yield case.burning("R16.suspension.long", last + ONE_DAY, cured_on=resumed_on, **where)


def last_day_allowed(case: Case, suspension: Suspension) -> date | None:
    """The n-th working day after the suspension, "n = 10 + the extensions made up to that day"; None if after D."""
    number = 0
    day = suspension.opened.day
    while day < case.as_of:
        day += ONE_DAY
        if is_working_day(day):
            number += 1
            if number >= suspension.maximum_on(day):
                return day
    return None


def documents(case: Case, action: str, document: str) -> Iterator[Burning]:
    """late: "attached on a later day than the action, up to 1 wd after it"; missing: "not attached within 1 wd"."""
    acts = case.every(action)
    served = attachments(case, acts, action, document)
    number: Counter[str] = Counter()
    for act in acts:
        number[action] += 1
        where = {"instance": f"{action}:{number[action]}", "step": act.step}
        attached = served.get(act)
        attached_on = attached.day if attached else None
        last = nth_working_day_after(act.day, 1)
        if attached_on is not None and act.day < attached_on <= last:
            # Lit and cured by the same attaching: "since = its day, until = the next day".
            yield case.burning("R16.document.late", attached_on, cured_on=attached_on, **where)
        if (attached_on is None or attached_on > last) and case.begins_before_stop(last + ONE_DAY):
            yield case.burning("R16.document.missing", last + ONE_DAY, cured_on=attached_on, **where)


def attachments(case: Case, acts: list[Operation], action: str, document: str) -> dict[Operation, Operation]:
    """Which attachment serves which action.

    "an attachment serves the last action of its for_action at or before it; attached before any, the first; if that
    one is served already, the latest unserved one before it".
    """
    served: dict[Operation, Operation] = {}
    for attached in case.every("document_attached", document=document, for_action=action):
        before = [a for a in acts if a.at <= attached.at] or acts[:1]
        unserved = [a for a in before if a not in served]
        if unserved:
            served[unserved[-1]] = attached
    return served
