#!/bin/sh
# The command `mektup`, as the bot's own user and with its settings, in the folder it is called from.
# Installed as /usr/local/bin/mektup.
set -e
export SETTINGS=/etc/mektup/.env
if [ "$(id -un)" = mektup ]; then
    exec /opt/mektup/current/bin/mektup "$@"
fi
# Doctor looks from where the bot will stand: in the sandbox of its unit, where there is one.
unit=/etc/systemd/system/mektup.service
if [ "${1:-}" = doctor ] && [ -e "$unit" ] && [ -d /run/systemd/system ]; then
    sandbox='^(Protect|Private|Restrict|ProcSubset|NoNew|Capability|Lock|Memory|SystemCall|State|Cache|UMask|Environment)'
    IFS='
'
    # shellcheck disable=SC2046  (one property a line)
    exec systemd-run --quiet --pipe --wait --collect -p User=mektup -p Group=mektup -p WorkingDirectory=/etc/mektup \
        $(grep -E "$sandbox" "$unit" | grep -v '^MemoryMax' | sed 's/^/--property=/') \
        /opt/mektup/current/bin/mektup "$@"
fi
exec runuser -u mektup -- /opt/mektup/current/bin/mektup "$@"
