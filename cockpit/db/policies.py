"""Row-level security: what of each table a viewer may see, whatever a query asks for.

The door says the viewer's scope in settings of the transaction (``settings_of``) and seals it; a policy compares the
area of a row with them. Rows without an area are held to the thing that they belong to. Whoever sees the whole province
reads under a role of their own, whose policies ask for the seal alone: nothing is compared row by row. Where no scope
is set, or one that the door did not seal, nothing is visible.

Whoever does something about an alert (role ``cockpit_actor``) sees the same, and writes about alerts in scope alone.

Every table has row-level security, against its owner too (FORCE). The engine bypasses it, because COPY is refused under
policies; no request of a browser reaches the engine's role.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection

from cockpit.db import past
from cockpit.db.tables import metadata
from cockpit.domain.area import PROVINCE, ZONE_CITY, Scope, path_of
from cockpit.domain.audit import ACCOUNT, EXPORT, PEOPLE_CHAIN

LOW, HIGH, NOT_LOW, NOT_HIGH = "cockpit.low", "cockpit.high", "cockpit.not_low", "cockpit.not_high"
CITY_LOW, CITY_HIGH, ABOVE, SEAL = "cockpit.city_low", "cockpit.city_high", "cockpit.above", "cockpit.seal"
SEALED = (LOW, HIGH, NOT_LOW, NOT_HIGH, CITY_LOW, CITY_HIGH, ABOVE)


def settings_of(area_code: str, key: bytes, process: int) -> dict[str, str]:
    """The settings that say a viewer's scope to the policies, sealed for this connection (``process``: its backend).

    Codes from LOW up to HIGH, without those from NOT_LOW up to NOT_HIGH (平潭 for 福州). CITY_LOW, CITY_HIGH: the city
    codes of which everything is in scope, so that a row with a city and no area needs no second look. ABOVE: the areas
    above, as an array.
    """
    scope = Scope.of(area_code)
    whole = area_code == PROVINCE or (len(area_code) == 4 and area_code != ZONE_CITY)
    without = scope.without or ("", "")
    cities = (scope.low, scope.high) if whole else ("", "")
    above = "{" + ",".join(path_of(area_code)[:-1]) + "}"
    values = (scope.low, scope.high, *without, *cities, above)
    # Hashed twice with the key (as HMAC does), so that nothing can be added to a text whose seal is known.
    inner = sha256(key + "|".join((*values, str(process))).encode()).digest()
    return dict(zip(SEALED, values, strict=True)) | {SEAL: sha256(key + inner).hexdigest()}


_HOLDS = f"""
CREATE FUNCTION scope_holds() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog AS $$
    -- Whether the settings of this transaction are as a door has sealed them: whoever can only set them cannot.
    SELECT current_setting('{SEAL}', true) = encode(sha256(key || sha256(key || convert_to(concat_ws('|',
        {", ".join(f"current_setting('{name}', true)" for name in SEALED)}, pg_backend_pid()::text
    ), 'UTF8'))), 'hex') FROM public.scope_key
