"""`zongce dump`, `zongce verify-backup` and `zongce restore`: the whole database as one file in pg_dump's own format.

dumping    writes the file                             record     the file's last line: what the dump held
restoring  puts it in the place of a database's data   replaying  feeds a file to a database, all of it or nothing
verifying  proves that it can be restored              scratch    a database for that, which goes away again
"""

from cli.backup.dumping import dump
from cli.backup.restoring import restore
from cli.backup.verifying import verify_backup
