"""Defines second factors, their recovery codes, and what a person is told of earlier sign-ins (R16.1)."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class SecondFactor(SQLModel, table=True):
    """The authenticator app of one account. `active_at` is null until the first code has confirmed it.

    `pending_secret` waits to be confirmed by a code; it then takes the place of `secret`.
    """

    __tablename__ = "second_factor"

    account_id: int = reference("account.id", key=True)
    secret: str | None = None
    active_at: datetime | None = moment()
    last_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    """The time step of the last code that was accepted; only a later one is accepted again."""
    pending_secret: str | None = None
    pending_at: datetime | None = moment()


class RecoveryCode(SQLModel, table=True):
    """The SHA-256 of a recovery code that has not been used."""

    __tablename__ = "recovery_code"

    account_id: int = reference("account.id", key=True)
    code_hash: str = Field(primary_key=True)


class LastSignIn(SQLModel, table=True):
    """The last complete sign-in of an account."""

    __tablename__ = "last_sign_in"

    account_id: int = reference("account.id", key=True)
    at: datetime = moment(nullable=False)
    method: str
    address: str


class FailedSignIn(SQLModel, table=True):
    """A wrong password or code for this user name, whether there is such an account or not."""

    __tablename__ = "failed_sign_in"

    id: int = identity()
    username_hash: str
    failed_at: datetime = moment(nullable=False)

    __table_args__ = (Index("failed_sign_in_of_name", "username_hash", "failed_at"),)
