"""The doors to the database: nobody opens a connection elsewhere. Each door is one transaction under one role.

* ``reading_as(viewer)``: pages and queries. Role ``cockpit_web``, read only, bounded by the viewer's area; for viewers
  of the whole province ``cockpit_province``, for the public ``cockpit_public``.
* ``acting_as(viewer)``: what people do about alerts. Role ``cockpit_actor``, bounded likewise: appends to the ledger,
  writes follow-ups.
* ``writing_as_engine()``: import, facts, rules, rebuild. Role ``cockpit_engine``; no page can reach it.
* ``at_the_gate()``: logging in and out, and whose session a request belongs to. Role ``cockpit_gate``, which reads and
  writes nothing else.
* ``as_owner()``: migrations and statistics. Role ``cockpit_owner``.
* ``listening()``: notices of what changed (db.changes). Role ``cockpit_web``, no transaction.

Role and scope are set with SET LOCAL: they end with the transaction, where a plain SET would travel with the pooled
connection to its next user.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.pq import PipelineStatus
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import OperationalError

from cockpit.db import engine as _engine
from cockpit.db import past, policies
from cockpit.db.embedded import EmbeddedServer
from cockpit.db.tables import kept_day, scope_key
from cockpit.domain.access import UserRole
from cockpit.domain.area import PROVINCE
from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer
from cockpit.settings import Settings

WEB, WHOLE, PUBLIC, ACTOR = "cockpit_web", "cockpit_province", "cockpit_public", "cockpit_actor"
ENGINE, OWNER, GATE = "cockpit_engine", "cockpit_owner", "cockpit_gate"
OLDEST_SERVER = 150000
_ONE_MOMENT: LiteralString = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; "


def open_database(settings: Settings) -> Engine:
    """Points the doors at the database of ``settings``, starting the embedded server where no address is given.

    Raises Refusal when nobody answers or the server is too old.
    """
    url = settings.database_url
    if url is None:
        server = EmbeddedServer(settings.data_dir)
        server.start()
        url = server.url()
    opened = _engine.connect_to(url)
    try:
        with opened.connect() as connection:
            version = connection.execute(text("SELECT current_setting('server_version_num')::int")).scalar_one()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        where = opened.url.render_as_string(hide_password=True)
        raise Refusal(
            f"连接不上数据库 {where}：{reason}；请检查 COCKPIT_DATABASE_URL 与数据库是否启动。", status=503, exit_code=1
        ) from error
    if version < OLDEST_SERVER:
        raise Refusal(f"数据库版本过旧（{version // 10000}）：请使用 PostgreSQL 15 或更新版本。", exit_code=1)
    return opened


@contextmanager
def reading_as(viewer: Viewer) -> Iterator[Connection]:
    """A read-only transaction with one snapshot: all figures of a page are of the same moment.

    For a viewer who looks at an earlier day, of that day. Refusal (503) where it is not kept (jobs.past).
    """
    role, key = _role_of(viewer), _engine.once("scope key", _scope_key)
    with _engine.current().connect() as connection, connection.begin():
        _become(connection, role, viewer.area_code, _scope(connection, viewer, key), first=_ONE_MOMENT)
        if viewer.as_of is not None:
            _look_back(connection, viewer.as_of)
        yield connection


def look_into(connection: Connection, place: int, *, through_views: bool = False) -> None:
    """Puts the place of an earlier day before today's tables, until the transaction ends."""
    path = [past.schema_of(place), *([past.VIEWS] if through_views else []), "public"]
    names = sql.SQL(", ").join(map(sql.Identifier, path))
    psycopg_of(connection).execute(sql.SQL("SET LOCAL search_path = {}").format(names))


@contextmanager
def acting_as(viewer: Viewer) -> Iterator[Connection]:
    """One transaction in which a person does something; commits when the block ends, rolls back when it raises.

    Refusal (409) for somebody who looks at an earlier day: nothing can be done in the past.
    """
    if viewer.as_of is not None:
        raise Refusal(f"您正在查看截至 {viewer.as_of} 的情况，不能办理：请先返回今天。", status=409)
    _role_of(viewer)
    key = _engine.once("scope key", _scope_key)
    with _engine.current().begin() as connection:
        _become(connection, ACTOR, viewer.area_code, _scope(connection, viewer, key))
        yield connection


