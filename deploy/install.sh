#!/bin/sh
# Puts Mektüp on this server, as root, from the checkout in /opt/mektup: user, folders, settings, units.
# Run by `make install`; may be run again at any time: it changes nothing that is there already but the units.
# Each version has a folder of its own under releases/, and `current` leads to the newest: a running process goes on
# reading its own. Back to an older one: `ln -sfn releases/NAME current`, restart.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/.."
[ "$(pwd -P)" = /opt/mektup ] || { echo "Mektüp must lie in /opt/mektup: the units look for it there." >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "This needs root: sudo make install" >&2; exit 1; }
if [ -z "${BACKUP_RECIPIENT:-}" ] && ! grep -qs '^BACKUP_RECIPIENT=age1' /etc/mektup/backup.env; then
    echo "Nightly copies are sealed for a key that is not here. Make one on another computer (age-keygen) and" >&2
    echo "give its public half: make install BACKUP_RECIPIENT=age1…" >&2
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

id mektup >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir /var/lib/mektup --no-create-home --shell /usr/sbin/nologin mektup
install -d -m 0700 -o mektup -g mektup /var/lib/mektup /var/cache/mektup /var/backups/mektup
install -d -m 0750 -o root -g mektup /etc/mektup
if [ ! -s /etc/mektup/.env ]; then
    secret=$(current/bin/mektup secret)
    install -m 0640 -o root -g mektup /dev/null /etc/mektup/.env
    sed "s|^SECRET_KEY=.*|SECRET_KEY=$secret|" deploy/mektup.env > /etc/mektup/.env
    echo "Wrote /etc/mektup/.env with a new SECRET_KEY."
fi
if [ -n "${BACKUP_RECIPIENT:-}" ]; then
    echo "BACKUP_RECIPIENT=$BACKUP_RECIPIENT" > /etc/mektup/backup.env
    chmod 0600 /etc/mektup/backup.env
fi
install -m 0755 deploy/mektup.sh /usr/local/bin/mektup
if [ -d /etc/systemd/system ]; then
    install -m 0644 deploy/mektup.service deploy/mektup-backup.service deploy/mektup-backup.timer \
        deploy/mektup-alarm@.service /etc/systemd/system/
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
    fi
fi
echo "Installed $name. Next: edit /etc/mektup/.env, then mektup doctor."
