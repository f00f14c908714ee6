"""Writes docs/generated from the code itself: `make docs`. With --check it only compares, and fails on a stale page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy.dialects import postgresql

from cockpit.db import schema
from cockpit.db.tables import metadata
from cockpit.domain.access import ACCESS, Permission, UserRole
from cockpit.domain.kpis import HEADLINE
from cockpit.domain.limit import ALWAYS, LIMITS
from cockpit.domain.prompt_limit import PROMPT_LIMITS
from cockpit.rules import PROMPTS, REGISTRY, TOTAL
from docs import life_cycle

GENERATED = Path(__file__).parent / "generated"
POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
NOTE = "<!-- Written by `make docs` from the code. Do not edit. -->\n\n"


def schema_page() -> str:
    """Every table with its columns, what it is for, and who writes it."""
    kinds = [
        ("Ledger: append-only", sorted(schema.LEDGER)),
        ("Import and keys: closed to pages", sorted(schema.PRIVATE)),
        ("People: who may log in and who is; the gate's alone", sorted(schema.GATE)),
        ("Reference data", sorted(schema.REFERENCE)),
        ("Projections: dropped and rebuilt from the ledger", schema.projections()),
    ]
    parts = ["# Schema\n"]
    for kind, names in kinds:
        parts.append(f"## {kind}\n")
        for name in names:
            table = metadata.tables[name]
            parts.append(f"### {name}\n")
            if table.comment:
                parts.append(f"{table.comment}\n")
            parts.append(
                _table(
                    ("column", "type", "key", "may be empty"),
                    [
                        (
                            column.name,
                            column.type.compile(dialect=POSTGRESQL),
                            "key" if column.primary_key else "",
                            "yes" if column.nullable else "",
                        )
                        for column in table.columns
                    ],
                )
            )
    return "\n".join(parts)


def rules_page() -> str:
    """Every rule with its findings and basis as the registry declares them, and every limit with dates and source."""
    parts = ["# Rules (示例规则集, an illustrative rule set)\n", f"{len(REGISTRY)} of {TOTAL} are built.\n"]
    for code, rule in sorted(REGISTRY.items()):
        step = rule.step.label if rule.step else "全流程"
        parts.append(f"## {code} {rule.name}\n")
        parts.append(
            f"`{rule.identifier}` · {step} · {rule.risk_point} · {rule.category.label}\n\n依据：{rule.basis}\n"
        )
        parts.append(
            _table(
                ("finding", "lamp", "class", "burns when", "limit"),
                [(f.code, f.level.label, f.lamp_class.label, f.says, f.limit or "") for f in rule.findings],
            )
        )
    parts.append("## Prompts (临期提示)\n")
    parts.append(
        "No supervision rules: they count nowhere among the lamps above, raise no alerts, and are shown only when asked"
        " for (`cockpit alerts --prompts`, 加上临期提示 on /alerts). Left out because the delivery format has no action"
        " for them: invitations to waiting households, due dates of recheck material, the subsidy due after six months"
        " of waiting. Filing of contracts is R15's.\n"
    )
    for code, family in sorted(PROMPTS.items()):
        parts.append(f"### {code} {family.name}\n")
        parts.append(f"`{family.identifier}`\n\n依据：{family.basis}\n")
        parts.append(
            _table(
                ("prompt", "lamp", "burns when", "threshold"),
                [(f.code, f.level.label, f.says, f.limit or "") for f in family.findings],
            )
        )
    parts.append("### Thresholds\n")
    parts.append(
        _table(
            ("threshold", "what", "amount", "unit", "area", "from", "source"),
            [
                (
                    *(line.code, line.label, line.amount, line.unit, line.area_code),
                    *("" if line.since == ALWAYS else line.since, line.source),
                )
                for line in PROMPT_LIMITS
            ],
        )
    )
    parts.append("## Limits\n")
    parts.append(
        _table(
            ("limit", "what", "days", "yellow before", "area", "instance", "from", "source"),
            [
                (
                    line.code,
                    line.label,
                    f"{line.days} {'calendar' if line.calendar else 'working'} days",
                    line.near,
                    line.area_code,
                    line.instance,
                    "" if line.since == ALWAYS else line.since,
                    line.source,
                )
                for line in LIMITS
            ],
        )
    )
    return "\n".join(parts)


def kpis_page() -> str:
    """Every headline number with its formula, as domain.kpis declares it."""
    return "# Headline numbers\n\n" + _table(
        ("code", "label", "why", "formula", "unit", "better", "for", "public"),
        [
            (
                kpi.code,
                kpi.label,
                kpi.why,
                f"{kpi.numerator} / {kpi.denominator}" if kpi.denominator else kpi.numerator,
                kpi.unit,
                kpi.direction.label,
                kpi.audience,
                "yes" if kpi.public else "no",
            )
            for kpi in HEADLINE
        ],
    )


def access_page() -> str:
    """Role × permission, as domain.access declares it."""
    return (
        "# Who may do what\n\nAlways within the area of the account: the database holds to it (row-level security).\n\n"
        + _table(
            ("permission", "", *(role.label for role in UserRole)),
            [
                (permission.value, permission.label, *("✓" if permission in ACCESS[role] else "" for role in UserRole))
                for permission in Permission
            ],
        )
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"
    )


PAGES = {
    "schema.md": schema_page,
    "rules.md": rules_page,
    "kpis.md": kpis_page,
    "access.md": access_page,
    "follow-up.md": life_cycle.page,
    "follow-up.svg": life_cycle.svg,
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    only_check = arguments.parse_args().check
    stale = []
    for name, page in PAGES.items():
        wanted = page() if name.endswith(".svg") else NOTE + page()
        file = GENERATED / name
        if file.exists() and file.read_text() == wanted:
            continue
        stale.append(name)
        if not only_check:
            file.write_text(wanted)
    if only_check and stale:
        sys.stderr.write(f"docs/generated is stale: {', '.join(stale)}. Run `make docs`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
