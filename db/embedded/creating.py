"""Creates a new cluster, completely or not at all."""

import os
import secrets
import shutil

from db.embedded.errors import CouldNotCreate
from db.embedded.home import Home
from db.embedded.programs import Programs

INITDB = ("--username=postgres", "--auth=reject", "--encoding=UTF8", "--locale=C")
LETTERS = ("C.UTF-8", "UTF-8", "C")  # character sets beyond ASCII; their names differ by system
WHO_MAY_ENTER = "local all all scram-sha-256\n"  # who has a password: the application, and report tokens

# These run in PostgreSQL's single-user mode. The application's role is no superuser, and nobody can log in as one.
FIRST_STATEMENTS = (
    "CREATE ROLE zongce LOGIN CREATEDB CREATEROLE PASSWORD '{password}'\nCREATE DATABASE zongce OWNER zongce\n"
)


def create(home: Home, programs: Programs, lock: int, *, fast: bool) -> None:
    """Creates the cluster beside its place and then moves it there; a half-finished one is created again.

    Args:
        lock: a file lock that each of these programs holds while it runs, even if we die.
    """
    new = home.path / "cluster.new"
    options = (*INITDB, "--no-sync") if fast else INITDB
    for ctype in LETTERS:
        shutil.rmtree(new, ignore_errors=True)
        ok, output = home.account.run(programs.named("initdb"), "-D", new, *options, f"--lc-ctype={ctype}", lock=lock)
        if ok:
            break
    else:
        raise CouldNotCreate(place=home.cluster, tail=output)
    (new / "pg_hba.conf").write_text(WHO_MAY_ENTER)
    password = secrets.token_urlsafe(24)
    home.write("password", password)
    single = (programs.named("postgres"), "--single", "-D", new, "postgres")
    ok, output = home.account.run(*single, text=FIRST_STATEMENTS.format(password=password), lock=lock)
    if not ok or "ERROR" in output:
        raise CouldNotCreate(place=home.cluster, tail=output)
    if not fast:
        os.sync()
    new.rename(home.cluster)
