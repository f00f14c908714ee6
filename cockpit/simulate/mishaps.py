"""What goes wrong, how often, and in which cases: the catalogue of planted faults of a case.

A case carries one mishap at most, so that every lamp has one cause; what follows from it (a late answer that makes the
whole step late) is worked out in expected.py. Weights are per mille of all cases, set so that reds fall on 1.5-3 % and
yellows on 5-8 % of cases (domain.md A8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, auto
from random import Random

from cockpit.simulate.plan import Fate, Plan


class Mishap(StrEnum):
    """Names of the faults; the story of a step asks for the one it can commit."""

    ACCEPT_NEAR = auto()
    ACCEPT_OVER = auto()
    S1_NEAR = auto()
    S1_OVER = auto()
    CORRECTION_EMPTY = auto()
    CORRECTION_TWICE = auto()
    REJECT_CODELESS = auto()
    REJECT_REASONLESS = auto()
    OPINION_VAGUE = auto()
    OPINION_MISSING = auto()
    SURVEY_WEAK = auto()
    SURVEY_MISSING = auto()
    NOTICE_LATE = auto()
    NOTICE_ELEMENTS = auto()
    NOTICE_UNMASKED = auto()
    NOTICE_SHORT = auto()
    NOTICE_MISSING = auto()
    NOTICE_CUT = auto()
    NOTICE_WITHDRAWN = auto()
    ANSWER_NEAR = auto()
    ANSWER_OVER = auto()
    S2_NEAR = auto()
    S2_OVER = auto()
    ANSWER_VAGUE = auto()
    ANSWER_NULL = auto()
    ANSWER_MISSING = auto()
    OVERRIDE_ALONE = auto()
    OVERRIDE_BASELESS = auto()
    COMPARISON_MISSING = auto()
    CONDITION_CHANGED = auto()
    WRONG_SET = auto()
    DECIDE_NEAR = auto()
    DECIDE_OVER = auto()
    S3_NEAR = auto()
    S3_OVER = auto()
    ELIGIBILITY_ELEMENTS = auto()
    ELIGIBILITY_SHORT = auto()
    ELIGIBILITY_CUT = auto()
    ELIGIBILITY_LATE = auto()
    REGISTERED_UNANNOUNCED = auto()
    REFUSAL_LATE = auto()
    REFUSAL_MISSING = auto()
    CONCLUDE_NEAR = auto()
    CONCLUDE_OVER = auto()
    PUBLISH_LATE = auto()
    PUBLISH_OVER = auto()
    ADVANCED = auto()
    REVIEW_OVER = auto()
    RESULT_LATE = auto()
    RESULT_OVER = auto()
    RESULT_ELEMENTS = auto()
    CONTRACT_UNANNOUNCED = auto()
    S4_NEAR = auto()
    S4_OVER = auto()
    TOTAL_NEAR = auto()
    TOTAL_OVER = auto()
    FILING_NEAR = auto()
    FILING_OVER = auto()
    AUTHORITY = auto()
    ORDER = auto()
    SAME_PERSON = auto()
    BACKDATED = auto()
    SUSPENSION_REASONLESS = auto()
    SUSPENSION_LONG = auto()
    DOCUMENT_LATE = auto()
    DOCUMENT_MISSING = auto()


OBJECTIONS = frozenset(
    (Mishap.CONCLUDE_NEAR, Mishap.CONCLUDE_OVER, Mishap.PUBLISH_LATE, Mishap.PUBLISH_OVER, Mishap.ADVANCED)
)
"""These need an objection; the other mishaps rule one out, so that every lamp keeps one cause."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How often a mishap happens and which cases can have it."""

    mishap: Mishap
    weight: float
    fits: Callable[[Plan], bool]


def _accepted(plan: Plan) -> bool:
    return plan.fate in (Fate.QUALIFIED, Fate.UNQUALIFIED)


def _received(plan: Plan) -> bool:
    return plan.fate is not Fate.WITHDRAWN


def _rejected(plan: Plan) -> bool:
    return plan.fate is Fate.REJECTED


def _qualified(plan: Plan) -> bool:
    return plan.fate is Fate.QUALIFIED and not plan.sustained


def _unqualified(plan: Plan) -> bool:
    return plan.fate is Fate.UNQUALIFIED


def _housed(plan: Plan) -> bool:
    return _qualified(plan) and plan.mode == "unit"


def _paid(plan: Plan) -> bool:
    return _qualified(plan) and plan.mode == "subsidy"


