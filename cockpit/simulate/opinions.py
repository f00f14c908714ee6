"""What reviewers write: specific opinions full of figures, and the empty phrases the rules look for.

A specific opinion names a checked item (住房, 收入, 资产 …) with its value within a few characters and has at least
fifteen characters; the applicant's name and changing words keep ordinary days free of mass text.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Means:
    """What the household declares: persons, m² a head, yuan a head and year, yuan."""

    persons: int
    area: float
    income: int
    assets: int


_OPENINGS = (
    "经入户核查",
    "经两名工作人员上门走访",
    "查验材料并实地核对后",
    "结合邻里走访和现场察看",
    "逐项比对申报材料后",
)
_HOUSING = (
    "{name}家庭住房面积人均{area}平方米，与申报一致",
    "{name}户内实测，人均住房{area}平方米，无自有产权",
    "{name}现居租赁房，人均面积{area}平方米",
    "{name}一家名下房产无登记，人均居住面积{area}平方米",
)
_INCOME = (
    "人均年收入{income}元，户籍人口{persons}人",
    "家庭资产{assets}元，常住人口{persons}人",
    "年收入{income}元，社保缴纳无间断",
    "存款等资产{assets}元，车辆无登记",
)
_CLOSINGS = ("拟同意上报联审。", "建议提交多部门联审。", "符合受理条件，报区县审核。", "情况与申报相符，建议通过初审。")
_VAGUE = (
    "同意",
    "情况属实",
    "符合条件",
    "已阅",
    "同意上报",
    "经审查材料齐全，拟同意上报，请上级部门核准。",
    "材料已看，没有意见，按程序办理即可。",
)

_DEPARTMENT = {
    "civil_affairs": (
        "{name}家庭人均年收入{income}元",
        "经济状况核对:收入{income}元，资产{assets}元",
        "{name}户资产{assets}元",
    ),
    "public_security": ("{name}户籍登记{persons}人", "户籍人口{persons}人，车辆无登记", "{name}名下车辆无登记"),
    "real_estate": ("{name}名下不动产无登记", "房产登记面积合计{total}平方米", "{name}一家住房{total}平方米"),
    "market_supervision": (
        "{name}无经营主体登记，经营无记录",
        "未见{name}经营登记,经营0户",
        "{name}名下经营主体:经营无",
    ),
    "human_resources": ("{name}社保缴费无中断", "社保缴费基数{month}元", "{name}参加社保{years}年"),
    "provident_fund": ("{name}公积金月缴存{fund}元", "公积金账户无提取购房记录", "{name}公积金缴存{years}年"),
    "tax": ("{name}纳税申报收入{income}元", "个人所得纳税{fund}元", "{name}纳税无异常记录"),
    "veterans": ("{name}优抚对象登记无", "优抚待遇:优抚未登记，{name}非优抚对象", "{name}优抚档案无记录"),
    "disabled_federation": ("{name}残疾证无登记", "残疾人证:残疾未登记({name})", "{name}家庭残疾成员0人"),
}
_DEPARTMENT_END = (
    "与申报材料比对一致，无不符情形。",
    "数据已核，未超出公布标准。",
    "核验结果已随数据版本留存备查。",
    "经系统和人工双重核对，予以确认。",
)


def street_opinion(rng: Random, name: str, means: Means) -> str:
    """A specific opinion of a street."""
    parts = (rng.choice(_OPENINGS), rng.choice(_HOUSING), rng.choice(_INCOME), rng.choice(_CLOSINGS))
    return "，".join(parts).format(name=name, area=means.area, income=means.income, persons=means.persons,
                                  assets=means.assets)  # fmt: skip


def department_opinion(rng: Random, department: str, name: str, means: Means) -> str:
    """A specific opinion of a department about the item it keeps."""
    finding = rng.choice(_DEPARTMENT[department]).format(
        name=name,
        persons=means.persons,
        income=means.income,
        assets=means.assets,
        total=round(means.area * means.persons, 1),
        month=2000 + means.income // 24,
        fund=150 + means.income // 120,
        years=2 + means.income % 9,
    )
    return f"{finding}，{rng.choice(_DEPARTMENT_END)}"


def vague_opinion(rng: Random) -> str:
    """An opinion that says nothing: a stock phrase, or many words without a figure."""
    return rng.choice(_VAGUE)
