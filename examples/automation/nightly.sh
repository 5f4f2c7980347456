#!/bin/sh
# What a timer does every night in a workspace: check, open the reviews that are due, keep a copy of the record.
# Usage: nightly.sh WORKSPACE BACKUPS [DAY]        exit 0 done (due reviews are no failure), 1 an error, 2 findings: nothing was opened
#
# The day is taken once, so that a run around midnight does not see two of them; give it to make up for a night (kith needs no such thing).
set -eu

workspace=${1:?"usage: nightly.sh WORKSPACE BACKUPS [DAY]"} backups=${2:?"usage: nightly.sh WORKSPACE BACKUPS [DAY]"}
day=${3:-$(date +%F)}
here=$(dirname "$0")

# The copy comes first: whatever else is wrong tonight, there is one.
sh "$here/backup.sh" "$workspace" "$backups" "$day"

# Findings (exit 2) end the night here: a review is not opened by half a model. They are on standard error, with file and line.
kith check -C "$workspace"

# Twice is the same as once, and a night that was missed is made up for: run opens what is due, not what is due today.
kith review run -C "$workspace" --today "$day"