KINDS = tuple(
    Kind(Mishap(name), weight, fits)
    for fits, weights in (
        (_received, {"accept_near": 6, "accept_over": 2.2}),
        (_rejected, {"reject_codeless": 2, "reject_reasonless": 0.5}),
        (
            _accepted,
            {"s1_near": 3, "s1_over": 1, "correction_empty": 2, "correction_twice": 1, "opinion_vague": 6}
            | {"opinion_missing": 1, "survey_weak": 3, "survey_missing": 0.7, "notice_late": 2, "notice_elements": 2}
            | {"notice_unmasked": 1, "notice_short": 2, "notice_missing": 0.7, "notice_cut": 0.6}
            | {"notice_withdrawn": 0.5, "answer_near": 9, "answer_over": 3.5, "s2_near": 3, "s2_over": 1.2}
            | {"answer_vague": 4, "answer_null": 0.8, "answer_missing": 1, "comparison_missing": 0.4}
            | {"override_alone": 1, "override_baseless": 0.4, "condition_changed": 0.4, "decide_near": 3}
            | {"decide_over": 0.8, "authority": 0.5, "order": 0.4, "same_person": 0.4, "backdated": 0.6}
            | {"suspension_reasonless": 0.4, "suspension_long": 0.7, "document_late": 2, "document_missing": 0.6},
        ),
        (
            _qualified,
            {"wrong_set": 0.5, "s3_near": 1, "s3_over": 0.5, "eligibility_elements": 1, "eligibility_short": 1}
            | {"eligibility_cut": 0.3, "eligibility_late": 0.8, "registered_unannounced": 0.7, "advanced": 0.4}
            | {"conclude_near": 0.5, "conclude_over": 0.4, "publish_late": 0.5, "publish_over": 0.4},
        ),
        (_unqualified, {"refusal_late": 1, "refusal_missing": 0.5, "review_over": 0.3}),
        (
            _qualified,
            {"result_late": 1.5, "result_over": 0.5, "result_elements": 0.7, "contract_unannounced": 0.5}
            | {"s4_near": 1.5, "s4_over": 0.8},
        ),
        (_paid, {"total_near": 0.5, "total_over": 0.4}),
        (_housed, {"filing_near": 1, "filing_over": 0.5}),
    )
    for name, weight in weights.items()
)

CHARACTER = {
    "3504": {"wrong_set": 4.0},
    "3505": {"answer_near": 3.0, "answer_over": 4.0, "s2_near": 3.0, "s2_over": 4.0},
    "3507": {"opinion_vague": 4.0, "answer_vague": 2.0},
    "3509": {"eligibility_late": 14.0, "registered_unannounced": 14.0},
}
"""Cities differ: slow joint review in 3505, vague street opinions in 3507, unpublished results in 3509."""
RATE = {"3501": 0.90, "3502": 0.75, "3503": 1.0, "3504": 1.1, "3505": 1.3, "3506": 1.0, "3507": 1.2, "3508": 0.85,
        "3509": 1.25}  # fmt: skip
"""How error-prone a city is, 1 = average."""
PER_CASE = 0.076
"""Share of cases with a mishap in an average city."""


RUNNING, SETTLED = 60, 500
"""Days before the end of the data since which a case is probably running, and before which it is over."""


def strike(plans: list[Plan], city: str, order: int, last_day: int, rng: Random) -> None:
    """Give mishaps to the cases of a city; `plans` come in the order of submission.

    Every kind is due in one city (by `order`, 0-8) even when the province is small, and takes a case whose history is
    over. The rest follow the weights. Running cases are struck twice as often: a near limit burns for a few days only,
    and a cockpit opened on the last day of the data should have clocks to watch.
    """
    quota = round(len(plans) * PER_CASE * RATE[city])
    due = [kind for position, kind in enumerate(KINDS) if position % 9 == order][:quota]
    settled = sum(plan.submitted_day < last_day - SETTLED for plan in plans)
    for kind in due:
        # A home may still be waited for: what must show goes to the subsidy path, or to the longest waiting.
        sure = "unit" if kind.fits is _housed else "subsidy"
        _give(kind, plans, range(settled), rng, sure if kind.fits in (_housed, _qualified) else "")
    factors = CHARACTER.get(city, {})
    weights = [kind.weight * factors.get(kind.mishap, 1.0) for kind in KINDS]
    for kind in rng.choices(KINDS, weights, k=quota - len(due)):
        _give(kind, plans, range(len(plans)), rng)
    running = range(sum(plan.submitted_day < last_day - RUNNING for plan in plans), len(plans))
    for kind in rng.choices(KINDS, weights, k=round(len(running) * PER_CASE)):
        _give(kind, plans, running, rng)


def _give(kind: Kind, plans: list[Plan], among: range, rng: Random, mode: str = "") -> None:
    """Strike one of the plans numbered `among`; a few tries are enough in any but the tiniest province."""
    for _ in range(60 if among else 0):
        plan = plans[rng.choice(among)]
        if not plan.mishap and kind.fits(plan) and mode in ("", plan.mode):
            plan.mishap = kind.mishap
            plan.objected = rng.choice(("acceptance", "eligibility")) if kind.mishap in OBJECTIONS else ""
            plan.sustained = False
            return
