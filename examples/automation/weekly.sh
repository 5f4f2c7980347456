#!/bin/sh
# Once a week: a mail to each owner for whom something is due, by your own mailer. kith sends nothing itself.
# Usage: weekly.sh WORKSPACE [DAY]
#
# MAILER takes a mail with its headers on standard input (sendmail -t). Owners are addressed OWNER@MAIL_DOMAIN: the ids of the staff in the
# models, made real by aliases of the mail system.
set -eu

workspace=${1:?"usage: weekly.sh WORKSPACE [DAY]"}
day=${2:-$(date +%F)}
mailer=${MAILER:-sendmail -t}
domain=${MAIL_DOMAIN:-localhost}
out=$workspace/out/digests
last=$out/last-sent

# What moved is told since the last mails, not since a week: after an outage nothing is left out. The first time it is a week.
mkdir -p "$out"
rm -f "$out"/*.html
set -- -C "$workspace" --as-of "$day"
[ -s "$last" ] && set -- "$@" --since "$(cat "$last")"
kith digest "$@" --format html --out "$out" 2> /dev/null

for page in "$out"/*.html; do
  [ -e "$page" ] || continue                          # nobody owns anything
  owner=$(basename "$page" .html)
  status=0
  kith digest "$@" --exit-code "$owner" > /dev/null || status=$?
  case $status in
    0) continue ;;                                    # nothing is due: no mail
    2) ;;                                             # something is: that is what --exit-code says
    *) exit "$status" ;;
  esac
  {
    printf 'To: %s@%s\nSubject: Your relationships, %s\n' "$owner" "$domain" "$day"
    printf 'MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
    cat "$page"
  } | $mailer
done
echo "$day" > "$last"                                 # only now: a mailer that failed is tried again with all of it
