#!/bin/sh
# The command `mektup`, as the bot's own user and with its settings, in the folder it is called from.
# Installed as /usr/local/bin/mektup.
set -e
export SETTINGS=/etc/mektup/.env
if [ "$(id -un)" = mektup ]; then
    exec /opt/mektup/.venv/bin/mektup "$@"
fi
exec runuser -u mektup -- /opt/mektup/.venv/bin/mektup "$@"
