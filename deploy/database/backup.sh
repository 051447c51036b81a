#!/bin/sh
# Writes a dump of the whole database to standard output. Everything may go on meanwhile; the dump is of the moment it began.
#   docker compose exec -T database sh /etc/citywatch/backup.sh > citywatch.dump
set -eu
export PGUSER="${PGUSER:-$POSTGRES_USER}" PGDATABASE="$POSTGRES_DB"
version=$(psql -XAtc "select coalesce((select extversion from pg_extension where extname = 'timescaledb'), 'none')")
echo "dump of $PGDATABASE, TimescaleDB $version, $(psql -XAtc 'select pg_size_pretty(pg_database_size(current_database()))') on disk" >&2
# pg_dump warns of circular keys among TimescaleDB's own tables; restore.sh deals with them.
exec pg_dump --format=custom
