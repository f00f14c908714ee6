"""The first schema: all tables, what each role may do, and a ledger that nobody can rewrite.

Until the first release there is this one migration, and it creates whatever ``db.tables`` declares: nobody has a
database that would have to be brought along. With the release the tables are spelled out here and every change is a
migration of its own.
"""

from __future__ import annotations

from alembic import op

from cockpit.db import past, policies
from cockpit.db.schema import ACTED_ON, GATE, LEDGER, PRIVATE, REFERENCE, projections
from cockpit.db.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    _seal_the_ledger()
    _grant()
    past.create(op.get_bind())
    policies.create(op.get_bind())


def downgrade() -> None:
    # The ledger is the one thing that cannot be had again; a database is thrown away by dropping it.
    raise NotImplementedError("there is no way back from the first schema")


def _seal_the_ledger() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE =
            'insufficient_privilege'; END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION refuse_rewriting() FROM PUBLIC")
    for table in sorted(LEDGER):
        # For each statement, not each row: UPDATE … WHERE false is refused too. ALWAYS: session_replication_role does
        # not switch it off. A superuser can still drop the trigger; that is what the chain of hashes and its seals are
        # for.
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")


def _grant() -> None:
    for table in sorted(metadata.tables):
        op.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
    for table in sorted(LEDGER):
        op.execute(f"GRANT SELECT, INSERT ON {table} TO cockpit_engine")
        # Pages show operations, with ciphertext for what is personal. `content` is a keyed hash of the plaintext:
        # whoever could compare it would learn which rows are equal, so it stays with the engine.
        shown = ", ".join(column.name for column in metadata.tables[table].columns if column.name != "content")
        op.execute(f"GRANT SELECT ({shown}) ON {table} TO cockpit_web, cockpit_province, cockpit_actor")
    for table in sorted(PRIVATE):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON {table} TO cockpit_engine")
    for table in sorted(GATE):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO cockpit_engine")
    # Before there is a viewer: nobody makes an account or changes one there.
    op.execute("GRANT SELECT ON account, scope_key TO cockpit_gate")
    op.execute("GRANT SELECT ON alembic_version TO cockpit_gate")  # `serve` asks whether the schema is current
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON session TO cockpit_gate")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON login_try TO cockpit_gate")
    # Logging in and out is recorded: appended to the chain of people, which is read only to number the records.
    op.execute("GRANT INSERT ON operation TO cockpit_gate")
    numbered = "city_code, source, operation_id, subject_kind, subject_id, action, occurred_at"
    op.execute(f"GRANT SELECT ({numbered}) ON operation TO cockpit_gate")
    op.execute("GRANT SELECT, INSERT, UPDATE ON chain_head TO cockpit_gate")
    for table in sorted(REFERENCE):
        readers = "cockpit_engine, cockpit_web, cockpit_province, cockpit_public, cockpit_actor"
        op.execute(f"GRANT SELECT ON {table} TO {readers}")
    for table in projections():
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON {table} TO cockpit_engine")
        # Of the two tables that everybody sees, not how much the others have delivered.
        shown = {"delivery": " (source)", "evaluation": ' ("only", as_of, rules_version)'}.get(table, "")
        op.execute(f"GRANT SELECT{shown} ON {table} TO cockpit_web, cockpit_province, cockpit_actor")
    # What the frame of a page says: of which day it is, and whether it is made up.
    op.execute('GRANT SELECT ("only", as_of) ON evaluation TO cockpit_public')
    op.execute("GRANT SELECT (source) ON delivery TO cockpit_public")
    # Whoever acts counts on from the heads, and leaves an evaluation as current as it was.
    op.execute("GRANT SELECT ON chain_head, order_head TO cockpit_actor")
    op.execute("GRANT SELECT (ledger_size) ON evaluation TO cockpit_actor")
    for table, acts in ACTED_ON.items():
        op.execute(f"GRANT {acts} ON {table} TO cockpit_actor")
