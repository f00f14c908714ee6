"""Rebuilding every projection from the ledger: the proof that nothing in them came from elsewhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, select

from cockpit import facts
from cockpit.db.cipher import Cipher
from cockpit.db.tables import evaluation, stale_subject
from cockpit.facts.keeping import Progress
from cockpit.jobs.evaluate import evaluate
from cockpit.jobs.raise_alerts import rebuild_alerts
from cockpit.jobs.rollup import rollup


def rebuild(
    connection: Connection, cipher: Cipher, today: date, *, now: datetime, progress: Progress | None = None
) -> None:
    """Drops facts, findings, alerts and rollups and makes them anew, as of the day they were of (``today`` if of none).

    The tables of the six delivered files are remade before this by ingest.projections, which knows their columns.
    """
    as_of = connection.execute(select(evaluation.c.as_of)).scalar_one_or_none() or today
    connection.execute(stale_subject.delete())
    facts.rebuild(connection, cipher, progress)
    rebuild_alerts(connection)
    evaluate(connection, cipher, as_of, now=now)
    rollup(connection, as_of)
