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
  mosquitto_passwd -b "$run/passwords" "$name" "$password"
done

if [ -e "$certificates/server.crt" ]; then
  for file in server.crt server.key; do
    [ -r "$certificates/$file" ] || { echo "$certificates/$file cannot be read by user $(id -u)" >&2; exit 1; }
  done
  cat > "$run/listeners/tls.conf" <<END
listener 8883
certfile $certificates/server.crt
keyfile $certificates/server.key
END
fi

# Started as root, Mosquitto changes to its own user before it reads any of this.
[ "$(id -u)" != 0 ] || chown -R mosquitto: "$run"
exec mosquitto -c /etc/citywatch/mosquitto.conf
