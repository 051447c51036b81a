#!/bin/sh
# Run once, by the database's image, when the database is made: the account of CityWatch's processes owns this database and
# can do nothing beyond it; it may look at who else is connected. Tests run with the same rights.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$CITYWATCH_DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'END'
create role citywatch login password :'password';
grant pg_monitor to citywatch;
alter database citywatch owner to citywatch;
END
