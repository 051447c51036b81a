#!/bin/sh
# Starts the broker with the accounts in MQTT_ACCOUNTS (lines of "name password"), and with a TLS listener for agents
# outside this server where a certificate is mounted: /certificates/server.crt (with its chain) and server.key.
set -eu
umask 077
run=/run/mosquitto
certificates=/certificates

mkdir -p "$run/listeners"
rm -f "$run"/listeners/*.conf
: > "$run/passwords"
printf '%s\n' "$MQTT_ACCOUNTS" | while read -r name password; do
  [ -n "$name" ] || continue
  [ -n "$password" ] || { echo "no password for $name in MQTT_ACCOUNTS" >&2; exit 1; }
  # The later line would count, for the rights of the earlier one: an agent called ingest.
  if cut -d: -f1 "$run/passwords" | grep -qxF -- "$name"; then
    echo "$name is in MQTT_ACCOUNTS more than once" >&2
    exit 1
  fi
  mosquitto_passwd -b "$run/passwords" "$name" "$password"
done

if [ -e "$certificates/server.crt" ]; then
  for file in server.crt server.key; do
    [ -r "$certificates/$file" ] || { echo "$certificates/$file cannot be read by user $(id -u)" >&2; exit 1; }
  done
  # From outside everybody is who they signed in as: whoever took over the client id of ingest would get, or throw away,
  # what is kept for it.
  cat > "$run/listeners/tls.conf" <<END
listener 8883
use_username_as_clientid true
certfile $certificates/server.crt
keyfile $certificates/server.key
END
fi

# Started as root, Mosquitto changes to its own user before it reads any of this.
[ "$(id -u)" != 0 ] || chown -R mosquitto: "$run"
exec mosquitto -c /etc/citywatch/mosquitto.conf
