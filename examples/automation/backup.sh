#!/bin/sh
# A copy of the record, and its anchor beside it: the count of events and the hash of the last. Usage: backup.sh WORKSPACE BACKUPS [DAY]
#
# journal.db is one SQLite file. `.backup` reads it under SQLite's own lock, so people may go on noting; a plain cp may not: it can catch
# half a transaction, and leaves behind journal.db-journal, which would undo it. Everything else of a workspace is text, and in git.
# KEEP is for how many days copies stay (30). It is a promise too: whoever was erased is in the copies until then.
set -eu

workspace=${1:?"usage: backup.sh WORKSPACE BACKUPS [DAY]"} backups=${2:?"usage: backup.sh WORKSPACE BACKUPS [DAY]"}
day=${3:-$(date +%F)}
keep=${KEEP:-30}

[ -e "$workspace/journal.db" ] || { echo "backup.sh: no record yet in $workspace: nothing to copy"; exit 0; }
mkdir -p "$backups"
umask 077                                             # it holds people
new=$backups/.$day.new
trap 'rm -f "$new"' EXIT

sqlite3 -cmd '.timeout 60000' "$workspace/journal.db" ".backup '$new'"
[ "$(sqlite3 "$new" 'PRAGMA integrity_check')" = ok ] || { echo "backup.sh: the copy is damaged: $new" >&2; exit 1; }
sync -f "$new"
mv "$new" "$backups/$day.db"                          # it is there whole, or not at all

# Events noted since the copy are in the anchor and not in the copy; see README.md, "To come back".
kith verify -C "$workspace" --anchor > "$backups/$day.anchor"

find "$backups" -name '????-??-??.*' -mtime "+$keep" -delete
