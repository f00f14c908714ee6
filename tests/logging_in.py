"""A browser that has logged in: for tests of what people of each role get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cockpit.actions import accounts, sessions
from cockpit.app import cookies, guard
from cockpit.db import doors
from cockpit.db.tables import account
from cockpit.domain.access import UserRole

OURS = "http://localhost"
PASSWORD = "kite-harbour-71-lanterns"


@contextmanager
def for_people(server: Flask) -> Iterator[Flask]:
    """The app with its login, where tests otherwise see it as one viewer without a login."""
    before = server.config[guard.DEMO_VIEWER]
    server.config[guard.DEMO_VIEWER] = None
    yield server
    server.config[guard.DEMO_VIEWER] = before


def made(role: UserRole, area_code: str, name: str = "", *, org_id: str = "", password: str | None = None) -> str:
    """The name of a new account; without ``password`` nobody can type it in, which saves its half second."""
    with doors.writing_as_engine() as conn:
        return accounts.add(
            conn,
            name or f"{role.replace('_', '-')}-{area_code}",
            display_name=role.label,
            role=role,
            area_code=area_code,
            org_id=org_id,
            password=password,
        )


def token_for(name: str) -> str:
    """A session of the account, begun as the login begins it."""
    with doors.writing_as_engine() as conn:
        found = conn.execute(select(account).where(account.c.name == name)).mappings().one()
    return sessions.begin(found).token


def logged_in(server: Flask, name: str) -> FlaskClient:
    return carrying(server, token_for(name))


def carrying(server: Flask, token: str) -> FlaskClient:
    """A browser that has this token, whatever it is worth, and shows with each request what our pages would."""
    client = server.test_client()
    client.set_cookie(cookies.SESSION, token)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = sessions.csrf_of(token)
    client.environ_base["HTTP_ORIGIN"] = OURS
    return client
