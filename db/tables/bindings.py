"""Defines bindings of accounts to persons of other systems, and short-lived traces of such sign-ins (R9.1)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import moment, reference


class SignInBinding(SQLModel, table=True):
    """Binds one account to one person of the other system; `subject` is that system's own id of the person."""

    __tablename__ = "sign_in_binding"

    method: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account_id: int = reference("account.id", index=True)
    bound_at: datetime = moment(nullable=False)

    __table_args__ = (UniqueConstraint("method", "account_id"),)


class WaitingBinding(SQLModel, table=True):
    """A person whom the other system has confirmed, and who has a few minutes to name their account."""

    __tablename__ = "waiting_binding"

    token_hash: str = Field(primary_key=True)
    method: str
    subject: str
    shown: str
    expires_at: datetime = moment(nullable=False)


class SpentRequest(SQLModel, table=True):
    """The hash of an accepted sign-in request, kept until the request would be too old anyway."""

    __tablename__ = "spent_request"

    request_hash: str = Field(primary_key=True)
    expires_at: datetime = moment(nullable=False)
