#!/bin/sh
# Puts Mektüp on this server, as root, from the checkout in /opt/mektup: user, folders, settings, units.
# Run by `make install`; may be run again at any time: it changes nothing that is there already but the units.
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

id mektup >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir /var/lib/mektup --no-create-home --shell /usr/sbin/nologin mektup
install -d -m 0700 -o mektup -g mektup /var/lib/mektup /var/cache/mektup /var/backups/mektup
install -d -m 0750 -o root -g mektup /etc/mektup
if [ ! -e /etc/mektup/.env ]; then
    umask 077
    secret=$(.venv/bin/mektup secret)
    sed "s|^SECRET_KEY=.*|SECRET_KEY=$secret|" deploy/mektup.env > /etc/mektup/.env
    chown root:mektup /etc/mektup/.env
    chmod 0640 /etc/mektup/.env
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
echo "Installed. Next: edit /etc/mektup/.env, then mektup doctor."
