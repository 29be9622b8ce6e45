"""Protection of missions in a host State; what States report of themselves; central authorities for cooperation."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "central_authority",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_central_authority"),
    )
    op.create_index("ix_central_authority_iso3", "central_authority", ["iso3"], unique=False)
    op.create_table(
        "mission_advice",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=3), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(length=3), nullable=False),
        sa.Column("given_on", sa.String(length=10), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("institution IN ('EMB', 'CON', 'ORG')", name="ck_mission_advice_institution"),
        sa.PrimaryKeyConstraint("id", name="pk_mission_advice"),
    )
    op.create_index("ix_mission_advice_host", "mission_advice", ["host"], unique=False)
    op.create_table(
        "mission_incident",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=3), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(length=3), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.String(length=10), nullable=False),
        sa.Column("ended_on", sa.String(length=10), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("offenders", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("institution IN ('EMB', 'CON', 'ORG')", name="ck_mission_incident_institution"),
        sa.PrimaryKeyConstraint("id", name="pk_mission_incident"),
    )
    op.create_index(
        "ix_mission_incident_host_mission_incident_happened_on",
        "mission_incident",
        ["host", "happened_on"],
        unique=False,
    )
    op.create_table(
        "mission_threat",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=3), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(length=3), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("assessed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("institution IN ('EMB', 'CON', 'ORG')", name="ck_mission_threat_institution"),
        sa.CheckConstraint("level IN ('low', 'medium', 'serious', 'very serious')", name="ck_mission_threat_level"),
        sa.PrimaryKeyConstraint("id", name="pk_mission_threat"),
    )
    op.create_index("ix_mission_threat_host", "mission_threat", ["host"], unique=False)
    op.create_table(
        "state_report",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=False),
        sa.Column("theme", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("said_on", sa.String(length=10), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "theme IN ('nuclear_security', 'human_rights', 'accountability')", name="ck_state_report_theme"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_state_report"),
    )
    op.create_index("ix_state_report_iso3", "state_report", ["iso3"], unique=False)
    op.create_table(
        "incident_step",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("incident_id", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("happened_on", sa.String(length=10), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("stage IN ('protocol', 'security', 'response', 'closed')", name="ck_incident_step_stage"),
        sa.ForeignKeyConstraint(["incident_id"], ["mission_incident.id"], name="fk_incident_step_incident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_step"),
    )
    op.create_index("ix_incident_step_incident_id", "incident_step", ["incident_id"], unique=False)
