"""Defines staff, accounts, the ways to sign in, and granted roles (R9.1)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class Role(StrEnum):
    """These roles are granted; counsellor, head teacher, monitor and student follow from assignments."""

    SUPER_ADMIN = "SUPER_ADMIN"
    STUDENT_AFFAIRS = "STUDENT_AFFAIRS"
    COLLEGE_ADMIN = "COLLEGE_ADMIN"
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY"
    AUDITOR = "AUDITOR"


class Staff(SQLModel, table=True):
    __tablename__ = "staff"

    id: int = identity()
    number: str = Field(unique=True)
    name: str
    name_key: str
    college_id: int | None = reference("college.id", nullable=True, index=True)
    retired_at: datetime | None = moment()


class RosterHeadTeacher(SQLModel, table=True):
    """班主任配班 in the roster; a batch starts from it (R2.7)."""

    __tablename__ = "roster_head_teacher"

    class_id: int = reference("school_class.id", key=True)
    staff_id: int = reference("staff.id", key=True)


class Account(SQLModel, table=True):
    """One person's account. It has no password until its activation code was used."""

    __tablename__ = "account"

    id: int = identity()
    username: str = Field(unique=True)
    name: str
    student_id: int | None = reference("student.id", nullable=True)
    staff_id: int | None = reference("staff.id", nullable=True)
    password_hash: str | None = None
    activation_hash: str | None = None
    activation_expires_at: datetime | None = moment()
    disabled_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False, default_now=True)

    __table_args__ = (UniqueConstraint("student_id"), UniqueConstraint("staff_id"))


class Session(SQLModel, table=True):
    """A signed-in browser or program; only the SHA-256 of its token is stored.

    `proven_at` is when the second factor was given. A session without it opens nothing while the person needs one
    (R16.1).
    """

    __tablename__ = "session"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment(nullable=False, default_now=True)
    expires_at: datetime = moment(nullable=False)
    used_at: datetime = moment(nullable=False, default_now=True)
    """The last use, to the minute."""
    proven_at: datetime | None = moment()
    method: str = Field(default="password", sa_column_kwargs={"server_default": "password"})
    address: str = Field(default="", sa_column_kwargs={"server_default": ""})
    earlier: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    """The sign-in before this one (at, method, address), and the failures between the two."""
    other_session: str | None = None
    """The SHA-256 of the session at the other system that opened this one, and that ends it."""
    other_subject: str | None = None
    id_token: str | None = None
    """The proof that OpenID Connect wants back when the person signs out there, too."""

    __table_args__ = (
        Index("session_of_other_session", "other_session", postgresql_where=text("other_session is not null")),
        Index("session_of_other_subject", "other_subject", postgresql_where=text("other_subject is not null")),
    )


class AccessToken(SQLModel, table=True):
    """A personal access token for a reporting tool: read-only unless stated otherwise, with an expiry date."""

    __tablename__ = "access_token"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    name: str
    token_hash: str = Field(unique=True)
    read_only: bool = Field(default=True)
    proven: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    """Whether it was made by a session with a second factor, or on the server."""
    created_at: datetime = moment(nullable=False, default_now=True)
    expires_at: datetime = moment(nullable=False)
    revoked_at: datetime | None = moment()


class ReportToken(SQLModel, table=True):
    """A token that is a PostgreSQL role: a reporting tool logs in to the database with it (R16.4).

    `login` is the role's name; the token itself is its password, which only PostgreSQL knows, as a verifier. `proven`
    says that the session that made it had given a second factor. One that is not shows nothing while its owner has a
    second factor, or while it `sleeps`, because one is demanded (R16.1).
    """

    __tablename__ = "report_token"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    name: str
    login: str = Field(unique=True)
    proven: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    sleeps: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = moment(nullable=False, default_now=True)
    expires_at: datetime = moment(nullable=False)
    revoked_at: datetime | None = moment()


class RoleGrant(SQLModel, table=True):
    """A role for the whole school, or for one college."""

    __tablename__ = "role_grant"

    id: int = identity()
    account_id: int = reference("account.id")
    role: str
    college_id: int | None = reference("college.id", nullable=True)
    granted_at: datetime = moment(nullable=False, default_now=True)

    __table_args__ = (
        Index("role_grant_once", "account_id", "role", "college_id", unique=True, postgresql_nulls_not_distinct=True),
    )


class SignInThrottle(SQLModel, table=True):
    """Failed sign-ins by user name and by address; `blocked_until` moves further away with every failure."""

    __tablename__ = "sign_in_throttle"

    key: str = Field(primary_key=True)
    failures: int
    failed_at: datetime = moment(nullable=False)
    blocked_until: datetime | None = moment()
