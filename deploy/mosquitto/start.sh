#!/bin/sh
# Makes the password file from MQTT_ACCOUNTS (lines of "name password") and starts the broker.
set -eu
umask 077
mkdir -p /run/mosquitto
passwords=/run/mosquitto/passwords
: > "$passwords"
printf '%s\n' "$MQTT_ACCOUNTS" | while read -r name password; do
  [ -n "$name" ] || continue
  [ -n "$password" ] || { echo "no password for $name in MQTT_ACCOUNTS" >&2; exit 1; }
  mosquitto_passwd -b "$passwords" "$name" "$password"
done
chown mosquitto: "$passwords" 2>/dev/null || true
exec mosquitto -c /etc/citywatch/mosquitto.conf
