"""A statement as text for psycopg, everything written out but what is asked for.

PostgreSQL keeps the plan of such a statement for the life of the connection (``prepare=True``), made with the values it
will always have; and a statement of ten kilobytes with a hundred parameters costs more to send than to run.
"""

from __future__ import annotations

from psycopg import sql
from sqlalchemy import Dialect, SelectBase
from sqlalchemy.dialects import postgresql

_DIALECT: Dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]


def written_out(statement: SelectBase, *asked: str) -> str:
    """``asked``: the names of the bind parameters that stay, as %(name)s."""
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    given = compiled.construct_params(dict.fromkeys(asked)) or {}
    return str(compiled) % {
        name: f"%({name})s" if name in asked else sql.Literal(value).as_string(None).replace("%", "%%")
        for name, value in given.items()
    }
