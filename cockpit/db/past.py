"""Places for earlier days: everything that pages read once more, each as the evaluation of one day left it.

A place is a schema with the tables of ``KEPT``, made by the migration; ``jobs.past`` fills it, ``kept_day`` says with
which day. A reader who looks at that day gets the schema put before ``public`` on the search path (db.doors), so every
query of every page works unchanged. ``VIEWS``, between the two, shows of what is kept once (the ledger, the alerts, the
limits that people set) only what there was by then.
"""

from __future__ import annotations

from sqlalchemy import Connection

from cockpit.db import tables

PLACES = 4
"""Days that are kept at a time; each takes as much room as the facts and findings of today."""

VIEWS = "past"

KEPT = (
    *("case_fact", "clock", "statement", "omission", "decision", "criteria_period", "batch_member", "batch_fact"),
    *("plan_unit", "standing", "selection", "stoppage", "unit_fact", "tenancy_fact", "pending"),
    *("finding", "evaluation", "day_rollup", "month_rollup", "handled_rollup"),
)

UNTIL = "cockpit.until"
"""The setting that says, for the views, up to which instant (exclusive) somebody looks."""


def schema_of(place: int) -> str:
    return f"past_{place}"


def schemas() -> list[str]:
    return [VIEWS, *(schema_of(place) for place in range(1, PLACES + 1))]


def create(connection: Connection) -> None:
    """Fills the schemas, which are there, with empty tables like those of today and with the views."""
    for place in range(1, PLACES + 1):
        schema = schema_of(place)
        for name in KEPT:
            connection.exec_driver_sql(f"CREATE TABLE {schema}.{name} (LIKE public.{name} INCLUDING ALL)")
            connection.exec_driver_sql(
                f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON {schema}.{name} TO cockpit_engine"
            )
            shown = ' ("only", as_of, rules_version)' if name == "evaluation" else ""
            connection.exec_driver_sql(f"GRANT SELECT{shown} ON {schema}.{name} TO cockpit_web, cockpit_province")
    # With the rights of whoever looks: what the web role may not read in the table, it may not read through the view.
    shown = ", ".join(column.name for column in tables.operation.columns if column.name != "content")
    moments = {"operation": "occurred_at", "alert": "raised_at", "limit_line": "changed_at", "light_line": "changed_at"}
    for name, moment in moments.items():
        columns = shown if name == "operation" else "*"
        connection.exec_driver_sql(
            f"CREATE VIEW {VIEWS}.{name} WITH (security_invoker = true) AS SELECT {columns} FROM public.{name} "
            f"WHERE {moment} < current_setting('{UNTIL}')::timestamptz"
        )
        connection.exec_driver_sql(f"GRANT SELECT ON {VIEWS}.{name} TO cockpit_web, cockpit_province")
    _create_follow_ups(connection)
    for schema in schemas():
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO cockpit_engine, cockpit_web, cockpit_province")


def _create_follow_ups(connection: Connection) -> None:
    """What had been done about alerts by then, and where the work stood: after the last act received by then."""
    columns = ", ".join(column.name for column in tables.follow_up.columns)
    for name, shown in (
        ("follow_up_act", "*"),
        ("follow_up", f"DISTINCT ON (city_code, alert_no) {columns}"),
    ):
        order = " ORDER BY city_code, alert_no, n DESC" if name == "follow_up" else ""
        connection.exec_driver_sql(
            f"CREATE VIEW {VIEWS}.{name} WITH (security_invoker = true) AS SELECT {shown} FROM public.follow_up_act "
            f"WHERE at < current_setting('{UNTIL}')::timestamptz{order}"
        )
        connection.exec_driver_sql(f"GRANT SELECT ON {VIEWS}.{name} TO cockpit_web, cockpit_province")
