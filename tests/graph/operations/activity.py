"""Shows the activity of the other connections of the test database right now."""

OTHERS = "datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"
WAITING = f"select 1 from pg_stat_activity where {OTHERS} and wait_event_type = 'Lock'"
BUSY = f"select 1 from pg_stat_activity where {OTHERS} and state <> 'idle'"
