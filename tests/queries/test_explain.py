"""Explanations of readable histories: what the sentence says, what was read, and that no text of anybody is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from cockpit import facts
from cockpit.actions.change_limit import set_light, set_limit
from cockpit.cli.explaining import lines
from cockpit.domain.explanation import Explained, Explanation
from cockpit.domain.limit_change import Ground
from cockpit.domain.vocabulary import SubjectKind
from cockpit.queries.explain import explain
from cockpit.rules import PROMPTS, REGISTRY
from tests.build import History, batch, case, clean_case, criteria, tenancy, unit, world_of
from tests.facts.reading import CIPHER, know, record

Explain = Callable[..., Explanation]
NO = "350102-2026-00001"


@pytest.fixture
def ask(engine_door: Callable[[], AbstractContextManager[Connection]]) -> Explain:
    """ask(rule, as_of, *histories): the explanation of the first history. ``first``: what is done before."""

    def asked(
        rule: str, as_of: str, *told: History, first: Callable[[Connection], None] = lambda _: None
    ) -> Explanation:
        world = world_of(*told)
        with engine_door() as connection:
            first(connection)
            arrived = know(connection, world)
            # A row of tenancy.csv is something new of its subject, as the import says.
            facts.refresh(connection, CIPHER, arrived | record(connection, world.operations))
            day, kind = date.fromisoformat(as_of), SubjectKind(told[0].kind)
            explained = explain(connection, told[0].city_code, told[0].subject_id, rule, day, kind)
            connection.rollback()  # the next question finds an empty office
            return explained

    return asked


def of(told: Explanation, code: str) -> Explained:
    return next(finding for finding in told.findings if finding.code == code)


def test_a_limit_kept_says_by_when_it_was_met(ask: Explain) -> None:
    told = ask("R01", "2026-03-20", case().submitted("2026-03-02").accepted("2026-03-06"))
    over = of(told, "R01.accept.over")
    assert over.verdict == "未亮灯：因为已于 2026-03-06 完成，没有超过到期日 2026-03-09。"
    (ground,) = over.grounds
    assert ground.read == (f"case-{NO}-001", f"case-{NO}-002")
    assert [told.acts[each].action for each in ground.read] == ["submitted", "accepted"]
    assert ground.limit is not None
    assert "第八条" in ground.limit.source


def test_a_limit_missed_burns_with_its_sentence_and_the_day_is_marked(ask: Explain) -> None:
    told = ask("R01", "2026-03-20", case().submitted("2026-03-02").accepted("2026-03-11"))
    over = of(told, "R01.accept.over")
    assert over.verdict.startswith("亮过红灯：")
    assert "2026-03-10 起，2026-03-12 起不再亮" in over.verdict
    count = over.grounds[0].count
    assert count is not None
    marks = {f"{day.square.day:%m-%d}": day.marks for day in count.days if day.marks}
    assert marks == {
        "03-02": ("起算日",),
        "03-06": ("临界日",),
        "03-09": ("到期日",),
        "03-10": ("亮灯",),
        "03-11": ("完成",),
    }


def test_a_limit_that_still_runs_says_which_day_has_not_come(ask: Explain) -> None:
    told = ask("R01", "2026-03-04", case().submitted("2026-03-02"))
    assert of(told, "R01.accept.near").verdict == "未亮灯：因为临界日 2026-03-06 尚未到。"
    assert of(told, "R01.accept.over").verdict == "未亮灯：因为到期日 2026-03-09 尚未过。"


def test_a_limit_that_never_began_says_what_would_have_begun_it(ask: Explain) -> None:
    told = ask("R11", "2026-03-20", case().submitted("2026-03-02"))
    assert of(told, "R11.conclude.over").verdict == "未亮灯：因为没有“提出异议”的记录，期限没有起算。"
    assert of(told, "R11.advanced").verdict == "未亮灯：因为没有“对公示提出异议”的记录。"


def test_a_case_that_ended_before_says_so(ask: Explain) -> None:
    told = ask("R15", "2026-12-01", case().submitted("2026-03-02").withdrawn("2026-03-20"))
    assert of(told, "R15.total.over").verdict == "未亮灯：因为已于 2026-03-20 完成，没有超过到期日 2026-05-28。"
    told = ask("R01", "2026-12-01", case("350102-2026-00002").submitted("2026-03-02").withdrawn("2026-03-20"))
    assert "办件已于 2026-03-20 结束" in of(told, "R01.step.over").verdict


def test_a_suspended_day_names_the_operation_that_stopped_the_clock(ask: Explain) -> None:
    history = (
        case().submitted("2026-03-02").accepted("2026-03-04").clock_suspended("2026-03-05").clock_resumed("2026-03-09")
    )
    count = of(ask("R01", "2026-03-20", history), "R01.step.over").grounds[0].count
    assert count is not None
    said = {f"{day.square.day:%m-%d}": day.why for day in count.days}
    assert said["03-06"] == "工作日，不计：停表（第 1 次），自 2026-03-05 起"
    assert said["03-07"] == "周末，不计"
    assert said["03-10"] == "工作日，第 4 个工作日"


def test_waiting_is_named_in_the_total(ask: Explain) -> None:
    count = of(ask("R15", "2026-06-30", clean_case()), "R15.total.over").grounds[0].count
    assert count is not None
    assert any("轮候，不是办理时间" in line.why for line in count.lines())


def test_an_opinion_is_held_against_each_criterion_and_never_shown(ask: Explain) -> None:
    history = case().submitted("2026-03-02").street_opinion_given("2026-03-04", opinion="情况属实，同意张三申请")
    told = ask("R03", "2026-03-20", history)
    vague = of(told, "R03.opinion.vague")
    assert vague.verdict.startswith("亮黄灯：")
    assert {check.name: check.holds for check in vague.grounds[0].checks} == {
        "length": False,
        "item": False,
        "own_words": True,
        "verdict": True,
        "mass": True,
    }
    assert "张三" not in "\n".join(lines(told))
    assert "不符合，实有 11 字" in "\n".join(lines(told))


def test_a_notice_names_what_is_missing_and_how_long_it_stood(ask: Explain) -> None:
    history = (
        case().submitted("2026-03-02").notice_opened("2026-03-05", notice="acceptance", elements=["area", "result"])
    )
    told = ask("R04", "2026-03-20", history)
    elements = of(told, "R04.notice.elements")
    assert elements.lit
    checks = {check.name: (check.holds, check.value) for check in elements.grounds[0].checks}
    assert checks["elements"] == (False, "applicant_name/objection_channel/period/publisher")
    assert checks["notice_days"] == (True, "5")
    assert of(told, "R04.notice.cut").verdict == "未亮灯：因为2026-03-05 的受理结果公示没有本项问题。"


def test_an_order_kept_says_what_came_when(ask: Explain) -> None:
    told = ask("R03", "2026-06-30", clean_case())
    verdict = of(told, "R03.survey.missing").verdict
    assert verdict.startswith("未亮灯：因为已于 2026-03-04")
    assert "入户调查" in verdict


def test_an_order_broken_says_when_it_was_made_good(ask: Explain) -> None:
    history = case().submitted("2026-03-02").dispatched("2026-03-05").surveyed("2026-03-09")
    missing = of(ask("R03", "2026-03-20", history), "R03.survey.missing")
    assert missing.verdict.startswith("亮过红灯：")
    assert ("补办", "2026-03-09") in missing.grounds[0].compared


def test_the_criteria_set_in_force_is_laid_beside_the_one_that_was_used(ask: Explain) -> None:
    told = ask("R08", "2026-06-30", clean_case(), criteria().criteria_changed("2026-01-05"))
    assert of(told, "R08.case.set").verdict.endswith("认定所用的 C-35 就是受理日有效的那一套。")
    assert of(told, "R08.criteria.unapproved").grounds[0].checks[0].name == "approval_no"


def test_the_ranks_of_who_selected_before_are_compared(ask: Explain) -> None:
    first, second = clean_case(rank_no=2), clean_case("350102-2026-00002", rank_no=1, start="2026-02-24")
    told = ask("R13", "2026-12-01", first, second, batch().plan_published("2026-04-01"))
    assert not of(told, "R13.skipped").lit
    assert "本件第 2 名，不在选房的 350102-2026-00002（第 1 名）之前" in of(told, "R13.skipped").verdict


def test_a_case_passed_over_is_told_by_whom(ask: Explain) -> None:
    first, second = clean_case(rank_no=1), clean_case("350102-2026-00002", rank_no=2, start="2026-02-24")
    told = ask("R13", "2026-12-01", first, second)
    skipped = of(told, "R13.skipped")
    assert skipped.lit
    assert ("本件排序", "第 1 名") in next(ground for ground in skipped.grounds if ground.lit).compared


def test_every_rule_explains_a_clean_case_in_whole_sentences(ask: Explain) -> None:
    for number, rule in enumerate(REGISTRY):
        told = ask(rule, "2026-12-01", clean_case(f"350102-2026-1{number:04}"))
        said = "\n".join(lines(told))
        assert "None" not in said
        assert "enc:" not in said
        assert len(told.findings) == len(REGISTRY[rule].findings)
        assert all(finding.verdict.startswith(("亮", "未亮灯：因为")) for finding in told.findings)


def test_what_happened_after_the_day_is_not_read(ask: Explain) -> None:
    told = ask("R01", "2026-03-04", case().submitted("2026-03-02").document_attached("2026-03-10"))
    assert [act.action for act in told.acts.values()] == ["submitted"]


# --- prompts ----------------------------------------------------------------------------------------------------------


def let(**columns: str) -> History:
    return tenancy(case_no=NO, starts_on="2021-11-01", **columns)


def test_a_prompt_burning_says_what_is_due_and_where_its_threshold_is_from(ask: Explain) -> None:
    told = ask("T02", "2026-10-05", case(), let(ends_on="2026-10-31"))
    second = of(told, "T02.expiry.second")
    assert second.verdict == (
        "亮黄灯：租赁 T1 合同于 2026-10-31 到期，30 日内到期，尚未续签，请及时处理。（2026-10-01 起，仍亮）"
    )
    (ground,) = second.grounds
    assert ("应亮灯日", "2026-10-01（到期前 30 日）") in ground.compared
    assert ground.limit is not None
    assert ground.limit.source == "示例规则集"
    first = of(told, "T02.expiry.first").grounds[0].limit
    assert first is not None
    assert "第三十条" in first.source
    assert told.summary.startswith("截至 2026-10-05，本类提示 4 项判定：1 项亮黄灯")


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        ("2026-07-31", "应亮灯日 2026-10-01 尚未到"),
        ("2026-12-31", "在应亮灯的 2026-10-01 之前，已于 2026-08-20 了结"),
    ],
)
def test_a_prompt_that_does_not_burn_says_why(ask: Explain, as_of: str, reason: str) -> None:
    told = let(ends_on="2026-10-31").renewed("2026-08-20", ends_on="2031-10-31")
    told.operations = [row for row in told.operations if f"{row['occurred_at']:%Y-%m-%d}" <= as_of]
    assert reason in of(ask("T02", as_of, case(), told), "T02.expiry.second").verdict


def test_working_days_to_a_planned_visit_are_counted_over_the_spring_festival(ask: Explain) -> None:
    told = ask("T05", "2026-02-24", case(), let().visit_planned("2026-02-02", on="2026-02-26"))
    (ground,) = of(told, "T05.visit.due").grounds
    assert ground.lit
    assert ground.count is not None
    days = {f"{day.square.day:%m-%d}": day for day in ground.count.days}
    assert days["02-26"].count == 5
    assert "春节" in days["02-17"].why
    assert "到期日" in days["02-26"].marks


def test_a_home_is_explained_through_the_case_that_lives_in_it(ask: Explain) -> None:
    told = ask("T01", "2026-06-30", case(), let(), unit("U1").ready("2026-03-01"))
    (ground,) = of(told, "T01.ready.long").grounds
    assert ground.title == "可配租房源（房源 U1）"
    assert [told.acts[each].action for each in ground.read] == ["ready"]


def test_a_tenancy_or_a_home_of_no_case_is_explained_by_its_own_number(ask: Explain) -> None:
    told = ask("T07", "2026-06-30", tenancy().rent_charged("2026-03-01", month="2026-03"))
    assert of(told, "T07.arrears.first").open
    assert next(iter(lines(told))) == "[bold]租赁 T1  T07 租金欠缴[/bold]"
    assert of(ask("T01", "2026-06-30", unit("U1").ready("2026-03-01")), "T01.ready.long").open


def test_months_owed_at_once_light_the_higher_rung_alone_and_the_lower_says_so(ask: Explain) -> None:
    owing = tenancy()
    for month in ("2026-01", "2026-02", "2026-03"):
        owing.rent_charged("2026-04-10", month=month)
    told = ask("T07", "2026-06-30", owing)
    assert of(told, "T07.arrears.second").open
    assert of(told, "T07.arrears.first").verdict == "未亮灯：因为2026-04-10 应亮灯时，已由下一级提示接替。"


def test_a_case_without_a_tenancy_has_nothing_to_prompt_for(ask: Explain) -> None:
    for family in PROMPTS:
        told = ask(family, "2026-12-01", case().submitted("2026-03-02"))
        assert len(told.findings) == len(PROMPTS[family].findings)
        assert all(finding.verdict.startswith("未亮灯：因为") for finding in told.findings)
        assert all(finding.grounds == [] for finding in told.findings)


def test_every_family_explains_a_tenancy_in_whole_sentences(ask: Explain) -> None:
    told = (
        let(ends_on="2026-10-31")
        .moved_in("2025-01-06")
        .recheck_opened("2026-03-02")
        .recheck_compared("2026-03-04", changes=["car"])
        .visit_planned("2026-03-02")
        .visited("2026-03-09", result="absent")
        .visited("2026-03-12", result="absent")
        .rectification_ordered("2026-03-16")
        .moving_period_set("2026-03-20")
        .rent_charged("2026-03-01")
    )
    home = unit("U1").ready("2025-01-02").assigned("2025-01-06").use_observed("2025-02-01").repair_started("2026-03-02")
    for family in PROMPTS:
        said = "\n".join(lines(ask(family, "2026-12-01", case(), told, home)))
        assert "None" not in said
        assert "示例规则集" in said
        assert "没有满足条件" not in said


# --- limits that people set -------------------------------------------------------------------------------------------


def set_in_fuzhou(connection: Connection) -> None:
    moment = datetime(2026, 3, 1, 1, tzinfo=UTC)
    ground = Ground(date(2026, 3, 2), "榕建〔2026〕3号", "《福州市细则》第六条")
    set_limit(connection, CIPHER, "accept", 3, area_code="3501", ground=ground, by="林处长", now=moment)
    light = Ground(date(2026, 3, 2), "闽建〔2026〕1号", "省厅通知")
    set_light(connection, CIPHER, "yellow_then_red", ground=light, by="陈处长", now=moment)


def test_the_limit_in_force_is_named_with_its_area_document_and_date(ask: Explain) -> None:
    told = ask("R01", "2026-03-10", case().submitted("2026-03-02"), first=set_in_fuzhou)
    over = of(told, "R01.accept.over")
    (ground,) = over.grounds
    assert ground.governed == (
        "2026-03-02 起算，当日有效的期限：作出受理、补正或不予受理决定 3 个工作日，福州市从严规定，"
        "2026-03-02 起，全省为 5 个工作日；来源：《福州市细则》第六条（榕建〔2026〕3号）"
    )
    assert ("到期日", "2026-03-05") in ground.compared
    assert ground.governed in "\n".join(lines(told))


def test_a_limit_begun_before_the_change_keeps_the_province_s_own(ask: Explain) -> None:
    told = ask("R01", "2026-03-20", case().submitted("2026-02-27"), first=set_in_fuzhou)
    (ground,) = of(told, "R01.accept.over").grounds
    assert "5 个工作日，全省统一规定，规则集启用起" in ground.governed
    assert "超期亮灯方式" not in dict(ground.compared)


def test_a_lamp_shown_yellow_first_is_told_as_yellow_and_why(ask: Explain) -> None:
    told = ask("R01", "2026-03-10", case().submitted("2026-03-02"), first=set_in_fuzhou)
    over = of(told, "R01.accept.over")
    assert over.verdict.startswith("亮黄灯：")
    assert over.level == "yellow"
    assert "1 项亮黄灯" in told.summary
    said = dict(over.grounds[0].compared)["超期亮灯方式"]
    assert said == "超期前3个工作日亮黄灯，此后亮红灯（2026-03-02 起，闽建〔2026〕1号）"
    later = ask("R01", "2026-03-11", case().submitted("2026-03-02"), first=set_in_fuzhou)
    assert of(later, "R01.accept.over").verdict.startswith("亮红灯：")


def test_a_limit_set_after_the_day_is_not_known_though_it_is_dated_back(ask: Explain) -> None:
    told = ask("R01", "2026-02-27", case().submitted("2026-02-25"), first=set_in_fuzhou)
    assert "全省统一规定" in of(told, "R01.accept.over").grounds[0].governed
