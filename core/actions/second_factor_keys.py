"""Encrypts the secrets of second factors anew when the deployment changes its key (R16.1)."""

from collections.abc import Sequence
from typing import NamedTuple

from core.acting import Act
from core.identity.one_time_codes import Sealing
from db.queries.people import second_factors


class Resealed(NamedTuple):
    """Counts the accounts whose secrets the first key opens now, and names those whose secrets no key opens."""

    accounts: int
    unreadable: Sequence[str]


async def reseal(act: Act, sealing: Sealing) -> Resealed:
    """Encrypts every secret with the first key. One that no key opens stays: its owner has recovery codes."""
    rows = await second_factors.lock_secrets(act.db)
    if rows:
        renewed = [(row.account_id, sealing.renewed(row.secret), sealing.renewed(row.pending_secret)) for row in rows]
        await second_factors.replace_secrets(act.db, renewed)
    lost = [row.username for row in rows if row.secret is not None and sealing.open(row.secret) is None]
    done = Resealed(len(rows) - len(lost), lost)
    await act.record(
        "resealSecondFactors", "两步验证密钥", new={"accounts": done.accounts, "unreadable": len(done.unreadable)}
    )
    return done
