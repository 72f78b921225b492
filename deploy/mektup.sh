#!/bin/sh
# The command `mektup`, as the bot's own user and with its settings. Installed as /usr/local/bin/mektup.
set -e
cd /etc/mektup
if [ "$(id -un)" = mektup ]; then
    exec /opt/mektup/.venv/bin/mektup "$@"
fi
exec runuser -u mektup -- /opt/mektup/.venv/bin/mektup "$@"
