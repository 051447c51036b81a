#!/bin/sh
# Puts a dump, read from standard input, in the place of what the database holds. With TimescaleDB of the same version as
# the dump; update it afterwards. The processes have to be stopped, and are started again when this has ended well:
#   docker compose stop ingest analytics gateway
#   docker compose exec -T database sh /etc/citywatch/restore.sh < citywatch.dump
set -eu
export PGUSER="${PGUSER:-$POSTGRES_USER}"
database="$POSTGRES_DB"
owner="${CITYWATCH_DATABASE_OWNER:-citywatch}"
run() { psql -X -q -v ON_ERROR_STOP=1 -v database="$database" -v owner="$owner" "$@"; }

connected=$(run -d postgres -At <<'END'
select string_agg(distinct coalesce(nullif(application_name, ''), 'somebody'), ', ') from pg_stat_activity
 where datname = :'database' and backend_type = 'client backend'
END
)
[ -z "$connected" ] || { echo "still connected: $connected. Stop the processes first." >&2; exit 1; }

# Into a database beside the old one, which stays until the new one is whole.
run -d postgres <<'END'
drop database if exists restoring with (force);
create database restoring owner :"owner" template template0;
END
timescale=$(run -d restoring -At -c "select count(*) from pg_available_extensions where name = 'timescaledb'")
[ "$timescale" = 0 ] || run -d restoring <<'END'
create extension timescaledb;
select timescaledb_pre_restore() \g /dev/null
END
pg_restore --exit-on-error --dbname=restoring
[ "$timescale" = 0 ] || run -d restoring -c 'select timescaledb_post_restore()' > /dev/null
run -d restoring -c 'analyze'
# TimescaleDB's own workers are connected, too; nothing may be while the name changes.
run -d postgres <<'END'
alter database restoring allow_connections false;
select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = 'restoring' \g /dev/null
drop database if exists :"database" with (force);
alter database restoring rename to :"database";
alter database :"database" allow_connections true;
END
echo "$database is restored; start the processes" >&2
