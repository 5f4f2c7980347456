# The same input gives the same bytes: whatever the language, the time zone, the folder, the terminal, and how often.
$ cat > all.sh <<'END'
> kith check
> kith score --as-of 2026-07-01
> kith score --as-of 2026-07-01 --format json
> kith score --as-of 2026-07-01 --format csv
> kith score --as-of 2026-07-01 --rule kraljic
> for of in brewer maria-rossi landlord; do
>   kith explain $of --as-of 2026-07-01 --since 2026-04-01
>   kith explain $of --as-of 2026-07-01 --since 2026-04-01 --format json
> done
> kith review plan --today 2026-07-01
> kith review plan --today 2026-07-01 --format csv
> kith check --layers
> END

$ cp -R "$REPO/examples/restaurant" one && cd one && rm -rf out journal.db* && kith import measures data/measures.csv --today 2026-07-01 && kith import events data/events.csv --today 2026-07-01
...

$ sh ../all.sh > ../first 2>&1; cd .. && test $(wc -l < first) -gt 200 && ! grep "$HOME" first

$ for run in "env LC_ALL=C" "env LC_ALL=de_DE.UTF-8 LANGUAGE=de" "env TZ=Asia/Tokyo COLUMNS=40" "env -u LC_ALL -u TZ HOME=/"; do
>   (cd one && $run sh ../all.sh) > again 2>&1
>   cmp first again && echo "the same: $run"
> done
the same: env LC_ALL=C
the same: env LC_ALL=de_DE.UTF-8 LANGUAGE=de
the same: env TZ=Asia/Tokyo COLUMNS=40
the same: env -u LC_ALL -u TZ HOME=/

# In another folder, whose files stand in another order.
$ mkdir -p deep/er && (cd one && ls | sort -r | while read -r name; do cp -R "$name" ../deep/er/; done) && (cd deep/er && sh ../../all.sh) > again 2>&1; cmp first again

# And again.
$ for i in 1 2; do (cd one && sh ../all.sh 2>&1) | cmp first -; done

# The same imports into a fresh journal: other random tags and salts, the same answers.
$ cp -R one two && cd two && rm journal.db && kith import measures data/measures.csv --today 2026-07-01 > /dev/null && kith import events data/events.csv --today 2026-07-01 > /dev/null && sh ../all.sh 2>&1 | cmp ../first -