$$
"""


def _said(name: str) -> str:
    return f"(SELECT current_setting('{name}', true))"


_SEALED = "(SELECT public.scope_holds())"
_WHOLE = f"(SELECT public.scope_holds() AND current_setting('{LOW}', true) = '{PROVINCE}')"
# Low and high stand there without a subquery: the planner looks into a setting to see how many rows to expect, but not
# into a subquery, and then walks two indexes for what one would give (4 ms became 28). What is left out is hidden from
# it in a CASE for the same reason.
_IN_SCOPE = (
    f"{{column}} >= current_setting('{LOW}', true) AND {{column}} < current_setting('{HIGH}', true)"
    f" AND CASE WHEN {{column}} < {_said(NOT_HIGH)} THEN {{column}} < {_said(NOT_LOW)} ELSE true END"
)
_WHOLE_CITY = f"(city_code >= {_said(CITY_LOW)} AND city_code < {_said(CITY_HIGH)})"
_ABOVE = f"area_code = ANY ({_said(ABOVE)}::text[])"

# Rows that lie in an area.
OF_AREA = (
    *("project", "case_file", "case_fact", "clock", "statement", "omission", "decision", "unit_fact", "tenancy_fact"),
    *("finding", "pending", "day_rollup", "month_rollup", "handled_rollup", "follow_up", "follow_up_act"),
)
# Rules and offices of the levels above bear on what lies below: they are seen from there too.
OF_AREA_OR_ABOVE = ("organisation", "criteria_period", "batch_fact", "limit_line")
# Rows that belong to something with an area: (table that it is in, columns that both have).
BELONGING = {
    "staff": ("organisation", ("source", "org_id")),
    "unit": ("project", ("city_code", "project_id")),
    "tenancy": ("tenancy_fact", ("city_code", "tenancy_id")),
    "plan_unit": ("unit", ("city_code", "unit_id")),
    "stoppage": ("case_file", ("city_code", "case_no")),
    "batch_member": ("case_file", ("city_code", "case_no")),
    "standing": ("case_file", ("city_code", "case_no")),
    "selection": ("case_file", ("city_code", "case_no")),
}
OF_SUBJECT = ("operation", "alert")
# The same for everybody: reference data, and what says of which day the pages speak.
OPEN = ("area", "workday", "workday_version", "light_line", "delivery", "evaluation", "kept_day")
# Not for viewers: keys, refused rows, bookkeeping, and who may log in.
CLOSED = (
    *("subject_key", "quarantine", "chain_head", "order_head", "delivery_file", "stale_subject"),
    *("account", "session", "login_try", "scope_key"),
)
# What an act writes: numbers that follow on each other in a city, whoever counts in it, and what is about an alert in
# scope. Command -> condition, for the role that acts.
_ALERT_IN_SCOPE = (
    "source = 'cockpit' AND subject_kind = 'alert' AND EXISTS (SELECT FROM public.follow_up x"
    " WHERE x.city_code = operation.city_code AND x.alert_no = operation.subject_id)"
)
# Who exported is recorded under the area of their account.
_OWN_AREA = "split_part({t}.subject_id, ':', 1)"
_EXPORT_IN_SCOPE = (
    f"source = 'cockpit' AND subject_kind = '{EXPORT}' AND city_code = '{PEOPLE_CHAIN}' AND "
    + _IN_SCOPE.format(column="split_part(subject_id, ':', 1)")
)
ACTED_ON = {
    "operation": {"INSERT": f"(({_ALERT_IN_SCOPE}) OR ({_EXPORT_IN_SCOPE}))"},
    "follow_up": {"UPDATE": _IN_SCOPE.format(column="area_code")},
    "follow_up_act": {"INSERT": _IN_SCOPE.format(column="area_code")},
    "evaluation": {"UPDATE": "true"},
    "chain_head": {"ALL": "true"},
    "order_head": {"ALL": "true"},
}
# At the gate it is recorded who logs in and out, before there is a viewer and a scope.
AT_THE_GATE = {
    "operation": f"source = 'cockpit' AND subject_kind = '{ACCOUNT}' AND city_code = '{PEOPLE_CHAIN}'",
    "chain_head": f"city_code = '{PEOPLE_CHAIN}'",
}
_SUBJECTS = {
    "case": "SELECT FROM public.case_file x WHERE x.city_code = {t}.city_code AND x.case_no = {t}.subject_id",
    "unit": "SELECT FROM public.unit x WHERE x.city_code = {t}.city_code AND x.unit_id = {t}.subject_id",
    "tenancy": "SELECT FROM public.tenancy x WHERE x.city_code = {t}.city_code AND x.tenancy_id = {t}.subject_id",
    "batch": "SELECT FROM public.batch_fact x WHERE x.city_code = {t}.city_code AND x.batch_id = {t}.subject_id"
    " AND " + _IN_SCOPE.format(column="x.area_code"),
}
_OTHER_SUBJECTS = {
    "operation": {
        # The criteria of the levels above are law below; an alert on them is the business of their own level.
        "criteria": "SELECT FROM public.criteria_period x WHERE x.city_code = {t}.city_code"
        " AND x.criteria_set = {t}.subject_id",
        "alert": "SELECT FROM public.alert x WHERE x.city_code = {t}.city_code AND x.alert_no = {t}.subject_id",
        "limit": "SELECT WHERE " + _IN_SCOPE.format(column="split_part({t}.subject_id, ':', 2)"),
        ACCOUNT: "SELECT WHERE " + _IN_SCOPE.format(column=_OWN_AREA),
        EXPORT: "SELECT WHERE " + _IN_SCOPE.format(column=_OWN_AREA),
    },
    "alert": {
        "criteria": "SELECT FROM public.criteria_period x WHERE x.city_code = {t}.city_code"
        " AND x.criteria_set = {t}.subject_id AND " + _IN_SCOPE.format(column="x.area_code"),
    },
}


def create(connection: Connection) -> None:
    """The function that holds settings against their seal, and the policies of every table of every schema."""
    connection.exec_driver_sql(
        "INSERT INTO scope_key (key) SELECT sha256((gen_random_uuid()::text || gen_random_uuid())::bytea)"
    )
    connection.exec_driver_sql(_HOLDS)
    connection.exec_driver_sql("REVOKE ALL ON FUNCTION scope_holds() FROM PUBLIC")
    connection.exec_driver_sql(
        "GRANT EXECUTE ON FUNCTION scope_holds() TO cockpit_web, cockpit_province, cockpit_actor"
    )
    for name in sorted(metadata.tables):
        _protect(connection, "public", name)
    for place in range(1, past.PLACES + 1):
        for name in past.KEPT:
            _protect(connection, past.schema_of(place), name)


def condition(schema: str, name: str) -> str | None:
    """What a viewer sees of a table, as SQL; None for nothing at all. KeyError for a table that nobody thought of."""
    if name in OF_AREA:
        return f"{_SEALED} AND {_IN_SCOPE.format(column='area_code')}"
    if name in OF_AREA_OR_ABOVE:
        return f"{_SEALED} AND (({_IN_SCOPE.format(column='area_code')}) OR {_ABOVE})"
    if name in OF_SUBJECT:
        of_kind = _SUBJECTS | _OTHER_SUBJECTS[name]
        cases = " ".join(f"WHEN '{kind}' THEN EXISTS ({sql.format(t=name)})" for kind, sql in of_kind.items())
        return f"{_SEALED} AND ({_WHOLE_CITY} OR CASE subject_kind {cases} ELSE false END)"
    if name in OPEN:
        return "true"
    if name in CLOSED:
        return None
    parent, columns = BELONGING[name]
    same = " AND ".join(f"x.{column} = {name}.{column}" for column in columns)
    held = f"EXISTS (SELECT FROM {schema if parent in past.KEPT else 'public'}.{parent} x WHERE {same})"
    return f"{_SEALED} AND ({_WHOLE_CITY} OR {held})" if "city_code" in columns else f"{_SEALED} AND {held}"


def _protect(connection: Connection, schema: str, name: str) -> None:
    table = f"{schema}.{name}"
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    if name in OPEN:
        everybody = "cockpit_web, cockpit_province, cockpit_public, cockpit_actor"
        connection.exec_driver_sql(f"CREATE POLICY seen ON {table} FOR SELECT TO {everybody} USING (true)")
    elif seen := condition(schema, name):
        readers = "cockpit_web, cockpit_actor"
        connection.exec_driver_sql(f"CREATE POLICY seen ON {table} FOR SELECT TO {readers} USING ({seen})")
        connection.exec_driver_sql(f"CREATE POLICY whole ON {table} FOR SELECT TO cockpit_province USING ({_WHOLE})")
    for command, held in ACTED_ON.get(name, {}).items() if schema == "public" else ():
        using = "" if command == "INSERT" else f" USING ({_SEALED} AND {held})"
        connection.exec_driver_sql(
            f"CREATE POLICY acted_on ON {table} FOR {command} TO cockpit_actor{using} WITH CHECK ({_SEALED} AND {held})"
        )
    if name in ("area", "workday", "workday_version"):  # loaded by the migration, which runs as the owner
        connection.exec_driver_sql(f"CREATE POLICY loaded ON {table} TO cockpit_owner USING (true) WITH CHECK (true)")
    if name in ("account", "session", "login_try", "scope_key"):
        connection.exec_driver_sql(f"CREATE POLICY gate ON {table} TO cockpit_gate USING (true) WITH CHECK (true)")
    if name in AT_THE_GATE and schema == "public":
        own = AT_THE_GATE[name]
        connection.exec_driver_sql(f"CREATE POLICY gate ON {table} TO cockpit_gate USING ({own}) WITH CHECK ({own})")
    if name == "scope_key":  # read by scope_holds, which runs as its owner
        connection.exec_driver_sql(f"CREATE POLICY seal ON {table} TO cockpit_owner USING (true) WITH CHECK (true)")
