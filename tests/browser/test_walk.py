"""From the province to the broken rule by clicks alone, and back: on data that were simulated, imported and evaluated.

The fixture `page` fails each of these tests for an error on the console and for a request to another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import and_, func, select

from cockpit import facts
from cockpit.db import doors
from cockpit.db.cipher import Cipher
from cockpit.db.tables import alert, area, finding
from cockpit.domain.viewer import Viewer
from cockpit.ingest.deliveries import import_path
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.past import keep
from cockpit.jobs.rollup import rollup
from cockpit.rules import REGISTRY
from cockpit.simulate import province
from tests.browser.conftest import serving

AS_OF = date(2026, 11, 23)
EARLIER = date(2026, 9, 30)
NOW = datetime(2026, 11, 23, 20, tzinfo=timezone(timedelta(hours=8)))
PATIENCE = 15_000


@pytest.fixture(scope="module")
def address(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a 250th of the province is served, made in the way of `cockpit demo`."""
    folder = tmp_path_factory.mktemp("walk")
    cipher = Cipher(bytes(range(32)))

    def fill() -> None:
        province(folder, scale=0.004, seed=1, as_of=AS_OF)
        import_path(folder, cipher=cipher, received_at=NOW, touched=facts.mark)
        with doors.writing_as_engine() as writing:
            facts.settle(writing, cipher)
            evaluate(writing, cipher, AS_OF, now=NOW)
            rollup(writing, AS_OF)
        with doors.writing_as_engine() as writing:
            keep(writing, cipher, EARLIER, now=NOW)
        doors.refresh_statistics()

    with serving(server_url, template, fill) as served:
        yield served


@dataclass(frozen=True)
class Lamp:
    """A burning lamp, and the names of the areas above it from the city down: code -> name."""

    alert_no: str
    case_no: str
    rule: str
    areas: dict[str, str]


@pytest.fixture
def lamp(address: str) -> Lamp:
    """The newest lamp that burns on a case: its street's page shows it first."""
    a, f = alert.c, finding.c
    key = ("city_code", "subject_kind", "subject_id", "finding", "instance", "raising")
    newest = (
        select(a.alert_no, f.case_no, f.rule, f.area_code)
        .join_from(alert, finding, and_(*(a[name] == f[name] for name in key)))
        .where(f.open, f.case_no != "", func.length(f.area_code) == 9)
        .order_by(f.since.desc(), f.level, f.city_code, f.subject_id, f.finding)
        .limit(1)
    )
    with doors.reading_as(Viewer.parse("province:35")) as conn:
        alert_no, case_no, rule, street = conn.execute(newest).one()
        # 平潭 is a county without a city above it.
        codes = [code for code in (street[:4], street[:6], street) if not (code == "3501" and street[:6] == "350128")]
        named = select(area.c.area_code, area.c.name).where(area.c.area_code.in_(codes))
        names = {row.area_code: row.name for row in conn.execute(named)}
    return Lamp(alert_no, case_no, rule, {code: names[code] for code in codes})


def arrived(page: Page, at: str, heading: str) -> None:
    """``at``: how the address must end, as a pattern."""
    expect(page).to_have_url(re.compile(f"{at}$"), timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=PATIENCE)


def test_by_clicks_from_the_province_to_the_broken_rule_and_back_step_by_step(page: Page, lamp: Lamp) -> None:
    case, rule = f"/case/{lamp.case_no}", f"{lamp.rule} {REGISTRY[lamp.rule].name}"
    steps = [("/area/35", "福建省")]

    def click(link: str, at: str, heading: str) -> None:
        page.locator(link).first.click()
        arrived(page, at, heading)
        steps.append((at, heading))

    page.goto("/")
    arrived(page, *steps[0])
    for code, name in lamp.areas.items():
        click(f'#area-ranking a[href^="/area/{code}"]', f"/area/{code}", name)
    click(f'#area-news a[href="/alert/{lamp.alert_no}"]', f"/alert/{lamp.alert_no}", lamp.alert_no)
    click(f'#content a[href^="{case}"]', rf"{case}\?city=\d+#{lamp.rule}", lamp.case_no)
    expect(page.locator(f"#{lamp.rule}")).to_be_in_viewport()
    # The lamp that is pinned on its step opens its reckoning below, and that names the rule.
    click(f"#{lamp.rule} a", rf"{case}\?city=\d+&lamp={lamp.rule}.*#lamp", lamp.case_no)
    expect(page.locator("#lamp")).to_be_in_viewport()
    click(f'#lamp a[href="/rules/{lamp.rule}"]', f"/rules/{lamp.rule}", rule)

    for step in steps[-2::-1]:
        page.go_back()
        arrived(page, *step)
    expect(page.locator("#area-ranking a").first).to_be_visible()


