"""The seven files of a delivery, one module each, in the order in which they are loaded: what is named comes first."""

from __future__ import annotations

from cockpit.ingest.sources import operation
from cockpit.ingest.sources.case import CASE
from cockpit.ingest.sources.organisation import ORGANISATION
from cockpit.ingest.sources.project import PROJECT
from cockpit.ingest.sources.staff import STAFF
from cockpit.ingest.sources.tenancy import TENANCY
from cockpit.ingest.sources.unit import UNIT
from cockpit.ingest.table import TableSource

TABLES: dict[str, TableSource] = {source.stem: source for source in (ORGANISATION, STAFF, PROJECT, UNIT, CASE, TENANCY)}
COLUMNS: dict[str, tuple[str, ...]] = {
    **{stem: source.names for stem, source in TABLES.items()},
    operation.STEM: operation.COLUMNS,
}
"""Every file of a delivery, without .csv: its header, in loading order."""