@contextmanager
def writing_as_engine() -> Iterator[Connection]:
    """One transaction that may write; commits when the block ends, rolls back when it raises."""
    with _engine.current().begin() as connection:
        _become(connection, ENGINE)
        yield connection


@contextmanager
def at_the_gate() -> Iterator[Connection]:
    """One transaction over accounts and sessions, before there is a viewer; commits when the block ends."""
    with _engine.current().begin() as connection:
        _become(connection, GATE)
        yield connection


@contextmanager
def as_owner() -> Iterator[Connection]:
    with _engine.current().begin() as connection:
        _become(connection, OWNER)
        yield connection


@contextmanager
def listening() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection outside the pool that waits for notices, for as long as a process serves pages; it sees no row."""
    engine = _engine.current()
    place, named = engine.dialect.create_connect_args(engine.url)
    with psycopg.connect(*place, **named, autocommit=True) as raw:
        raw.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(WEB)))
        yield raw


def psycopg_of(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The psycopg connection underneath, for COPY. It shares the transaction and the role of ``connection``."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


@contextmanager
def in_one_message(raw: psycopg.Connection[Any]) -> Iterator[None]:
    """Sends the statements of the block together, and waits for an answer only where one is read, or at the end.

    Within such a block it is part of that one: psycopg's own pipeline would wait at once for all that was sent before.
    No COPY, no SQLAlchemy and no ``rowcount`` inside: they cannot wait.
    """
    if is_in_one_message(raw):
        yield
    else:
        with raw.pipeline():
            yield


def is_in_one_message(raw: psycopg.Connection[Any]) -> bool:
    return raw.pgconn.pipeline_status != PipelineStatus.OFF


def _role_of(viewer: Viewer) -> str:
    if viewer.role is UserRole.ENGINE:
        raise Refusal("系统自动处理不经由查看人的入口：请改用写入入口。", status=500, exit_code=1)
    if viewer.role is UserRole.PUBLIC:
        return PUBLIC
    return WHOLE if viewer.area_code == PROVINCE else WEB


def _scope(connection: Connection, viewer: Viewer, key: bytes) -> dict[str, str]:
    return policies.settings_of(viewer.area_code, key, psycopg_of(connection).info.backend_pid)


def _scope_key() -> bytes:
    with at_the_gate() as connection:
        return bytes(connection.execute(select(scope_key.c.key)).scalar_one())


def _look_back(connection: Connection, day: date) -> None:
    place = connection.execute(select(kept_day.c.place).where(kept_day.c.day == day)).scalar()
    if place is None:
        raise Refusal(f"截至 {day} 的情况尚未整理好：请刷新页面，稍候片刻。", status=503)
    look_into(connection, place, through_views=True)
    until = datetime.combine(day + timedelta(days=1), time(), timezone(timedelta(hours=8)))
    connection.execute(select(func.set_config(past.UNTIL, until.isoformat(), True)))


def refresh_statistics(*tables: str) -> None:
    """ANALYZE after bulk changes (all tables when none is named): the planner else believes that they are empty.

    Runs as the owner, because before PostgreSQL 17 nobody else may; the engine's own ANALYZE is skipped with a warning.
    """
    with as_owner() as connection:
        names = sql.SQL(", ").join(sql.Identifier(*table.split(".")) for table in tables).as_string()
        connection.exec_driver_sql(f"ANALYZE {names}")


def _become(
    connection: Connection,
    role: str,
    area_code: str = "",
    scope: Mapping[str, str] | None = None,
    *,
    first: LiteralString = "",
) -> None:
    # SET takes no bind parameters. The role is one of our constants and the codes are digits (Viewer saw to that); all
    # are quoted all the same. One message to the server: this runs before every query of every page.
    said = {"cockpit.area": area_code, **(scope or {})}
    parts = [sql.SQL("SET LOCAL {} = {}; ").format(sql.SQL(name), sql.Literal(value)) for name, value in said.items()]
    settle = sql.SQL(first + "SET LOCAL ROLE {}; {}SELECT current_user, current_setting('cockpit.area')").format(
        sql.Identifier(role), sql.Composed(parts)
    )
    answer = psycopg_of(connection).execute(settle)
    while answer.nextset():
        pass
    seen = answer.fetchone()
    if seen != (role, area_code):
        raise RuntimeError(f"the transaction runs as {seen}, not as {(role, area_code)}")