def test_every_page_comes_under_a_policy_that_allows_neither_eval_nor_unnamed_inline_scripts(
    page: Page, lamp: Lamp
) -> None:
    of_areas = [f"/area/{code}" for code in ("35", *lamp.areas)]
    of_lamp = [f"/alert/{lamp.alert_no}", f"/case/{lamp.case_no}", f"/rules/{lamp.rule}"]
    for path in (*of_areas, *of_lamp, "/alerts", "/cases", "/rules", "/homes?area=35", "/area/9999"):
        answer = page.request.get(path)
        directives = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert directives["default-src"] == "'none'"
        scripts = directives["script-src"].split()
        assert "'self'" in scripts
        assert not {"'unsafe-eval'", "'unsafe-inline'", "*", "data:", "blob:"} & set(scripts)
        assert not [source for source in scripts if "//" in source]
        assert not re.search(r"\son\w+=|javascript:", answer.text())


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/area/9999", 404, "没有区划代码为“9999”的地区"),
        ("/area/359901", 404, "地区"),
        ("/case/nope", 404, "没有编号为“nope”的办件"),
        ("/alert/nope", 404, "没有编号为“nope”的预警"),
        ("/rules/R99", 404, "没有编号为“R99”的规则"),
        ("/nowhere", 404, "没有网址为“/nowhere”的页面"),
        ("/alerts?from=abc", 400, "abc"),
        ("/cases?from=abc", 400, "abc"),
        ("/alerts?rule=R99", 400, "R99"),
        ("/area/35?from=abc", 400, "abc"),
    ],
)
def test_an_address_that_means_nothing_is_refused_in_one_sentence(
    page: Page, path: str, status: int, says: str
) -> None:
    answer = page.request.get(path)
    assert answer.status == status
    said = re.findall("<p>(.*?)</p>", answer.text())
    assert len(said) == 1
    assert says in said[0]
    assert said[0].endswith("。")


def newest(finding_code: str) -> str:
    """The number of the newest alert of a finding."""
    a = alert.c
    statement = select(a.alert_no).where(a.finding == finding_code).order_by(a.since.desc(), a.alert_no).limit(1)
    with doors.reading_as(Viewer.parse("province:35")) as conn:
        return conn.execute(statement).scalar_one()


def test_a_lamp_on_a_batch_leads_to_the_case_that_was_passed_over_and_that_case_leads_back(page: Page) -> None:
    number = newest("R13.skipped")
    page.goto(f"/alert/{number}")
    arrived(page, f"/alert/{number}", number)
    passed = page.get_by_role("row").filter(has_text="被越过")
    expect(passed).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="先选房")).to_have_count(1)
    case_no = passed.get_by_role("link").inner_text()
    passed.get_by_role("link").click()
    arrived(page, rf"/case/{case_no}\?city=\d+", case_no)
    page.locator(f'#content a[href="/alert/{number}"]').click()
    arrived(page, f"/alert/{number}", number)


def test_a_lamp_on_a_home_shows_the_home(page: Page) -> None:
    number = newest("R12.unit.unlisted")
    page.goto(f"/alert/{number}")
    arrived(page, f"/alert/{number}", number)
    home = page.locator("section", has=page.get_by_role("heading", name="房源", exact=True))
    expect(home).to_contain_text("户型")
    expect(home).to_contain_text("月租金")


def test_a_lamp_on_admission_criteria_lists_the_cases_that_were_decided_by_them(page: Page) -> None:
    number = newest("R08.criteria.unapproved")
    page.goto(f"/alert/{number}")
    arrived(page, f"/alert/{number}", number)
    expect(page.get_by_role("heading", name="受影响的办件")).to_be_visible()


def test_an_earlier_day_is_chosen_goes_along_and_is_left_again(page: Page) -> None:
    page.goto("/area/35")
    arrived(page, "/area/35", "福建省")
    expect(page.locator("#shell-as-of-box")).to_have_attribute("data-day", f"{AS_OF}")
    page.locator("#shell-as-of").fill(f"{EARLIER}")
    page.locator("#shell-as-of").press("Enter")
    arrived(page, f"/area/35\\?as_of={EARLIER}", "福建省")
    # Whatever language the browser speaks, the day reads as on the rest of the page.
    expect(page.locator("#shell-as-of-box")).to_have_attribute("data-day", f"{EARLIER}", timeout=PATIENCE)
    page.locator('#area-ranking a[href^="/area/3501"]').first.click()
    arrived(page, f"/area/3501\\?as_of={EARLIER}", "福州市")
    page.get_by_role("link", name="返回今天").click()
    arrived(page, "/area/3501", "福州市")
