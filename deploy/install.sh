#!/bin/sh
# Puts Mektüp on this server, as root, from the checkout in /opt/mektup: user, folders, settings, units.
# Run by `make install`; may be run again at any time: it changes nothing that is there already but the units.
# Each version has a folder of its own under releases/, and `current` leads to the newest: a running process goes on
# reading its own. Back to an older one: `ln -sfn releases/NAME current`, restart.
# With NAME=poland, another campaign beside the first: unit mektup@poland, command mektup-poland, and a user, settings,
# key, database and port of its own, under the same names.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/.."
[ "$(pwd -P)" = /opt/mektup ] || { echo "Mektüp must lie in /opt/mektup: the units look for it there." >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "This needs root: sudo make install" >&2; exit 1; }
case "${NAME:-}" in
    *[!a-z0-9]*) echo "NAME may have small letters a to z and digits." >&2; exit 1 ;;
esac
bot=mektup${NAME:+-$NAME}
settings=/etc/$bot
if [ -z "${BACKUP_RECIPIENT:-}" ] && ! grep -qs '^BACKUP_RECIPIENT=age1' "$settings/backup.env"; then
    echo "Nightly copies are sealed for a key that is not here. Make one on another computer (age-keygen) and" >&2
    echo "give its public half: make install BACKUP_RECIPIENT=age1…" >&2
    exit 1
fi
recipient=${BACKUP_RECIPIENT:-$(sed -n 's/^BACKUP_RECIPIENT=//p' "$settings/backup.env")}
if ! key=$(sh deploy/private-key.sh "$recipient" /etc/mektup* /var/lib/mektup* /var/backups/mektup* /root /home); then
    echo "What opens the copies must not lie beside them. Move this key to another computer:" >&2
    echo "$key" >&2
    exit 1
fi
umask 022

name=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
if [ -d .git ]; then
    name=$name-$(git rev-parse --short HEAD)
    [ -z "$(git status --porcelain)" ] || name=$name-$(date +%s)
fi
release=/opt/mektup/releases/$name
if [ ! -e "$release/whole" ]; then
    rm -rf "$release"
    "${PYTHON:-python3}" -m venv "$release"
    "$release/bin/python" -m pip install -q --require-hashes -r requirements.lock
    "$release/bin/python" -m pip install -q --no-deps --no-build-isolation .
fi
touch "$release/whole" "$release"
ln -sfn "releases/$name" current.new
mv -T current.new current
# The three newest stay, and whatever a running process still reads.
find releases -mindepth 1 -maxdepth 1 -printf '%T@ %f\n' | sort -rn | tail -n +4 | while read -r _ old; do
    grep -qsaF "/releases/$old/" /proc/[0-9]*/cmdline || rm -rf "releases/$old"
done

# A file of deploy/ as this campaign has it: its own user, folders, units and port.
own() {
    [ -n "${NAME:-}" ] || { cat "deploy/$1"; return; }
    sed -E "s#(User=|Group=|Directory=|/etc/|/var/(lib|cache|backups)/|(-u|-o|-g|=) )mektup\\b#\\1$bot#g
        s#mektup-alarm@#mektup-alarm-$NAME@#; s#mektup(-backup)?\\.(service|timer)#mektup\\1@$NAME.\\2#g
        s#8443#$port#" "deploy/$1"
}
used=$(sed -n 's/^LISTEN=.*:\([0-9]*\)$/\1/p' /etc/mektup*/.env 2>/dev/null | sort -n | tail -1)
port=$((${used:-8442} + 1))

id "$bot" >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir "/var/lib/$bot" --no-create-home --shell /usr/sbin/nologin "$bot"
install -d -m 0700 -o "$bot" -g "$bot" "/var/lib/$bot" "/var/cache/$bot" "/var/backups/$bot"
install -d -m 0750 -o root -g "$bot" "$settings"
if [ ! -s "$settings/.env" ]; then
    secret=$(current/bin/mektup secret)
    install -m 0600 /dev/null "$settings/.env"
    own mektup.env | sed "s|^SECRET_KEY=.*|SECRET_KEY=$secret|" > "$settings/.env"
    echo "Wrote $settings/.env with a new SECRET_KEY."
fi
chown "$bot:$bot" "$settings/.env"
chmod 0600 "$settings/.env"
if [ -n "${BACKUP_RECIPIENT:-}" ]; then
    echo "BACKUP_RECIPIENT=$BACKUP_RECIPIENT" > "$settings/backup.env"
    chmod 0600 "$settings/backup.env"
fi
own mektup.sh > "/usr/local/bin/$bot"
chmod 0755 "/usr/local/bin/$bot"
if [ -d /etc/systemd/system ]; then
    for unit in mektup.service mektup-backup.service mektup-backup.timer; do
        own $unit > "/etc/systemd/system/${unit%.*}${NAME:+@$NAME}.${unit#*.}"
    done
    own mektup-alarm@.service > "/etc/systemd/system/mektup-alarm${NAME:+-$NAME}@.service"
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
    fi
fi
echo "Installed $name. Next: edit $settings/.env, then $bot doctor."
