"""R11 未按时调查异议或未公布异议调查结论: objections are examined and answered in public, in plain working days."""

from collections.abc import Iterator

from .case import Case
from .clocks import limit, missed
from .lamps import Burning
from .ledger import Ledger
from .model import Operation

STEP_OF_NOTICE = {"acceptance": "S1", "eligibility": "S3", "ranking": "S4", "result": "S4"}


def advances(case: Case, notice: str) -> list[Operation]:
    """What moves a case past a notice."""
    if notice == "acceptance":
        return [case.begins["S2"]] if case.begins["S2"] else []
    return case.every(
        *{
            "eligibility": ("registered",),
            "ranking": ("unit_selected",),
            "result": ("contract_signed", "subsidy_paid"),
        }[notice]
    )


def burning(ledger: Ledger) -> Iterator[Burning]:
    for case in ledger.cases.values():
        for number in sorted({o["objection_no"] for o in case.every("objection_raised")}):
            yield from of_objection(case, number)
        for number, requested in enumerate(case.every("re_review_requested"), 1):
            answered = case.first("re_review_answered", since=requested.at)
            since = missed(requested.day, case.days_of("review", requested.day, 15), answered.day if answered else None)
            if since is not None:
                cured_on = answered.day if answered else None
                yellow = case.limits.shows_yellow_first(requested.day)
                where = {"instance": str(number), "step": "S3", "yellow_first": yellow}
                yield case.burning("R11.review.over", since, cured_on=cured_on, **where)


def of_objection(case: Case, number: str) -> Iterator[Burning]:
    raised = case.first("objection_raised", objection_no=number)
    concluded = case.first("objection_concluded", since=raised.at, objection_no=number)
    where = {"instance": number, "step": STEP_OF_NOTICE[raised["notice"]]}

    yield from limit(case, "R11.conclude", raised, concluded, 10, 2, ends_with_case=False, **where)

    # "the first such operation after `objection_raised` while it is open"
    for step in advances(case, raised["notice"]):
        if step.at >= raised.at and (concluded is None or step.at < concluded.at):
            cured_on = concluded.day if concluded else None
            yield case.burning("R11.advanced", step.day, cured_on=cured_on, **where)
            break

    if concluded is not None:
        published = case.first("objection_published", since=concluded.at, objection_no=number)
        published_on = published.day if published else None
        late = missed(concluded.day, case.days_of("objection_published.late", concluded.day, 2), published_on)
        over = missed(concluded.day, case.days_of("objection_published.over", concluded.day, 3), published_on)
        if late is not None:
            yield case.burning("R11.publish.late", late, cured_on=published_on, taken_over=over, **where)
        if over is not None:
            yield case.burning("R11.publish.over", over, cured_on=published_on, **where)
