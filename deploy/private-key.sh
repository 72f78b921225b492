#!/bin/sh
# Looks for the private half of an age key: `private-key.sh age1… FOLDER…` prints its file and fails, if it is there.
# A key whose file says that it belongs to another public half is another matter's.
recipient=$1
shift
found=$(
    find "$@" -xdev -maxdepth 3 -type f -size -64k -exec grep -lsE '^AGE-SECRET-KEY-1[0-9A-Z]{50}' {} + 2>/dev/null |
        while read -r file; do
            grep -qs "public key: age1" "$file" && ! grep -qsF "$recipient" "$file" || echo "$file"
        done
)
[ -z "$found" ] || { echo "$found"; exit 1; }
