"""Who somebody is in another system, and what such a sign-in leaves behind for a while (R9.1)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import moment, reference


class SignInBinding(SQLModel, table=True):
    """`subject`, the other system's own id of a person, is one account, and the account is nobody else there."""

    __tablename__ = "sign_in_binding"

    method: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account_id: int = reference("account.id", index=True)
    bound_at: datetime = moment(nullable=False)

    __table_args__ = (UniqueConstraint("method", "account_id"),)


class WaitingBinding(SQLModel, table=True):
    """Somebody whom the other system has confirmed, and who is to say which account that is; kept for minutes."""

    __tablename__ = "waiting_binding"

    token_hash: str = Field(primary_key=True)
    method: str
    subject: str
    shown: str
    expires_at: datetime = moment(nullable=False)


class SpentRequest(SQLModel, table=True):
    """The hash of a sign-in request that was accepted once, kept until it would be too old anyway."""

    __tablename__ = "spent_request"

    request_hash: str = Field(primary_key=True)
    expires_at: datetime = moment(nullable=False)
